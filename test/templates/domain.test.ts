// The definition of a machine: each device off, on and in its variants, whole machines checked by libvirt's own
// schema, and no text that changes the structure.
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import fc from "fast-check";
import { revealSecrets } from "../../provider/host/command";
import { render } from "../../provider/core/template";
import { parseXml, type XmlNode } from "../../provider/core/xml";
import { readDomain } from "../../provider/resources/domain/read";
import { readPlugged } from "../../provider/resources/domain/plugged";
import { viewOf, type Accelerator } from "../../provider/resources/domain/view";
import type { DomainInputs } from "../../provider/resources/domain/fields";
import { machine, storage } from "./machine";

const squeezed = (text: string): string => text.replace(/>\s+</g, "><").trim();

const device = (name: string, view: object): string => squeezed(render(`devices/${name}`, view));

function definition(wanted: DomainInputs, accelerator: Accelerator = "tcg"): string {
  return render("domain", { ...viewOf(wanted, accelerator, storage(wanted)), mark: "" });
}

describe("templates: devices of a domain", () => {
  const disk = {
    device: "disk",
    bus: "virtio",
    target: "vda",
    serial: undefined,
    readonly: false,
    cache: undefined,
    discard: undefined,
    bootOrder: undefined,
    path: "/p/a.qcow2",
    format: "qcow2",
  };
  const nic = {
    mac: "02:00:00:00:00:01",
    network: "lan",
    bridge: undefined,
    model: "virtio",
    link: "up",
    bootOrder: undefined,
  };

  it("disk: plain", () => {
    expect(device("disk", disk)).to.equal(
      '<disk type="file" device="disk"><driver name="qemu" type="qcow2"/><source file="/p/a.qcow2"/><target dev="vda" bus="virtio"/></disk>',
    );
  });

  it("disk: with everything", () => {
    const view = { ...disk, serial: "S1", readonly: true, cache: "none", discard: "unmap", bootOrder: 1 };
    expect(device("disk", view)).to.equal(
      '<disk type="file" device="disk"><driver name="qemu" type="qcow2" cache="none" discard="unmap"/><source file="/p/a.qcow2"/><target dev="vda" bus="virtio"/><serial>S1</serial><readonly/><boot order="1"/></disk>',
    );
  });

  it("disk: a CD-ROM", () => {
    const view = { ...disk, device: "cdrom", bus: "sata", target: "sda", readonly: true, format: "raw" };
    expect(device("disk", view))
      .to.include('device="cdrom"')
      .and.include('bus="sata"')
      .and.include("<readonly/>");
  });

  it("interface: in a network, on a bridge, unplugged", () => {
    expect(device("interface", nic)).to.equal(
      '<interface type="network"><mac address="02:00:00:00:00:01"/><source network="lan"/><model type="virtio"/><link state="up"/></interface>',
    );
    expect(
      device("interface", { ...nic, network: undefined, bridge: "br0", link: "down", bootOrder: 2 }),
    ).to.equal(
      '<interface type="bridge"><mac address="02:00:00:00:00:01"/><source bridge="br0"/><model type="virtio"/><link state="down"/><boot order="2"/></interface>',
    );
  });

  it("serial: without and with a log", () => {
    expect(device("serial", { port: 0, logFile: undefined })).to.equal(
      '<serial type="pty"><target type="isa-serial" port="0"/></serial>',
    );
    expect(device("serial", { port: 1, logFile: "/p/x.log" })).to.include(
      '<log file="/p/x.log" append="off"/>',
    );
  });

  it("screen: off, on, with a fixed port and a password", () => {
    expect(device("screen", { vnc: undefined })).to.equal('<controller type="usb" model="none"/>');
    const vnc = { listen: "127.0.0.1", port: -1, automatic: true, password: undefined };
    expect(device("screen", { vnc })).to.include('port="-1" autoport="yes">').and.not.include("passwd");
    const secured = device("screen", { vnc: { ...vnc, port: 5950, automatic: false, password: "geheim" } });
    expect(secured).to.include('port="5950" autoport="no" passwd="').and.not.include("geheim");
    expect(revealSecrets(secured, { "vnc.password": 'a"<b' })).to.include('passwd="a&quot;&lt;b"');
  });

  it("os: BIOS, UEFI, a kernel, an order of devices", () => {
    const os = { uefi: false, machine: "q35", kernel: undefined, ordered: false };
    expect(device("os", os)).to.equal(
      '<os><type arch="x86_64" machine="q35">hvm</type><boot dev="hd"/><smbios mode="sysinfo"/></os>',
    );
    expect(device("os", { ...os, uefi: true }))
      .to.include('<os firmware="efi">')
      .and.include('enabled="no" name="secure-boot"');
    expect(device("os", { ...os, ordered: true })).to.not.include("<boot");
    const kernel = { image: "/k", initrd: "/i", cmdline: "a=b  c" };
    expect(device("os", { ...os, kernel })).to.include(
      "<kernel>/k</kernel><initrd>/i</initrd><cmdline>a=b  c</cmdline>",
    );
    expect(
      device("os", { ...os, kernel: { image: "/k", initrd: undefined, cmdline: undefined } }),
    ).to.not.include("initrd");
  });

  it("vcpu: at the limit, with room, with CPUs that can be unplugged", () => {
    expect(device("vcpu", { current: 2, maximum: 2, list: undefined })).to.equal(
      '<vcpu current="2">2</vcpu>',
    );
    expect(
      device("vcpu", { current: 1, maximum: 2, list: [{ id: 1, enabled: false, hotpluggable: true }] }),
    ).to.include('<vcpus><vcpu id="1" enabled="no" hotpluggable="yes"/></vcpus>');
  });

  it("sysinfo: only what is given", () => {
    const none = { manufacturer: undefined, product: undefined, version: undefined, serial: "A1" };
    expect(device("sysinfo", none)).to.equal(
      '<sysinfo type="smbios"><system><entry name="serial">A1</entry></system></sysinfo>',
    );
    expect(device("sysinfo", { ...none, product: "Box" })).to.include('<entry name="product">Box</entry>');
  });

  it("pci: none, and a port for each device", () => {
    expect(device("pci", { ports: [] })).to.equal("");
    expect(device("pci", { ports: [undefined, undefined] }).match(/pcie-root-port/g)).to.have.length(2);
  });
});

