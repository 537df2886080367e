// What a machine is given, what is refused, what a change will do, and how a definition is carried over.
import { expect } from "chai";
import { plan } from "../../provider/core/changes";
import type { Context } from "../../provider/core/context";
import { checkFields } from "../../provider/core/check";
import { uuidOf } from "../../provider/core/identity";
import { render } from "../../provider/core/template";
import { parseXml, type XmlNode } from "../../provider/core/xml";
import { derive } from "../../provider/resources/domain/derive";
import { consolePattern } from "../../provider/resources/domain/console-pattern";
import { inputs, sameMachine, type DomainInputs } from "../../provider/resources/domain/fields";
import { freePorts, graft } from "../../provider/resources/domain/graft";
import { completed, readPlugged } from "../../provider/resources/domain/plugged";
import { samePlaces } from "../../provider/resources/domain/places";
import { logVolumes } from "../../provider/resources/domain/storage";
import { verify } from "../../provider/resources/domain/verify";
import { portsOf, viewOf } from "../../provider/resources/domain/view";
import { lastLines, plainText } from "../../provider/resources/domain/wait";
import { machine, storage } from "../templates/machine";

const context = {
  label: "site/dev/edge1",
  host: { uri: "test:///default" },
  config: { overcommitCpus: 2 },
  facts: {
    node: () => Promise.resolve({ cpus: 4, memory: 8 * 2 ** 30, model: "x" }),
    domains: () => Promise.resolve([{ name: "there", uuid: "11111111-1111-4111-8111-111111111111" }]),
  },
  find: () => Promise.resolve("<domain/>"),
} as unknown as Context;

type Given = Record<string, unknown>;

async function derived(given: Given): Promise<DomainInputs> {
  const { inputs: checked, failures } = checkFields(inputs, given);
  expect(failures).to.deep.equal([]);
  const wanted = { incarnation: "00000000000000aa-1", ...checked } as Partial<DomainInputs>;
  await derive(wanted, context);
  return wanted as DomainInputs;
}

const file = (path: string): Given => ({ source: { file: path } });

describe("domain: derived fields", () => {
  it("everything has a value that is known in preview", async () => {
    const wanted = await derived({ nics: { lan: { network: "n" } }, serials: { console: {} } });
    expect(wanted.name).to.equal("site-dev-edge1");
    expect(wanted.uuid).to.equal(uuidOf("00000000000000aa-1"));
    expect(wanted.smbios.serial).to.match(/^[0-9A-F]{10}$/);
    expect(wanted.nics["lan"]?.mac).to.match(/^02(:[0-9a-f]{2}){5}$/);
    expect(wanted.serials["console"]?.port).to.equal(0);
  });

  it("disks get targets in the order of their keys, CD-ROMs sit on SATA", async () => {
    const { disks } = await derived({
      disks: { root: file("/a"), cd: { ...file("/b"), device: "cdrom" }, data: file("/c") },
    });
    expect(Object.values(disks).map((disk) => disk.target)).to.deep.equal(["vda", "sda", "vdb"]);
    expect(disks["cd"]).to.include({ bus: "sata", readonly: true });
  });

  it("a disk that comes moves no other, and one that goes leaves a gap", async () => {
    const kept = { ...file("/c"), target: "vdb", bus: "virtio" };
    const { disks } = await derived({ disks: { aaa: file("/x"), data: kept, more: file("/y") } });
    expect(disks["data"]?.target).to.equal("vdb");
    expect([disks["aaa"]?.target, disks["more"]?.target]).to.deep.equal(["vda", "vdc"]);
  });

  it("a disk that changes its bus gets a target of that bus", async () => {
    const { disks } = await derived({ disks: { root: { ...file("/a"), bus: "sata", target: "vda" } } });
    expect(disks["root"]?.target).to.equal("sda");
  });

  it("adopting keeps the uuid of what is there", async () => {
    const { uuid } = await derived({ name: "there" });
    expect(uuid).to.not.equal("11111111-1111-4111-8111-111111111111");
    const wanted = { incarnation: "00000000000000aa-1", name: "there", adopt: true } as Partial<DomainInputs>;
    await derive(wanted, context);
    expect(wanted.uuid).to.equal("11111111-1111-4111-8111-111111111111");
  });
});

