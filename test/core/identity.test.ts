// Who a resource is: known in preview, the same each time, and readable from a list of uuids.
import { expect } from "chai";
import { createHash } from "node:crypto";
import {
  bridgeOf,
  incarnationOf,
  incarnationOfUuid,
  labelOf,
  lineageOf,
  macOf,
  parseIncarnation,
  parseUrn,
  sameLineage,
  serialOf,
  stackDigits,
  subnetOf,
  uuidOf,
} from "../../provider/core/identity";
import { defaultName } from "../../provider/resources/names";

const urn = "urn:pulumi:dev::site::pulumi-nodejs:dynamic/edgefleet:Network::lan";
const first = incarnationOf(lineageOf(urn, "ann@desk"), 1);

describe("identity", () => {
  it("reads a URN, also with colons in the name", () => {
    expect(parseUrn(urn)).to.deep.equal({
      stack: "dev",
      project: "site",
      type: "pulumi-nodejs:dynamic/edgefleet:Network",
      name: "lan",
    });
    expect(labelOf(`${urn}::a::b`)).to.equal("site/dev/lan::a::b");
  });

  it("tells owners, stacks, projects and names apart", () => {
    const all = [
      lineageOf(urn, "ann@desk"),
      lineageOf(urn, "bob@desk"),
      lineageOf(urn.replace("dev", "prod"), "ann@desk"),
      lineageOf(urn.replace("site", "farm"), "ann@desk"),
      lineageOf(`${urn}2`, "ann@desk"),
    ].map((lineage) => lineage.stack + lineage.resource);
    expect(new Set(all).size).to.equal(all.length);
  });

  describe("in both doors", () => {
    const at = (type: string) => lineageOf(`urn:pulumi:dev::site::${type}::edgefleet:index:Pool`, "ann@desk");
    const dynamic = "pulumi-nodejs:dynamic/edgefleet:";
    const native = "edgefleet:index:";
    const component = `${native}EdgeFleet$${native}EdgeNode$`;

    it("is the one that released states have", () => {
      // As the release computed it that had the dynamic door alone.
      const released = (type: string) =>
        createHash("sha256")
          .update(`resource\0urn:pulumi:dev::site::${type}::edgefleet:index:Pool`)
          .digest("hex")
          .slice(0, 8);
      for (const type of [
        `${dynamic}Network`,
        `${component}${dynamic}Domain`,
        `my:own:Thing$${dynamic}Volume`,
      ])
        expect(at(type).resource, type).to.equal(released(type));
    });

    it("is the same", () => {
      for (const [one, other] of [
        [`${dynamic}Network`, `${native}Network`],
        [`${component}${dynamic}Domain`, `${component}${native}Domain`],
        [`${dynamic}Volume$${dynamic}Volume`, `${native}Volume$${native}Volume`],
        [`${dynamic}Volume$${dynamic}Volume`, `${dynamic}Volume$${native}Volume`],
      ] as const)
        expect(at(one), one).to.deep.equal(at(other));
    });

    it("is another one for another type or parent", () => {
      const all = [
        `${native}Network`,
        `${native}Pool`,
        `${component}${native}Network`,
        `${native}EdgeNode$${native}Network`,
      ];
      expect(new Set(all.map((type) => at(type).resource)).size).to.equal(all.length);
    });
  });

  it("gives all resources of a stack the same beginning", () => {
    expect(lineageOf(urn, "ann@desk").stack).to.equal(stackDigits("site", "dev", "ann@desk"));
    expect(lineageOf(`${urn}2`, "ann@desk").stack).to.equal(stackDigits("site", "dev", "ann@desk"));
  });

  it("is a uuid of version 8 that spells the incarnation", () => {
    expect(uuidOf(first)).to.match(/^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-8[0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(incarnationOfUuid(uuidOf(first))).to.equal(first);
  });

  it("does not take a foreign uuid for one of ours", () => {
    for (const uuid of [
      "3f2b1c00-0000-4000-8000-000000000000",
      "",
      "no uuid",
      uuidOf(first).replace(/.$/, "x"),
      "00000000-0000-8000-8000-0edf1e000001",
    ]) {
      expect(incarnationOfUuid(uuid), uuid).to.equal(undefined);
    }
  });

  it("reads incarnations strictly", () => {
    expect(parseIncarnation("0123456789abcdef-12")).to.deep.equal({
      lineage: { stack: "01234567", resource: "89abcdef" },
      n: 12,
    });
    for (const text of [
      "0123456789abcdef-0",
      "0123456789abcdef-01",
      "0123456789ABCDEF-1",
      "0123456789abcde-1",
      "0123456789abcdef-",
      "x",
    ]) {
      expect(parseIncarnation(text), text).to.equal(undefined);
    }
    expect(() => uuidOf("x")).to.throw("not an incarnation");
  });

  it("recognises the same lineage under another number only", () => {
    const second = incarnationOf(lineageOf(urn, "ann@desk"), 2);
    expect(sameLineage(first, second)).to.equal(true);
    expect(sameLineage(first, incarnationOf(lineageOf(urn, "bob@desk"), 1))).to.equal(false);
    expect(sameLineage("x", "x")).to.equal(false);
  });

  it("gives a replaced resource other identities but the same subnet", () => {
    const second = incarnationOf(lineageOf(urn, "ann@desk"), 2);
    expect(uuidOf(second)).to.not.equal(uuidOf(first));
    expect(macOf(second, "eth0")).to.not.equal(macOf(first, "eth0"));
    expect(bridgeOf(second)).to.not.equal(bridgeOf(first));
    expect(serialOf(second)).to.not.equal(serialOf(first));
    expect(subnetOf(second, 0)).to.equal(subnetOf(first, 0));
  });

  it("never changes between releases: running fleets depend on it", () => {
    expect([
      first,
      uuidOf(first),
      macOf(first, "eth0"),
      serialOf(first),
      bridgeOf(first),
      subnetOf(first, 0),
    ]).to.deep.equal([
      "8ce2dea5409687cf-1",
      "8ce2dea5-4096-887c-8b72-fedf1e000001",
      "02:fd:eb:3e:68:ed",
      "294C1003A9",
      "efb13b17cdc2",
      "10.15.160.0/24",
    ]);
  });

  it("makes one word of any label", () => {
    expect(defaultName("site/dev/lan 1")).to.equal("site-dev-lan-1");
    expect(defaultName("../..//x")).to.equal("x");
    expect(defaultName("x".repeat(400))).to.have.length(50);
  });
});