describe("templates: whole domains", () => {
  let folder: string;
  before(() => (folder = mkdtempSync(join(tmpdir(), "ef-domain-"))));
  after(() => rmSync(folder, { recursive: true }));

  /** libvirt's schema, through its in-memory driver. */
  function validate(xml: string): void {
    const file = join(folder, "domain.xml");
    writeFileSync(file, revealSecrets(xml, { "vnc.password": "geheim12" }));
    execFileSync("virsh", ["-q", "-c", "test:///default", "define", "--validate", file], { stdio: "pipe" });
  }

  const variants: Record<string, Partial<DomainInputs>> = {
    "the smallest": {},
    UEFI: { firmware: "uefi" },
    "machine type pc": { machine: "pc" },
    "a kernel": { kernel: { image: "/k", initrd: "/i", cmdline: "console=ttyS0" } },
    "a named CPU": { cpu: { mode: "custom", model: "Haswell" } },
    "room for CPUs and memory": { vcpu: 1, maxVcpu: 4, memory: "512MiB", maxMemory: "2GiB" },
    "words for people": { title: "A & B <c>", description: 'two\nlines "quoted"' },
    "a screen": { vnc: { listen: "127.0.0.1", port: -1, password: "geheim12" } },
    "no entropy": { rng: false },
    "all kinds of devices": {
      disks: {
        root: {
          ...machine().disks["root"],
          serial: "S1",
          cache: "none",
          discard: "unmap",
          bootOrder: 1,
        } as never,
        cd: {
          source: { volume: undefined, file: "/x.iso" },
          device: "cdrom",
          bus: "sata",
          target: "sda",
          readonly: true,
        } as never,
      },
      nics: {
        lan: { ...machine().nics["lan"], bootOrder: 2 } as never,
        old: {
          network: undefined,
          bridge: "br0",
          model: "rtl8139",
          mac: "02:00:00:00:00:02",
          link: "down",
        } as never,
      },
      serials: { console: { log: { pool: { name: "p" } }, port: 0 }, other: { log: undefined, port: 1 } },
    },
  };

  for (const [what, changes] of Object.entries(variants)) {
    for (const accelerator of ["tcg", "kvm"] as const) {
      it(`${what}, ${accelerator}: is valid, and reads back as it was written`, () => {
        const wanted = machine(changes);
        const xml = definition(wanted, accelerator);
        validate(xml);
        const parsed = parseXml(revealSecrets(xml, { "vnc.password": "geheim12" }));
        const { restart, shutdownTimeout, running, autostart, incarnation, resourceUrn, ready, ...seen } =
          plain(wanted);
        expect(plain(readDomain(parsed, wanted, readPlugged(parsed)))).to.deep.equal(seen);
        void [restart, shutdownTimeout, running, autostart, incarnation, resourceUrn, ready];
      });
    }
  }

  const plain = (value: object): Record<string, unknown> =>
    JSON.parse(JSON.stringify(value)) as Record<string, unknown>;

  /** Element and attribute names, without any value. */
  const shape = (node: XmlNode): unknown => [
    node.name,
    Object.keys(node.attributes),
    node.children.map(shape),
  ];

  it("no text changes the structure", () => {
    const build = (text: string): string =>
      definition(
        machine({
          name: text,
          title: text,
          description: text,
          kernel: { image: text, initrd: text, cmdline: text },
          smbios: { mode: undefined, serial: text, manufacturer: text, product: text, version: text },
          cpu: { mode: "custom", model: text },
          disks: {
            root: {
              ...machine().disks["root"],
              source: { volume: undefined, file: text },
              serial: text,
            } as never,
          },
          nics: { lan: { ...machine().nics["lan"], network: { name: text, incarnation: text } } as never },
          vnc: { listen: text, port: -1, password: text },
        }),
      );
    const expected = shape(parseXml(build("x")));
    // Control characters are refused by check; XML has no way to hold them.
    const printable = fc.string({ minLength: 1, unit: "grapheme" }).filter((text) => text.trim() !== "");
    const hostile = fc.constantFrom(
      '"><x/>',
      "'/><y z='",
      "]]>",
      "<!--",
      "&lt;",
      "&#10;",
      "{{name}}",
      "${x}",
      "--flag",
      "\t",
      "\n",
      "ä€😀",
    );
    const allowed = (text: string) =>
      // eslint-disable-next-line no-control-regex
      text.trim() !== "" && !/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ud800-\udfff\ufffe\uffff]/u.test(text);
    fc.assert(
      fc.property(
        fc
          .oneof(
            printable,
            fc.tuple(hostile, printable, hostile).map((parts) => parts.join("")),
          )
          .filter(allowed),
        (text) => {
          const parsed = parseXml(build(text));
          expect(shape(parsed)).to.deep.equal(expected);
          expect(parsed.value("title")).to.equal(text.trim().replace(/\r\n?/g, "\n"));
        },
      ),
      { numRuns: 300 },
    );
  });
});