describe("domain: what is refused", () => {
  const refused = async (changes: Given): Promise<string[]> =>
    (await verify({ ...machine(), ...changes } as DomainInputs, undefined, context)).map(
      (failure) => failure.property,
    );

  it("nothing about a good machine", async () => expect(await refused({})).to.deep.equal([]));

  const log = { pool: { name: "p" } };
  const cases: [string, Given, string][] = [
    ["more CPUs than the most", { vcpu: 3, maxVcpu: 2 }, "vcpu"],
    ["more memory than the most", { memory: "2GiB", maxMemory: "1GiB" }, "memory"],
    [
      "two disks in one place",
      { disks: { a: { target: "vda", bus: "virtio" }, b: { target: "vda", bus: "virtio" } } },
      "disks.b.target",
    ],
    [
      "a read-only SATA disk",
      { disks: { a: { target: "sda", bus: "sata", device: "disk", readonly: true } } },
      "disks.a.readonly",
    ],
    [
      "two cards with one MAC",
      {
        nics: { a: { bridge: "b", mac: "02:AA:00:00:00:01" }, b: { bridge: "b", mac: "02:aa:00:00:00:01" } },
      },
      "nics.b.mac",
    ],
    ["a card without a cable", { nics: { a: {} } }, "nics.a"],
    ["a card with two cables", { nics: { a: { bridge: "b", network: { name: "n" } } } }, "nics.a"],
    ["a gap between serial ports", { serials: { a: { port: 1 } } }, "serials"],
    [
      "five serial ports",
      { serials: { a: { port: 0 }, b: { port: 1 }, c: { port: 2 }, d: { port: 3 }, e: {} } },
      "serials",
    ],
    [
      "waiting for a console without a log",
      { serials: { a: { port: 0 } }, ready: { console: "x" } },
      "ready.console",
    ],
    [
      "waiting for another console",
      { serials: { a: { port: 0, log } }, ready: { console: "x", serial: "b" } },
      "ready.serial",
    ],
    [
      "waiting for a lease without a network",
      { nics: { a: { bridge: "b", mac: "02:00:00:00:00:01" } }, ready: { lease: true } },
      "ready.lease",
    ],
    ["a screen for everybody", { vnc: { listen: "0.0.0.0", port: -1 } }, "vnc.listen"],
    [
      "a password that VNC would cut",
      { vnc: { listen: "127.0.0.1", port: -1, password: "123456789" } },
      "vnc.password",
    ],
    ["a CPU mode without its model", { cpu: { mode: "custom" } }, "cpu"],
    ["a model without its CPU mode", { cpu: { mode: "maximum", model: "Haswell" } }, "cpu"],
    [
      "the same place in the boot order",
      { nics: { a: { bridge: "b", bootOrder: 1 } }, disks: { a: { bootOrder: 1 } } },
      "",
    ],
    ["more memory than the host", { memory: "9GiB" }, "memory"],
    ["more CPUs than the host offers", { vcpu: 1, maxVcpu: 9 }, "maxVcpu"],
  ];
  for (const [what, changes, property] of cases) {
    it(what, async () => expect(await refused(changes)).to.include(property));
  }

  it("what exists already does not need room again", async () => {
    const old = machine({ memory: "9GiB" });
    expect(await verify(machine({ memory: "9GiB", vcpu: 2 }), old, context)).to.deep.equal([]);
  });
});

