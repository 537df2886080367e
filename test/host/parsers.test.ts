// What virsh 9.0 really printed, and what is made of it; only the rows of leases and addresses are written by hand.
import { expect } from "chai";
import { parsers } from "../../provider/host/parsers";

const text = (...lines: string[]): string => `${lines.join("\n")}\n`;

describe("what virsh prints", () => {
  it("of versions", () => {
    const printed = text(
      "Compiled against library: libvirt 9.0.0",
      "Using library: libvirt 9.0.0",
      "Using API: QEMU 9.0.0",
      "Running hypervisor: QEMU 7.2.22",
      "Running against daemon: 9.0.0",
    );
    expect(parsers.version(printed)).to.deep.equal({
      libvirt: "9.0.0",
      hypervisor: "QEMU 7.2.22",
      daemon: "9.0.0",
    });
  });

  it("of a host that is no daemon", () => {
    const printed = text(
      "Using library: libvirt 9.0.0",
      "Using API: TEST 9.0.0",
      "Running hypervisor: TEST 0.0.2",
    );
    expect(parsers.version(printed)).to.deep.equal({ libvirt: "9.0.0", hypervisor: "TEST 0.0.2" });
  });

  it("of a machine", () => {
    const printed = text(
      "CPU model:           x86_64",
      "CPU(s):              2",
      "CPU frequency:       2596 MHz",
      "CPU socket(s):       1",
      "Core(s) per socket:  2",
      "Thread(s) per core:  1",
      "NUMA cell(s):        1",
      "Memory size:         8349900 KiB",
    );
    expect(parsers.nodeinfo(printed)).to.deep.equal({ cpus: 2, memory: 8349900 * 1024, model: "x86_64" });
  });

  it("of a network", () => {
    const printed = text(
      "Name:           n1",
      "UUID:           11111111-1111-4111-8111-111111111111",
      "Active:         yes",
      "Persistent:     yes",
      "Autostart:      no",
      "Bridge:         vbn1",
    );
    expect(parsers["net-info"](printed)).to.deep.equal({ active: true, persistent: true, autostart: false });
  });

  it("of names, none and two", () => {
    expect(parsers["net-list"]("\n")).to.deep.equal([]);
    expect(parsers["pool-list"]("p1\np 2\n\n")).to.deep.equal(["p1", "p 2"]);
  });

  it("of leases", () => {
    const printed = text(
      " 2026-11-21 10:24:21   02:00:00:00:00:01   ipv4       10.11.0.50/24   h1         -",
      " 2026-11-21 10:24:22   02:00:00:00:00:02   ipv6       fd00::5/64      -          00:01",
    );
    expect(parsers["net-dhcp-leases"](printed)).to.deep.equal([
      { mac: "02:00:00:00:00:01", protocol: "ipv4", address: "10.11.0.50", hostname: "h1" },
      { mac: "02:00:00:00:00:02", protocol: "ipv6", address: "fd00::5" },
    ]);
  });

  it("of a domain's addresses", () => {
    const printed = text(" vnet0      02:00:00:00:00:01    ipv4         10.11.0.50/24");
    expect(parsers.domifaddr(printed)).to.deep.equal([
      { mac: "02:00:00:00:00:01", protocol: "ipv4", address: "10.11.0.50" },
    ]);
  });

  it("of a pool that runs", () => {
    const printed = text(
      "Name:           p1",
      "UUID:           31111111-1111-4111-8111-111111111111",
      "State:          running",
      "Persistent:     yes",
      "Autostart:      no",
      "Capacity:       270553174016",
      "Allocation:     20787847168",
      "Available:      249765326848",
    );
    expect(parsers["pool-info"](printed)).to.deep.equal({
      state: "running",
      persistent: true,
      autostart: false,
      capacity: 270553174016,
      allocation: 20787847168,
      available: 249765326848,
    });
  });

  it("of a pool that does not", () => {
    const printed = text(
      "Name:           p1",
      "State:          inactive",
      "Persistent:     yes",
      "Autostart:      yes",
    );
    const nothing = { capacity: 0, allocation: 0, available: 0 };
    expect(parsers["pool-info"](printed)).to.deep.equal({
      state: "inactive",
      persistent: true,
      autostart: true,
      ...nothing,
    });
  });

  it("of volumes, also with spaces and beyond ASCII", () => {
    const printed = text(
      " v1.qcow2      /pool/v1.qcow2",
      " vé 1  x.raw   /pool/vé 1  x.raw",
      " vé ☃ x.raw    /pool/vé ☃ x.raw",
      "",
    );
    expect(parsers["vol-list"](printed)).to.deep.equal([
      { name: "v1.qcow2", path: "/pool/v1.qcow2" },
      { name: "vé 1  x.raw", path: "/pool/vé 1  x.raw" },
      { name: "vé ☃ x.raw", path: "/pool/vé ☃ x.raw" },
    ]);
  });

  it("of all domains", () => {
    const printed = text(
      "41111111-1111-4111-8111-111111111111 d1",
      "4b111111-1111-4111-8111-111111111111 d 11",
      "",
    );
    expect(parsers.list(printed)).to.deep.equal([
      { uuid: "41111111-1111-4111-8111-111111111111", name: "d1" },
      { uuid: "4b111111-1111-4111-8111-111111111111", name: "d 11" },
    ]);
  });

  it("of a domain", () => {
    const printed = (state: string, autostart: string): string =>
      text(
        "Id:             3",
        "Name:           d1",
        "UUID:           41111111-1111-4111-8111-111111111111",
        "OS Type:        hvm",
        `State:          ${state}`,
        "CPU(s):         1",
        "CPU time:       0.4s",
        "Max memory:     65536 KiB",
        "Persistent:     yes",
        `Autostart:      ${autostart}`,
        "Managed save:   no",
        "Messages:       tainted: running with undesirable elevated privileges",
      );
    expect(parsers.dominfo(printed("running", "disable"))).to.deep.equal({
      state: "running",
      persistent: true,
      autostart: false,
    });
    expect(parsers.dominfo(printed("shut off", "enable"))).to.include({ state: "shut off", autostart: true });
  });

  it("of the figures of domains", () => {
    const printed = text(
      "Domain: 'd1'",
      "  state.state=1",
      "  state.reason=1",
      "  balloon.current=65536",
      "  balloon.maximum=131072",
      "  balloon.rss=61668",
      "  vcpu.current=1",
      "  vcpu.maximum=4",
      "  vcpu.0.state=1",
      "",
      "Domain: 'it's'",
      "  state.state=5",
      "  state.reason=6",
      "  balloon.current=65536",
      "  balloon.maximum=65536",
      "  vcpu.current=2",
      "  vcpu.maximum=2",
    );
    expect(parsers.domstats(printed)).to.deep.equal([
      {
        name: "d1",
        state: 1,
        vcpus: { current: 1, maximum: 4 },
        balloon: { current: 65536 * 1024, maximum: 131072 * 1024 },
      },
      {
        name: "it's",
        state: 5,
        vcpus: { current: 2, maximum: 2 },
        balloon: { current: 65536 * 1024, maximum: 65536 * 1024 },
      },
    ]);
  });

  it("of a document, without the empty line behind it", () => {
    const document = "<network>\n  <name>n1</name>\n</network>";
    for (const verb of ["net-dumpxml", "pool-dumpxml", "vol-dumpxml", "dumpxml", "capabilities"] as const) {
      expect(parsers[verb](`${document}\n\n`)).to.equal(document);
    }
  });

  it("of a screen, a terminal and QEMU's monitor", () => {
    expect(parsers.vncdisplay("127.0.0.1:0\n\n")).to.equal("127.0.0.1:0");
    expect(parsers.ttyconsole("/dev/pts/0\n")).to.equal("/dev/pts/0");
    expect(parsers["qemu-monitor-command"]("0000000000000400: 0xf8 0x03\r\n\n")).to.equal(
      "0000000000000400: 0xf8 0x03",
    );
  });

  it("is nothing for what only acts", () => {
    for (const verb of [
      "net-define",
      "net-start",
      "pool-build",
      "vol-create",
      "define",
      "start",
      "undefine",
      "metadata",
    ] as const) {
      expect(parsers[verb]("anything\n")).to.equal(undefined);
    }
  });
});
