// What `adopt` takes over, and what it leaves to those who look for older incarnations.
import { expect } from "chai";
import { adopt } from "../../provider/core/adoption";
import { uuidOf } from "../../provider/core/identity";

describe("what an adoption takes over", () => {
  const uuid = "11111111-1111-4111-8111-111111111111";
  const ours = (n: number) => `0123456789abcdef-${n}`;
  const mark = (incarnation: string) => ({ incarnation, label: "site/dev/lan", by: "ann@desk" });

  const cases: [string, Parameters<typeof adopt>[1], string | undefined][] = [
    ["what nobody has marked", { uuid }, ours(2)],
    ["what an adoption of its own that was cut short has marked", { uuid, mark: mark(ours(2)) }, ours(2)],
    ["the same, when what it replaced is gone by now", { uuid, mark: mark(ours(3)) }, ours(3)],
    ["not what it replaces", { uuid, mark: mark(ours(1)) }, undefined],
    ["not what another stack has marked", { uuid, mark: mark("fedcba9876543210-2") }, undefined],
    ["not what Edgefleet made", { uuid: uuidOf(ours(1)) }, undefined],
    ["not what Edgefleet made and marked", { uuid: uuidOf(ours(2)), mark: mark(ours(2)) }, undefined],
  ];
  for (const [what, there, incarnation] of cases) {
    it(what, () => {
      const wanted: Parameters<typeof adopt>[0] = { incarnation: ours(2) };
      expect(adopt(wanted, there)).to.equal(incarnation !== undefined);
      expect(wanted).to.deep.equal(incarnation ? { uuid, incarnation } : { incarnation: ours(2) });
    });
  }
});