describe("domain: what a change does", () => {
  const running = { acceleratorUsed: "kvm", freeSlots: 1, pending: [] };
  const effects = (
    changes: Given,
    outputs: Given = running,
    old: Given = machine() as never,
  ): Record<string, string> =>
    Object.fromEntries(
      plan(inputs, { old: { ...old, ...outputs }, wanted: { ...old, ...changes } }).map((c) => [
        c.path,
        c.effect + (c.reason ? `: ${c.reason}` : ""),
      ]),
    );
  const disk = (target: string, more: Given = {}): Given => ({
    ...file("/d"),
    device: "disk",
    bus: "virtio",
    target,
    readonly: false,
    ...more,
  });

  const root = machine().disks["root"];
  const lan = machine().nics["lan"];
  const cases: [string, Given, Record<string, string>][] = [
    ["a title", { title: "x" }, { title: "live" }],
    [
      "CPUs within the most",
      { vcpu: 2 },
      { vcpu: "restart: beyond maxVcpu 1; set maxVcpu to make this live" },
    ],
    [
      "memory beyond",
      { memory: "2GiB" },
      { memory: "restart: beyond maxMemory 1GiB; set maxMemory to make this live" },
    ],
    ["less memory", { memory: "512MiB" }, { memory: "live" }],
    ["the same memory", { memory: "1024MiB" }, {}],
    ["the same machine type", { machine: "pc-q35-7.2" }, {}],
    ["a disk", { disks: { root, data: disk("vdb") } }, { "disks.data": "live" }],
    [
      "more disks than slots",
      { disks: { root, a: disk("vdb"), b: disk("vdc") } },
      {
        "disks.a": "live",
        "disks.b": "restart: no free slot is left (1); a higher hotplugSlots makes this live",
      },
    ],
    [
      "a SATA disk",
      { disks: { root, a: disk("sda", { bus: "sata" }) } },
      { "disks.a": "restart: a sata disk cannot be plugged while running; bus virtio can" },
    ],
    ["a disk less", { disks: {} }, { "disks.root": "live" }],
    [
      "another image",
      { disks: { root: { ...root, source: { file: "/x" } } } },
      {
        "disks.root.source":
          "restart: the guest works on this disk; give the new one a key of its own to plug it live",
      },
    ],
    ["a card", { nics: { lan, b: { ...lan, mac: "02:00:00:00:00:02" } } }, { "nics.b": "live" }],
    [
      "another network",
      { nics: { lan: { ...lan, network: { name: "other" } } } },
      { "nics.lan.network": "live" },
    ],
    [
      "the same network made anew",
      { nics: { lan: { ...lan, network: { name: "lan", incarnation: "00000000000000cc-2" } } } },
      { "nics.lan.network": "live" },
    ],
    ["a cable", { nics: { lan: { ...lan, link: "down" } } }, { "nics.lan.link": "live" }],
    ["another card", { nics: { lan: { ...lan, model: "e1000e" } } }, { "nics.lan.model": "restart" }],
    ["the boot order", { nics: { lan: { ...lan, bootOrder: 1 } } }, { "nics.lan.bootOrder": "nextBoot" }],
    ["a screen", { vnc: { listen: "127.0.0.1", port: -1 } }, { vnc: "restart" }],
    ["a name", { name: "other" }, { name: "replace" }],
    ["the accelerator that is used anyway", { accelerator: "kvm" }, { accelerator: "live" }],
    ["another accelerator", { accelerator: "tcg" }, { accelerator: "restart" }],
    [
      "firmware, kernel, CPU and entropy",
      { firmware: "uefi", kernel: { image: "/k" }, cpu: { mode: "maximum" }, rng: false },
      { firmware: "restart", kernel: "restart", cpu: "restart", rng: "restart" },
    ],
  ];
  for (const [what, changes, expected] of cases)
    it(what, () => expect(effects(changes)).to.deep.equal(expected));

  it("CPUs: up to the most they are live", () => {
    const old = machine({ maxVcpu: 4, vcpu: 2 }) as never;
    expect(effects({ vcpu: 4 }, running, old)).to.deep.equal({ vcpu: "live" });
    expect(effects({ vcpu: 1 }, running, old)).to.deep.equal({ vcpu: "live" });
    expect(effects({ vcpu: 1 }, { ...running, acceleratorUsed: "tcg" }, old)).to.deep.equal({
      vcpu: "restart: QEMU cannot unplug a CPU under TCG",
    });
  });

  it("what itself waits for a restart gives no room before it", () => {
    const old = machine({ maxVcpu: 4, vcpu: 2, memory: "1GiB", maxMemory: "4GiB" }) as never;
    const limits = { ...running, pending: ["maxVcpu", "maxMemory"] };
    expect(effects({ vcpu: 3, memory: "2GiB" }, limits, old)).to.deep.equal({
      vcpu: "restart: maxVcpu itself waits for a restart",
      memory: "restart: maxMemory itself waits for a restart",
    });
    expect(effects({ vcpu: 1, memory: "512MiB" }, limits, old)).to.deep.equal({
      vcpu: "live",
      memory: "live",
    });
    const amounts = { ...running, pending: ["vcpu", "memory"] };
    expect(effects({ vcpu: 1, memory: "512MiB" }, amounts, old)).to.deep.equal({
      vcpu: "restart: vcpu itself waits for a restart",
      memory: "restart: memory itself waits for a restart",
    });
  });

  it("a default that is written out changes nothing", () => {
    const tcg = { ...running, acceleratorUsed: "tcg" };
    const written = { maxVcpu: 1, maxMemory: "1024MiB", smbios: { ...machine().smbios, mode: "sysinfo" } };
    const nothing = { maxVcpu: "live", maxMemory: "live", "smbios.mode": "live", cpu: "live" };
    expect(effects({ ...written, cpu: { mode: "host-model" } })).to.deep.equal(nothing);
    expect(effects({ ...written, cpu: { mode: "maximum" } }, tcg)).to.deep.equal(nothing);
    const old = machine({ accelerator: "tcg", cpu: { mode: "maximum", model: undefined } }) as never;
    expect(effects({ accelerator: "auto", cpu: undefined }, tcg, old)).to.deep.equal({
      accelerator: "live",
      cpu: "live",
    });
    expect(effects({ accelerator: "kvm", cpu: undefined }, tcg, old)).to.deep.equal({
      accelerator: "restart",
      cpu: "restart",
    });
    expect(effects({ maxVcpu: 2, maxMemory: "2GiB" })).to.deep.equal({
      maxVcpu: "restart",
      maxMemory: "restart",
    });
    const limited = machine({ maxVcpu: 4, maxMemory: "4GiB" }) as never;
    expect(effects({ maxVcpu: undefined, maxMemory: undefined }, running, limited)).to.deep.equal({
      maxVcpu: "nextBoot",
      maxMemory: "nextBoot",
    });
  });

  it("a VNC password can change, but not come or go", () => {
    const vnc = { listen: "127.0.0.1", port: -1, password: "a" };
    const old = machine({ vnc }) as never;
    expect(effects({ vnc: { ...vnc, password: "b" } }, running, old)).to.deep.equal({
      "vnc.password": "live",
    });
    expect(effects({ vnc: { ...vnc, password: undefined } }, running, old)).to.deep.equal({
      "vnc.password": "restart",
    });
  });

  it("everything is live for a machine that is shut off, but who it is", () => {
    const off = machine({ running: false }) as never;
    expect(
      effects({ vcpu: 9, firmware: "uefi", disks: {}, rng: false, hotplugSlots: 0, memory: "5GiB" }, {}, off),
    ).to.satisfy((found: Given) => Object.values(found).every((effect) => effect === "live"));
    expect(effects({ uuid: "11111111-1111-4111-8111-111111111111" }, {}, off)).to.deep.equal({
      uuid: "replace",
    });
  });
});

