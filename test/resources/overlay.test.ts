// What an overlay may say, and what is refused with the field that says it.
import { expect } from "chai";
import { resources } from "../../provider/resources";
import type { State } from "../../provider/core/state";
import { CannedHost } from "../support/canned-host";
import { Engine } from "../support/engine";

async function refusals(noun: string, program: State): Promise<string[]> {
  const definition = resources.find((resource) => resource.noun === noun);
  if (!definition) throw new Error(`there is no ${noun}`);
  const { failures } = await new Engine(definition, new CannedHost()).preview(program);
  return failures.map(({ property, reason }) => `${property}: ${reason}`);
}

const machine = {
  memory: "512MiB",
  disks: { root: { source: { file: "/srv/root.qcow2" }, cache: "none" } },
  nics: { lan: { network: "lan" } },
};

describe("xml of a domain", () => {
  const check = (xml: string) => refusals("domain", { ...machine, xml });

  for (const [what, xml] of Object.entries({
    "a device that has no field": '<domain><devices><watchdog model="i6300esb"/></devices></domain>',
    "a part of a disk that has no field":
      '<domain><devices><disk><target dev="vda"/><driver io="native"/></disk></devices></domain>',
    "a disk that no field can say":
      '<domain><devices><disk type="block"><source dev="/dev/sdb"/><target dev="sdb" bus="scsi"/></disk></devices></domain>',
    "the environment of QEMU":
      '<domain xmlns:qemu="http://libvirt.org/schemas/domain/qemu/1.0"><qemu:commandline><qemu:env name="A" value="1"/></qemu:commandline></domain>',
    "the order of boot devices": '<domain><os><boot dev="network"/><boot dev="hd"/></os></domain>',
    "what takes away what the template has":
      '<domain xmlns:edgefleet="urn:edgefleet:overlay:1"><features><apic edgefleet:absent="yes"/></features></domain>',
  })) {
    it(`takes ${what}`, async () => expect(await check(xml)).to.deep.equal([]));
  }

  for (const [xml, says] of [
    ["<domain><vcpu>4</vcpu></domain>", /^xml: It changes what vcpu says\. Set vcpu instead/],
    ['<domain><memory unit="GiB">1</memory></domain>', /Set (max)?[mM]emory instead/],
    ["<domain><title>A node</title></domain>", /Set title instead/],
    [
      '<domain xmlns:qemu="http://libvirt.org/schemas/domain/qemu/1.0"><qemu:commandline><qemu:arg value="-s"/></qemu:commandline></domain>',
      /Set qemuArgs instead/,
    ],
    [
      '<domain><devices><disk type="file"><source file="/b"/><target dev="vdb" bus="virtio"/></disk></devices></domain>',
      /Set disks\.vdb instead/,
    ],
    [
      '<domain><devices><disk><target dev="vda"/><driver cache="writeback"/></disk></devices></domain>',
      /Set disks\.root\.cache instead/,
    ],
    [
      '<domain xmlns:edgefleet="urn:edgefleet:overlay:1"><devices><disk edgefleet:absent="yes"><target dev="vda"/></disk></devices></domain>',
      /It changes what disks\.root says/,
    ],
    [
      '<domain><devices><disk><target dev="vda"/><driver cache="none"/></disk></devices></domain>',
      /<driver cache="none"> is there already, because of disks\. Leave it out/,
    ],
    ['<domain type="kvm"><pm/></domain>', /is what accelerator says/],
    ["<domain><pm></domain>", /^xml: It is no well-formed XML: /],
    ["<network/>", /begins with <network>; <domain> is needed/],
    ["<domain><qemu:commandline/></domain>", /prefix qemu, which nothing declares\. Add xmlns:qemu="http:/],
    [
      '<domain xmlns:edgefleet="urn:edgefleet:overlay:1"><pm edgefleet:gone="yes"/></domain>',
      /There is no edgefleet:gone/,
    ],
  ] as const) {
    it(`refuses ${xml}`, async () => {
      const found = await check(xml);
      expect(found).to.have.length(1);
      expect(found[0]).to.match(says);
    });
  }

  it("is looked at again when what is not known yet is known", async () => {
    const unknown = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";
    const program = { ...machine, description: unknown, xml: "<domain><vcpu>4</vcpu></domain>" };
    expect(await refusals("domain", program)).to.deep.equal([]);
  });
});

describe("xml of a network", () => {
  const check = (xml: string) => refusals("network", { subnet: "10.9.8.0/24", xml });

  it("takes a second address, a forwarder and another gateway", async () => {
    const xml = `<network><dns><forwarder addr="192.0.2.1"/></dns><ip address="10.9.8.254"/>
      <ip family="ipv6" address="fd00::1" prefix="64"/></network>`;
    expect(await check(xml)).to.deep.equal([]);
  });

  for (const [xml, says] of [
    ['<network><mtu size="1400"/></network>', /Set mtu instead/],
    ['<network><forward mode="route"/></network>', /Set mode instead/],
    ['<network><ip address="10.1.1.1"/></network>', /Set subnet instead/],
    ['<network><bridge name="br7"/></network>', /Set bridge instead/],
    ["<domain/>", /<network> is needed/],
  ] as const) {
    it(`refuses ${xml}`, async () => expect((await check(xml)).join("\n")).to.match(says));
  }
});
