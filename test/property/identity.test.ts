// Identity holds for every name, not only for those in the examples.
import { expect } from "chai";
import fc from "fast-check";
import {
  bridgeOf,
  incarnationOf,
  incarnationOfUuid,
  lineageOf,
  macOf,
  parseIncarnation,
  sameLineage,
  serialOf,
  subnetOf,
  uuidOf,
} from "../../provider/core/identity";
import { isMac, isUuid, nameProblem } from "../../provider/core/rules";
import { subnetProblem } from "../../provider/resources/network/addresses";
import { defaultName } from "../../provider/resources/names";

const words = fc.string({ unit: "binary", maxLength: 60 });
const urns = fc
  .tuple(words, words, words)
  .map(([stack, project, name]) => `urn:pulumi:${stack}::${project}::t::${name}`);
const numbers = fc.integer({ min: 1, max: 2 ** 24 - 1 });
const incarnations = fc
  .tuple(urns, words, numbers)
  .map(([urn, owner, n]) => incarnationOf(lineageOf(urn, owner), n));

describe("identity, for every name", () => {
  it("goes into a uuid and comes out of it", () => {
    fc.assert(
      fc.property(incarnations, (incarnation) => {
        const uuid = uuidOf(incarnation);
        expect(isUuid(uuid)).to.equal(true);
        expect(incarnationOfUuid(uuid)).to.equal(incarnation);
        expect(parseIncarnation(incarnation)).to.not.equal(undefined);
      }),
    );
  });

  it("is never read out of a uuid that somebody else drew", () => {
    fc.assert(fc.property(fc.uuid(), (uuid) => incarnationOfUuid(uuid) === undefined));
  });

  it("gives MACs that are local and no multicast, one per key and incarnation", () => {
    fc.assert(
      fc.property(incarnations, words, words, (incarnation, a, b) => {
        const mac = macOf(incarnation, a);
        expect(isMac(mac)).to.equal(true);
        expect(mac.startsWith("02:")).to.equal(true);
        expect(macOf(incarnation, b) === mac).to.equal(a === b);
      }),
    );
  });

  it("gives bridges that Linux takes and serials that orchestrators take", () => {
    fc.assert(
      fc.property(incarnations, (incarnation) => {
        expect(bridgeOf(incarnation)).to.match(/^[a-z][a-z0-9]{1,14}$/);
        expect(serialOf(incarnation)).to.match(/^[A-Z0-9]{5,20}$/);
      }),
    );
  });

  it("gives subnets that are ones, all different until every one was tried", () => {
    fc.assert(
      fc.property(
        incarnations,
        fc.integer({ min: 0, max: 65535 }),
        fc.integer({ min: 0, max: 65535 }),
        (incarnation, a, b) => {
          expect(subnetProblem(subnetOf(incarnation, a))).to.equal(undefined);
          expect(subnetOf(incarnation, a) === subnetOf(incarnation, b)).to.equal(a === b);
        },
      ),
    );
  });

  it("stays in its lineage under any number", () => {
    fc.assert(
      fc.property(urns, words, numbers, numbers, (urn, owner, a, b) => {
        const lineage = lineageOf(urn, owner);
        expect(sameLineage(incarnationOf(lineage, a), incarnationOf(lineage, b))).to.equal(true);
      }),
    );
  });

  it("makes a name that libvirt takes, whatever people call their resources", () => {
    fc.assert(
      fc.property(words, words, words, (project, stack, name) => {
        // Pulumi itself has rules for projects and stacks; something usable is always in them.
        expect(nameProblem(defaultName(`p${project}/${stack}/${name}`))).to.equal(undefined);
      }),
    );
  });
});
