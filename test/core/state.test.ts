// State that any release wrote is read by this one; state of a later one is refused.
import { expect } from "chai";
import { plain, stateVersion, upgrade } from "../../provider/core/state";

describe("state", () => {
  it("leaves today's shape as it is", () => {
    const state = { stateVersion, name: "a" };
    expect(upgrade(state)).to.deep.equal({ stateVersion, name: "a" });
  });

  it("takes inputs, which have no version, for today's", () => {
    expect(upgrade({ name: "a" })).to.deep.equal({ name: "a" });
  });

  it("has a step for every version since the first", () => {
    for (let version = 1; version < stateVersion; version++) {
      expect(() => upgrade({ stateVersion: version }), `version ${version}`).to.not.throw();
    }
  });

  it("refuses what a newer release wrote, and says what to do", () => {
    expect(() => upgrade({ stateVersion: stateVersion + 1 })).to.throw(
      `this state was written by a newer Edgefleet (state version ${stateVersion + 1}, this one knows ${stateVersion}). Install that version or a later one; nothing was changed`,
    );
  });

  it("keeps only what Pulumi can store", () => {
    expect(plain({ a: undefined, b: { c: undefined, d: [1] }, e: null })).to.deep.equal({
      b: { d: [1] },
      e: null,
    });
  });
});
