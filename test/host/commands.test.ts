// Every command that Edgefleet has: what it looks like as a line, also after a journey as JSON.
import { expect } from "chai";
import { secretMark, type Command } from "../../provider/host/command";
import * as domains from "../../provider/host/domain";
import { lineOf } from "../../provider/host/line";
import * as net from "../../provider/host/network";
import * as node from "../../provider/host/node";
import { parsers } from "../../provider/host/parsers";
import * as pools from "../../provider/host/pool";
import * as volumes from "../../provider/host/volume";

const both = { live: true, config: true };
const saved = { live: false, config: true };

/** What each builder gives, and the line of it; documents lie in files of their names. */
const lines: [Command, string][] = [
  [node.version(), "version --daemon"],
  [node.capabilities(), "capabilities"],
  [node.nodeinfo(), "nodeinfo"],

  [net.netList("uuid"), "net-list --all --uuid"],
  [net.netList("uuid", "active"), "net-list --uuid"],
  [net.netList("uuid", "autostart"), "net-list --all --autostart --uuid"],
  [net.netDumpxml("n"), "net-dumpxml --network=n"],
  [net.netDumpxml("n", { inactive: true }), "net-dumpxml --network=n --inactive"],
  [net.netInfo("a b"), 'net-info "--network=a b"'],
  [net.netDhcpLeases("n"), "net-dhcp-leases --network=n"],
  [net.netUndefine("-n"), "net-undefine --network=-n"],
  [net.netAutostart("n", true), "net-autostart --network=n"],
  [net.netAutostart("n", false), "net-autostart --network=n --disable"],
  [net.netStart("n"), "net-start --network=n"],
  [net.netDestroy("n"), "net-destroy --network=n"],
  [net.netDefine("<network/>"), "net-define --file=/f/network --validate"],
  [net.netCreate("<network/>"), "net-create --file=/f/network --validate"],
  [
    net.netUpdate("n", "delete", "ip-dhcp-host", "<host/>", both),
    "net-update --network=n --command=delete --section=ip-dhcp-host --xml=/f/entry --live --config",
  ],

  [pools.poolList("name"), "pool-list --all --name"],
  [pools.poolDumpxml("p"), "pool-dumpxml --pool=p --inactive"],
  [pools.poolInfo("p"), "pool-info --pool=p --bytes"],
  [pools.poolBuild("p"), "pool-build --pool=p"],
  [pools.poolStart("p"), "pool-start --pool=p"],
  [pools.poolDestroy("p"), "pool-destroy --pool=p"],
  [pools.poolDelete("p"), "pool-delete --pool=p"],
  [pools.poolUndefine("p"), "pool-undefine --pool=p"],
  [pools.poolRefresh("p"), "pool-refresh --pool=p"],
  [pools.poolAutostart("p", true), "pool-autostart --pool=p"],
  [pools.poolAutostart("p", false), "pool-autostart --pool=p --disable"],
  [pools.poolDefine("<pool/>"), "pool-define --file=/f/pool --validate"],

  [volumes.volList("p"), "vol-list --pool=p"],
  [volumes.volDumpxml("p", "v"), "vol-dumpxml --pool=p --vol=v"],
  [volumes.volDelete("p", 'a"b'), 'vol-delete --pool=p "--vol=a\\"b"'],
  [volumes.volResize("p", "v", 1024), "vol-resize --pool=p --vol=v --capacity=1024B"],
  [volumes.volCreate("p", "<volume/>"), "vol-create --pool=p --file=/f/volume"],
  [volumes.volUpload("p", "v", "/x y"), 'vol-upload --pool=p --vol=v "--file=/x y" --offset=0 --sparse'],
  [volumes.volUpload("p", "v", "/x", 512), "vol-upload --pool=p --vol=v --file=/x --offset=512"],
  [volumes.volDownload("p", "v", "/x", 7), "vol-download --pool=p --vol=v --file=/x --offset=7"],
  [
    volumes.volDownload("p", "v", "/x", 7, 9),
    "vol-download --pool=p --vol=v --file=/x --offset=7 --length=9",
  ],

  [domains.list(), "list --all --uuid --name"],
  [domains.list("autostart"), "list --all --autostart --uuid --name"],
  [domains.list("transient"), "list --all --transient --uuid --name"],
  [domains.list("halted"), "list --all --state-paused --state-other --uuid --name"],
  [domains.dumpxml("d"), "dumpxml --domain=d"],
  [domains.dumpxml("d", { inactive: true, secure: true }), "dumpxml --domain=d --inactive --security-info"],
  [domains.dominfo("d"), "dominfo --domain=d"],
  [domains.domstats(), "domstats --raw --nowait --state --vcpu --balloon"],
  [domains.define("<domain/>"), "define --validate --file=/f/domain"],
  [domains.create("<domain/>"), "create --validate --file=/f/domain"],
  [domains.start("d"), "start --domain=d"],
  [domains.start("d", { paused: true }), "start --domain=d --paused"],
  [domains.shutdown("d"), "shutdown --domain=d --mode=acpi"],
  [domains.destroy("d"), "destroy --domain=d"],
  [
    domains.undefine("d"),
    "undefine --domain=d --nvram --managed-save --snapshots-metadata --checkpoints-metadata --tpm",
  ],
  [
    domains.undefine("d", { nvram: "keep" }),
    "undefine --domain=d --keep-nvram --managed-save --snapshots-metadata --checkpoints-metadata --keep-tpm",
  ],
  [domains.autostart("d", true), "autostart --domain=d"],
  [domains.autostart("d", false), "autostart --domain=d --disable"],
  [domains.setvcpus("d", 2, both), "setvcpus --domain=d --count=2 --live --config"],
  [domains.setmem("d", 1024, saved), "setmem --domain=d --size=1024KiB --config"],
  [domains.attachDevice("d", "<disk/>", both), "attach-device --domain=d --file=/f/device --live --config"],
  [domains.detachDevice("d", "<disk/>", saved), "detach-device --domain=d --file=/f/device --config"],
  [domains.updateDevice("d", "<disk/>", saved), "update-device --domain=d --file=/f/device --config"],
  [domains.blockresize("d", "vda", 4096), "blockresize --domain=d --path=vda --size=4096B"],
  [
    domains.domifSetlink("d", "02:00:00:00:00:01", "down", { config: true }),
    "domif-setlink --domain=d --interface=02:00:00:00:00:01 --state=down --config",
  ],
  [
    domains.desc("d", "it's", { ...saved, title: true }),
    `desc --domain=d --config --title "--new-desc=it's"`,
  ],
  [
    domains.metadata("d", "urn:x", "ef", '<a b="c\\"/>', saved),
    'metadata --domain=d --uri=urn:x --key=ef "--set=<a b=\\"c\\\\\\"/>" --config',
  ],
  [
    domains.metadata("d", "urn:x", "ef", undefined, both),
    "metadata --domain=d --uri=urn:x --remove --live --config",
  ],
  [domains.domifaddr("d", "lease"), "domifaddr --domain=d --source=lease"],
  [domains.vncdisplay("d"), "vncdisplay --domain=d"],
  [domains.ttyconsole("d"), "ttyconsole --domain=d"],
  [domains.monitor("d", "xp /2xb 0x400"), 'qemu-monitor-command --domain=d --hmp "--cmd=xp /2xb 0x400"'],
];

