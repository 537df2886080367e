// The mathematics of subnets against a plain count of all addresses.
import { expect } from "chai";
import fc from "fast-check";
import {
  freeSubnet,
  isIpv4,
  overlapping,
  parseSubnet,
  prefixOf,
  rangeSize,
  subnetAround,
  subnetProblem,
} from "../../provider/resources/network/addresses";

const addresses = fc.ipV4();
const prefixes = fc.integer({ min: 8, max: 29 });
const subnets = fc
  .tuple(addresses, prefixes)
  .map(([address, prefix]) => subnetAround(`${address}/${prefix}`));

const number = (address: string): bigint =>
  address.split(".").reduce((value, octet) => value * 256n + BigInt(octet), 0n);
const first = (subnet: string): bigint => number(subnet.split("/")[0] as string);
const size = (subnet: string): bigint => 2n ** BigInt(32 - Number(subnet.split("/")[1]));

describe("subnets, for every address", () => {
  it("are what lies around an address", () => {
    fc.assert(
      fc.property(addresses, prefixes, (address, prefix) => {
        const subnet = subnetAround(`${address}/${prefix}`);
        expect(subnetProblem(subnet)).to.equal(undefined);
        expect(first(subnet)).to.equal((number(address) / size(subnet)) * size(subnet));
      }),
    );
  });

  it("have the host first, then guests, and the broadcast address last", () => {
    fc.assert(
      fc.property(subnets, (subnet) => {
        const { gateway, first: from, last: to, has } = parseSubnet(subnet);
        expect(number(gateway)).to.equal(first(subnet) + 1n);
        expect(number(from)).to.equal(first(subnet) + 2n);
        expect(number(to)).to.equal(first(subnet) + size(subnet) - 2n);
        expect([gateway, from, to].every(has)).to.equal(true);
        expect(BigInt(rangeSize(from, to))).to.equal(size(subnet) - 3n);
      }),
    );
  });

  it("contain an address when counting says so", () => {
    fc.assert(
      fc.property(subnets, addresses, (subnet, address) => {
        const offset = number(address) - first(subnet);
        expect(parseSubnet(subnet).has(address)).to.equal(offset > 0n && offset < size(subnet) - 1n);
      }),
    );
  });

  it("overlap when they share an address, both ways", () => {
    const near = fc
      .tuple(subnets, prefixes)
      .chain(([subnet, prefix]) =>
        fc.tuple(
          fc.constant(subnet),
          fc.oneof(subnets, fc.constant(subnetAround(`${parseSubnet(subnet).first}/${prefix}`))),
        ),
      );
    fc.assert(
      fc.property(near, ([a, b]) => {
        const shared = first(a) < first(b) + size(b) && first(b) < first(a) + size(a);
        expect(overlapping(a, b)).to.equal(shared);
        expect(overlapping(b, a)).to.equal(shared);
        expect(overlapping(a, a)).to.equal(true);
      }),
    );
  });

  it("are refused with bits behind the prefix, with the right ones in the message", () => {
    fc.assert(
      fc.property(addresses, prefixes, (address, prefix) => {
        const subnet = subnetAround(`${address}/${prefix}`);
        const problem = subnetProblem(`${address}/${prefix}`);
        if (subnet === `${address}/${prefix}`) expect(problem).to.equal(undefined);
        else expect(problem).to.contain(`write ${subnet}.`);
      }),
    );
  });

  it("are found free where one is", () => {
    const choice = (attempt: number) => `10.0.${attempt & 255}.0/24`;
    fc.assert(
      fc.property(fc.uniqueArray(fc.integer({ min: 0, max: 254 })), (numbers) => {
        const found = freeSubnet(
          choice,
          numbers.map((n) => `10.0.${n}.1/24`),
        );
        expect(numbers.some((n) => found === choice(n))).to.equal(false);
      }),
    );
    expect(() => freeSubnet(choice, ["10.0.0.0/8"])).to.throw("give a subnet");
  });

  it("turn a netmask into its prefix", () => {
    for (let prefix = 1; prefix <= 32; prefix++) {
      const bits = "1".repeat(prefix).padEnd(32, "0");
      const netmask = (bits.match(/.{8}/g) as string[]).map((byte) => Number.parseInt(byte, 2)).join(".");
      expect(prefixOf(netmask), netmask).to.equal(prefix);
    }
  });

  it("are no subnets of what is no address", () => {
    fc.assert(
      fc.property(
        fc.string(),
        (text) =>
          isIpv4(text) === /^(?:(?:25[0-5]|2[0-4]\d|1?\d?\d)(?:\.|$)){4}$/.test(text) ||
          /^0\d|\.0\d/.test(text),
      ),
    );
  });
});
