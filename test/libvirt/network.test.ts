// What a change of a network does to what runs: most of them nobody notices.
import { expect } from "chai";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { execa } from "execa";
import { VirshHost } from "../../provider/host/session";
import { network } from "../../provider/resources/network";
import { Engine } from "../support/engine";
import { repository, sharedHost, type IsolatedHost } from "../support/isolated-host";

const lan = { name: "calm", subnet: "10.44.1.0/24", bridge: "calm0" };
const guest = `<domain type="qemu"><name>calm-guest</name><memory unit="MiB">32</memory><os><type arch="x86_64" machine="pc">hvm</type></os>
  <devices><interface type="network"><mac address="02:00:00:44:00:01"/><source network="calm"/><model type="virtio"/></interface></devices></domain>`;

describe("a running network", function () {
  this.timeout(60_000);
  let host: IsolatedHost;
  let virsh: VirshHost;
  let engine: Engine;

  before(async () => {
    host = await sharedHost();
    virsh = new VirshHost(host.uri);
  });

  beforeEach(async () => {
    engine = new Engine(network, virsh);
    await engine.up(lan);
  });

  afterEach(async () => {
    await host.purge("calm");
  });

  after(() => virsh.close());

  const dnsmasq = (): string => readFileSync(join(host.root, "run/network/calm.pid"), "utf8").trim();
  const dnsmasqFile = (ending: string): string => {
    const file = join(host.root, `lib/dnsmasq/calm.${ending}`);
    return existsSync(file) ? readFileSync(file, "utf8") : "";
  };
  const inside = async (...command: string[]): Promise<string> =>
    (await execa(join(repository, "tools/host/isolated"), ["exec", host.root, ...command])).stdout;
  const taps = async (): Promise<string[]> =>
    [...(await inside("ip", "-o", "link", "show", "master", "calm0")).matchAll(/^\d+: ([^:@]+)/gm)].map(
      (match) => match[1] as string,
    );

  it("hands its options to dnsmasq as they are, quotes included", async () => {
    const dnsmasqOptions = [
      "dhcp-vendorclass=set:efi-http,HTTPClient:Arch:00016",
      "dhcp-option-force=tag:efi-http,60,HTTPClient",
      "dhcp-match=set:ipxe,175",
      'dhcp-boot=tag:efi-http,"https://boot.edge.test/boot/signed_ipxe.efi"',
      "log-queries",
      "log-dhcp",
      "log-debug",
    ];
    await engine.up({ ...lan, dnsmasqOptions });
    expect(dnsmasqFile("conf").split("\n")).to.include.members(dnsmasqOptions);
    expect(await engine.up({ ...lan, dnsmasqOptions })).to.equal("same");
    await engine.refresh();
    expect(await engine.up({ ...lan, dnsmasqOptions })).to.equal("same");
  });

  it("takes DHCP and DNS hosts while its dnsmasq runs on, and gives them up again", async () => {
    const pid = dnsmasq();
    const dhcpHosts = {
      a: { mac: "02:00:00:00:00:0a", ip: "10.44.1.10", name: "a" },
      b: { mac: "02:00:00:00:00:0b", ip: "10.44.1.11" },
    };
    const dnsHosts = { store: { ip: "10.44.1.1", names: ["store", "images"] } };
    await engine.up({ ...lan, dhcpHosts, dnsHosts });
    expect(dnsmasq()).to.equal(pid);
    expect(dnsmasqFile("hostsfile"))
      .to.contain("02:00:00:00:00:0a,10.44.1.10,a")
      .and.to.contain("02:00:00:00:00:0b,10.44.1.11");
    expect(dnsmasqFile("addnhosts")).to.match(/^10\.44\.1\.1\s+store\s+images/m);

    // An address that moves from one entry to another is free by then.
    const moved = {
      b: { mac: "02:00:00:00:00:0c", ip: "10.44.1.11" },
      c: { mac: "02:00:00:00:00:0a", ip: "10.44.1.12", name: "a" },
    };
    await engine.up({ ...lan, dhcpHosts: moved });
    expect(dnsmasq()).to.equal(pid);
    expect(dnsmasqFile("hostsfile").trim().split("\n").sort()).to.deep.equal([
      "02:00:00:00:00:0a,10.44.1.12,a",
      "02:00:00:00:00:0c,10.44.1.11",
    ]);
    expect(dnsmasqFile("addnhosts")).to.not.contain("store");

    await engine.up(lan);
    expect(dnsmasq()).to.equal(pid);
    expect(dnsmasqFile("hostsfile").trim()).to.equal("");
    expect(await engine.up(lan)).to.equal("same");
  });

  it("has the running entries in its definition as well", async () => {
    await engine.up({ ...lan, dhcpHosts: { a: { mac: "02:00:00:00:00:0a", ip: "10.44.1.10" } } });
    for (const scope of [[], ["--inactive"]]) {
      expect(await host.virsh("net-dumpxml", "calm", ...scope)).to.contain("10.44.1.10");
    }
  });

  it("connects running guests again when it has to restart", async () => {
    await host.define("define", guest);
    await host.virsh("start", "calm-guest");
    const pid = dnsmasq();
    const before = await taps();
    expect(before.filter((tap) => tap.startsWith("vnet"))).to.have.length(1);

    expect(await engine.up({ ...lan, mtu: 1400 })).to.equal("update");
    expect(dnsmasq()).to.not.equal(pid);
    expect(await taps()).to.include.members(before.filter((tap) => tap.startsWith("vnet")));
    expect(await host.virsh("domstate", "calm-guest")).to.contain("running");
    expect((await host.networks()).filter((name) => name.startsWith("efmove"))).to.deep.equal([]);
    expect(await engine.up({ ...lan, mtu: 1400 })).to.equal("same");
    expect(await host.virsh("domiflist", "calm-guest")).to.match(/network\s+calm\s/);
  });

  it("fails clearly with an option that dnsmasq does not know, and is well again without it", async () => {
    const error = await engine.up({ ...lan, dnsmasqOptions: ["no-such-option"] }).then(
      () => undefined,
      (reason: Error) => reason,
    );
    expect(error?.name).to.equal("PartialError");
    expect(error?.message).to.match(/network "calm" was not updated on .*dnsmasq/s);
    await engine.up({ ...lan, dnsmasqOptions: [] }).catch(() => undefined);
    await engine.refresh();
    await engine.up(lan);
    expect(await host.virsh("net-info", "calm")).to.match(/Active:\s+yes/);
    expect(await engine.up(lan)).to.equal("same");
  });
});
