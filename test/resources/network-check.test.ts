// What a network's fields say about each other and about the host: refused in preview, with path and fix.
import { expect } from "chai";
import type { State } from "../../provider/core/state";
import { unknown } from "../../provider/core/values";
import { network } from "../../provider/resources/network";
import { CannedHost } from "../support/canned-host";
import { Engine } from "../support/engine";

const lan = { name: "lan", subnet: "10.20.30.0/24" };
const lab = `<network><name>lab</name><uuid>3f2b1c00-0000-4000-8000-000000000001</uuid><bridge name="lab0"/><ip address="10.50.1.1" netmask="255.255.255.0"/></network>`;
const crowded = () =>
  new CannedHost(undefined, { "net-list": ["3f2b1c00-0000-4000-8000-000000000001"], "net-dumpxml": lab });

async function failuresOf(program: State, host = new CannedHost()): Promise<Record<string, string>> {
  const { failures } = await new Engine(network, host).preview(program);
  return Object.fromEntries(failures.map(({ property, reason }) => [property, reason]));
}

const host = (ip: string, mac = "02:00:00:00:00:01") => ({ ip, mac });

const bad: [string, State, Record<string, RegExp>][] = [
  ["a subnet that is none", { ...lan, subnet: "10.20.30/24" }, { subnet: /no IPv4 subnet such as/ }],
  [
    "a subnet with host bits",
    { ...lan, subnet: "10.20.30.7/24" },
    { subnet: /has bits behind the prefix; write 10\.20\.30\.0\/24/ },
  ],
  ["a prefix that is too long", { ...lan, subnet: "10.20.30.0/30" }, { subnet: /\/8 to \/29 are possible/ }],
  ["IPv6 where IPv4 is needed", { ...lan, subnet: "fd00::/64" }, { subnet: /no IPv4 subnet/ }],
  [
    "a range outside the subnet",
    { ...lan, dhcpStart: "10.20.31.5" },
    { dhcpStart: /10\.20\.31\.5 is not inside 10\.20\.30\.0\/24/ },
  ],
  [
    "a range that ends before it starts",
    { ...lan, dhcpStart: "10.20.30.9", dhcpEnd: "10.20.30.5" },
    { dhcpEnd: /in front of dhcpStart/ },
  ],
  [
    "a fixed address outside",
    { ...lan, dhcpHosts: { a: host("10.9.9.9") } },
    { "dhcpHosts.a.ip": /not inside/ },
  ],
  [
    "the network's own address as a fixed one",
    { ...lan, dhcpHosts: { a: host("10.20.30.0") } },
    { "dhcpHosts.a.ip": /not inside/ },
  ],
  [
    "one MAC twice, in other letters",
    {
      ...lan,
      dhcpHosts: { a: host("10.20.30.5", "02:AA:00:00:00:01"), b: host("10.20.30.6", "02:aa:00:00:00:01") },
    },
    { "dhcpHosts.b.mac": /is used by "a" as well/ },
  ],
  [
    "one address twice",
    { ...lan, dhcpHosts: { a: host("10.20.30.5"), b: host("10.20.30.5", "02:00:00:00:00:02") } },
    { "dhcpHosts.b.ip": /used by "a"/ },
  ],
  [
    "a MAC that is none",
    { ...lan, dhcpHosts: { a: host("10.20.30.5", "02-00") } },
    { "dhcpHosts.a.mac": /no MAC address such as/ },
  ],
  [
    "one address in two DNS entries",
    { ...lan, dnsHosts: { a: { ip: "10.20.30.5", names: ["a"] }, b: { ip: "10.20.30.5", names: ["b"] } } },
    { "dnsHosts.b.ip": /put all names into one entry/ },
  ],
  [
    "fixed addresses without DHCP",
    { ...lan, dhcp: false, dhcpHosts: { a: host("10.20.30.5") } },
    { dhcpHosts: /Not with dhcp: false/ },
  ],
  [
    "a subnet on an existing bridge",
    { name: "lan", mode: "bridge", bridge: "br0", subnet: "10.1.1.0/24" },
    { subnet: /Not with mode bridge/ },
  ],
  [
    "DNS hosts on an existing bridge",
    { name: "lan", mode: "bridge", bridge: "br0", dnsHosts: { a: { ip: "10.1.1.1", names: ["a"] } } },
    { dnsHosts: /Not with mode bridge/ },
  ],
  [
    "mode bridge without a bridge",
    { name: "lan", mode: "bridge" },
    { bridge: /needs the name of an existing bridge/ },
  ],
  [
    "a device name that Linux does not take",
    { ...lan, bridge: "a-bridge-name-too-long" },
    { bridge: /1 to 15 letters/ },
  ],
  [
    "an option with a line break",
    { ...lan, dnsmasqOptions: ["a=b\nconf-file=/etc/passwd"] },
    { "dnsmasqOptions[0]": /one line/ },
  ],
  ["a name that breaks out", { ...lan, name: `"><x/>` }, { name: /cannot be used/ }],
  ["a name like a flag", { ...lan, name: "--all" }, { name: /cannot be used/ }],
  [
    "a name of 300 characters",
    { ...lan, name: "n".repeat(300) },
    { name: /too long: 300 characters, 63 are possible/ },
  ],
  ["a uuid that is none", { ...lan, uuid: "x" }, { uuid: /is no uuid/ }],
  ["an MTU that no device has", { ...lan, mtu: 100 }, { mtu: /At least 576/ }],
];