describe("domain: the definition", () => {
  const rendered = (wanted: DomainInputs): XmlNode =>
    parseXml(render("domain", { ...viewOf(wanted, "tcg", storage(wanted)), mark: "" }));

  it("has a port for each device and the spare ones; other machine types need none", () => {
    expect(portsOf(machine({ hotplugSlots: 0 }))).to.equal(4); // disk, card, balloon, entropy
    expect(
      portsOf(machine({ hotplugSlots: 8, vnc: { listen: "127.0.0.1", port: -1, password: undefined } })),
    ).to.equal(13);
    expect(portsOf(machine({ machine: "pc" }))).to.equal(0);
  });

  it("keeps addresses, machine type and firmware files of the one before", () => {
    const current = rendered(machine({ firmware: "uefi" }));
    (current.first("os/type") as XmlNode).attributes["machine"] = "pc-q35-7.2";
    current
      .first("os")
      ?.children.push(
        ...parseXml("<o><loader type='pflash'>/code</loader><nvram>/vars</nvram></o>").children,
      );
    const address = parseXml('<address type="pci" bus="0x05"/>');
    current.first("devices/disk")?.children.push(address);
    const next = graft(rendered(machine({ firmware: "uefi", title: "new" })), current, sameMachine);
    expect(next.value("os/type@machine")).to.equal("pc-q35-7.2");
    expect(next.value("os/nvram")).to.equal("/vars");
    expect(
      next
        .first("os")
        ?.children.slice(0, 4)
        .map((node) => node.name),
    ).to.deep.equal(["type", "firmware", "loader", "nvram"]);
    expect(next.value("devices/disk/address@bus")).to.equal("0x05");
    expect(next.value("title")).to.equal("new");
  });

  it("takes nothing over from another kind of machine, and no firmware files of the other firmware", () => {
    const current = rendered(machine({ firmware: "uefi" }));
    current.first("os")?.children.push(...parseXml("<o><nvram>/vars</nvram></o>").children);
    current.first("devices/disk")?.children.push(parseXml('<address type="pci" bus="0x05"/>'));
    expect(
      graft(rendered(machine({ machine: "pc" })), current, sameMachine).first("devices/disk/address"),
    ).to.equal(undefined);
    expect(graft(rendered(machine()), current, sameMachine).first("os/nvram")).to.equal(undefined);
  });

  it("keeps ports that are in use and fills up the spare ones", () => {
    const text = `<domain><os><type machine="pc-q35-7.2"/></os><devices>
      ${[1, 2, 3].map((index) => `<controller type="pci" index="${index}" model="pcie-root-port"/>`).join("")}
      <disk><target dev="vda" bus="virtio"/><address type="pci" bus="0x03"/></disk></devices></domain>`;
    expect(freePorts(parseXml(text))).to.equal(2);
    const next = graft(rendered(machine({ hotplugSlots: 0, rng: false })), parseXml(text), sameMachine);
    const ports = next.all("devices/controller").filter((node) => node.value("@model") === "pcie-root-port");
    expect(ports.map((node) => node.value("@index"))).to.deep.equal(["1", "2", "3"]);
    expect(freePorts(parseXml(text.replace("pc-q35-7.2", "pc-i440fx-7.2")))).to.equal(undefined);
  });

  it("follows the places that libvirt picked while the machine ran", () => {
    const at = (bus: string, target = "vdb") =>
      `<disk><target dev="${target}"/><address type="pci" bus="${bus}"/></disk>`;
    const doc = (devices: string) => parseXml(`<domain><devices>${devices}</devices></domain>`);
    expect(samePlaces(doc(at("0x05")), doc(at("0x05")))).to.equal(undefined);
    const moved = samePlaces(doc(at("0x05") + at("0x06", "vdc")), doc(at("0x06")));
    expect(moved?.all("devices/disk").map((disk) => disk.value("address@bus"))).to.deep.equal([
      "0x06",
      undefined,
    ]);
  });

  it("says what devices were plugged into, also after libvirt has rewritten it", () => {
    const definition = rendered(machine());
    const plugged = readPlugged(definition);
    expect(plugged?.uses.map((use) => [use.key, use.device, use.incarnation])).to.deep.equal([
      ["root", "vda", "00000000000000bb-1"],
      ["lan", "02:00:00:00:00:01", "00000000000000cc-1"],
    ]);
    expect(readPlugged(parseXml("<domain/>"))).to.equal(undefined);
    const running = { cpu: "maximum", slots: 1, nvram: false, tpm: false, ready: true, uses: [], left: [] };
    expect(completed(running, plugged)).to.deep.equal({ ...running, uses: plugged?.uses });
    expect(completed(undefined, plugged && { ...plugged, ready: true })?.ready).to.equal(false);
  });

  it("names a log after its machine and port", () => {
    const serials = {
      console: { log: { pool: { name: "p" } }, socket: undefined, port: 0 },
      silent: { log: undefined, socket: undefined, port: 1 },
    };
    expect(logVolumes(machine({ serials }))).to.deep.equal([
      { key: "console", pool: "p", volume: "edge1-console-00000000000000aa-1.log" },
    ]);
  });
});

describe("domain: the console", () => {
  it("is searched for a text or for a pattern", () => {
    expect(consolePattern("login:").test("edge1 login: ")).to.equal(true);
    expect(consolePattern("a.c").test("abc")).to.equal(false);
    expect(consolePattern("/^edge\\d login:/").test("x\nedge1 login: ")).to.equal(true);
  });

  it("is shown without colours and cursor movements", () => {
    expect(plainText("\u001b[2J\u001b[1;31mred\u001b[0m\r\n\u001b]0;title\u0007ok\u0000")).to.equal(
      "red\nok",
    );
    expect(lastLines("a\r\nb\r\n\r\nGRUB 1\rGRUB 2\r\n", 3)).to.deep.equal(["b", "GRUB 1", "GRUB 2"]);
  });
});
