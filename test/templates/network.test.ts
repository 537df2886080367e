// The network's document: golden in every variant, each validated by libvirt.
import { parseXml } from "../../provider/core/xml";
import { network } from "../../provider/resources/network";
import { expect } from "chai";
import { expectGolden, rendered } from "../support/rendered";

const lan = { name: "lan", subnet: "10.20.30.0/24" };
const guest = { mac: "02:00:00:00:00:01", ip: "10.20.30.9" };

const variants: Record<string, Record<string, unknown>> = {
  nat: {},
  route: { mode: "route" },
  isolated: { mode: "isolated" },
  "no-dhcp": { dhcp: false },
  "dhcp-range": { dhcpStart: "10.20.30.50", dhcpEnd: "10.20.30.60" },
  "dhcp-hosts": { dhcpHosts: { a: guest, b: { mac: "02:00:00:00:00:02", ip: "10.20.30.10", name: "b" } } },
  "dns-hosts": {
    dnsHosts: {
      a: { ip: "10.20.30.9", names: ["a", "a.edge.test"] },
      b: { ip: "10.20.30.10", names: ["b"] },
    },
  },
  domain: { domain: "edge.test" },
  mtu: { mtu: 1400 },
  options: { dnsmasqOptions: ["dhcp-option=42,10.20.30.1", `tricky="<&'>"`] },
  device: { bridge: "lan0" },
  small: { subnet: "10.20.30.8/29" },
  everything: {
    mode: "route",
    bridge: "lan0",
    dhcpStart: "10.20.30.50",
    dhcpEnd: "10.20.30.60",
    domain: "edge.test",
    mtu: 9000,
    dhcpHosts: { a: { ...guest, name: "a" } },
    dnsHosts: { a: { ip: "10.20.30.9", names: ["a"] } },
    dnsmasqOptions: ["log-dhcp"],
    autostart: false,
  },
};

describe("the document of a network", () => {
  for (const [name, program] of Object.entries(variants)) {
    it(`is as it should be: ${name}`, async () => {
      expectGolden(`network-${name}`, await rendered(network, { ...lan, ...program }, "net-define"));
    });
  }

  it("is as it should be: bridge", async () => {
    expectGolden(
      "network-bridge",
      await rendered(network, { name: "lan", mode: "bridge", bridge: "br0" }, "net-define"),
    );
  });

  it("carries who made it, in words and as the incarnation", async () => {
    const mark = parseXml(await rendered(network, lan, "net-define")).first("metadata/edgefleet:mark");
    expect(mark?.attributes).to.deep.include({ label: "site/dev/thing", by: "ann@desk" });
    expect(mark?.attributes["incarnation"]).to.match(/^[0-9a-f]{16}-1$/);
  });
});