describe("a network's inputs", () => {
  for (const [what, program, expected] of bad) {
    it(`are refused with ${what}`, async () => {
      const found = await failuresOf(program);
      expect(Object.keys(found)).to.have.members(Object.keys(expected));
      for (const [path, words] of Object.entries(expected)) expect(found[path]).to.match(words);
    });
  }

  it("are refused when another network has the subnet or the bridge, by its name", async () => {
    const found = await failuresOf({ name: "lan", subnet: "10.50.0.0/16", bridge: "lab0" }, crowded());
    expect(found["subnet"]).to.match(
      /10\.50\.0\.0\/16 is already used by network "lab" \(10\.50\.1\.1\/24\) of qemu:\/\/\/system\. Choose another subnet/,
    );
    expect(found["bridge"]).to.match(/lab0 belongs to network "lab"/);
  });

  it("are filled in, the same each time, and kept from then on", async () => {
    const first = await new Engine(network, new CannedHost()).preview({});
    const again = await new Engine(network, new CannedHost()).preview({});
    expect(first.failures).to.deep.equal([]);
    expect(first.inputs).to.deep.equal(again.inputs);
    expect(first.inputs).to.include({ name: "site-dev-thing", mode: "nat" });
    expect(first.inputs["bridge"]).to.match(/^ef[0-9a-f]{10}$/);
  });

  it("step past what the host has", async () => {
    const free = (await new Engine(network, new CannedHost()).preview({})).inputs["subnet"] as string;
    const taken = lab.replace("10.50.1.1", free.replace("0/24", "1"));
    const host = new CannedHost(undefined, { "net-list": ["u"], "net-dumpxml": taken });
    const { inputs, failures } = await new Engine(network, host).preview({});
    expect(failures).to.deep.equal([]);
    expect(inputs["subnet"]).to.not.equal(free);
  });

  for (const [what, program] of Object.entries({
    "without DHCP": { ...lan, dhcp: false },
    "over an existing bridge": { name: "lan", mode: "bridge", bridge: "br0" },
  })) {
    it(`can become one ${what}: what was derived before is no obstacle`, async () => {
      const engine = new Engine(network, new CannedHost());
      const { inputs } = await engine.preview(lan);
      engine.kept = { id: "id", inputs, outputs: inputs };
      expect((await engine.preview(program)).failures).to.deep.equal([]);
    });
  }

  it("may be unknown anywhere", async () => {
    for (const name of [
      "name",
      "subnet",
      "bridge",
      "dhcpStart",
      "dhcpHosts",
      "dnsHosts",
      "dnsmasqOptions",
      "domain",
      "mtu",
      "mode",
      "active",
    ]) {
      expect(await failuresOf({ ...lan, [name]: unknown }), name).to.deep.equal({});
    }
    const entries = {
      ...lan,
      dhcpHosts: { a: unknown, b: { mac: unknown, ip: unknown } },
      dnsHosts: { a: { ip: unknown, names: [unknown] } },
    };
    expect(await failuresOf(entries)).to.deep.equal({});
  });

  it("ask the host once, however many networks there are", async () => {
    const host = crowded();
    const engine = new Engine(network, host);
    await engine.preview({});
    const once = host.asked.length;
    await Promise.all(Array.from({ length: 20 }, () => engine.connection().facts.networks()));
    expect(host.asked.length).to.equal(once);
  });
});