const travelled = (command: Command): Command => JSON.parse(JSON.stringify(command)) as Command;
const files = (command: Command): Map<string, string> =>
  new Map(Object.keys(command.documents ?? {}).map((name) => [name, `/f/${name}`]));
const lineFor = (command: Command, version: string): Promise<string> =>
  lineOf(command, "test:///default", files(command), () => Promise.resolve(version));

describe("a command", () => {
  for (const [command, line] of lines) {
    it(`survives a journey as JSON: ${line}`, async () => {
      expect(travelled(command)).to.deep.equal(command);
      expect(await lineFor(travelled(command), "9.0.0")).to.equal(line);
    });
  }

  it("is listed above for every verb", () => {
    const listed = new Set(lines.map(([{ verb }]) => verb));
    expect(Object.keys(parsers).filter((verb) => !listed.has(verb as Command["verb"]))).to.deep.equal([]);
  });

  it("carries its documents with it, and of secrets no more than their names", () => {
    const document = `<graphics passwd="${secretMark("screen")}"/>`;
    expect(travelled(domains.define(document)).documents).to.deep.equal({ domain: { text: document } });
  });

  it("leaves out what an older libvirt does not know", async () => {
    expect(await lineFor(domains.undefine("d"), "8.8.0")).to.not.contain("tpm");
    for (const version of ["8.9.0", "8.10.0", "10.0.0"])
      expect(await lineFor(domains.undefine("d"), version)).to.match(/ --tpm$/);
  });

  it("asks for the version only where it matters", async () => {
    const asked = (command: Command): Promise<string> =>
      lineOf(command, "", files(command), () => Promise.reject(new Error("asked")));
    expect(await asked(domains.dominfo("d"))).to.equal("dominfo --domain=d");
    expect(await asked(domains.undefine("d")).catch((error: Error) => error.message)).to.equal("asked");
  });
});
