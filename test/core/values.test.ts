// Sizes and time spans: written with units, compared by value.
import { expect } from "chai";
import fc from "fast-check";
import { duration, size, str } from "../../provider/core/define";
import {
  bytes,
  formatSize,
  hasUnknown,
  milliseconds,
  parseDuration,
  parseSize,
  roughSize,
  sameValue,
  unknown,
} from "../../provider/core/values";

describe("values", () => {
  it("reads sizes in binary and decimal units", () => {
    expect(parseSize("512MiB")).to.equal(536870912);
    expect(parseSize("20 GiB")).to.equal(21474836480);
    expect(parseSize("1.5KiB")).to.equal(1536);
    expect(parseSize("1GB")).to.equal(1e9);
    expect(parseSize("0B")).to.equal(0);
  });

  for (const text of [
    "",
    "20",
    "GiB",
    "-1GiB",
    "1 G",
    "1gib",
    "0.3B",
    "99999999TiB",
    "1GiB ",
    "1\nGiB x",
    5,
    null,
    undefined,
  ]) {
    it(`finds no size in ${JSON.stringify(text)}`, () => {
      expect(parseSize(text)).to.equal(undefined);
    });
  }

  it("refuses to calculate with what is no size or no time span", () => {
    expect(() => bytes("many")).to.throw("not a size: many");
    expect(() => milliseconds("soon")).to.throw("not a time span: soon");
  });

  it("reads time spans", () => {
    expect(parseDuration("250ms")).to.equal(250);
    expect(milliseconds("1.5m")).to.equal(90000);
    expect(parseDuration("2h")).to.equal(7200000);
    expect(parseDuration("2d")).to.equal(undefined);
  });

  it("writes every number of bytes so that it is read back", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 2 ** 52 }), (n) => {
        expect(parseSize(formatSize(n))).to.equal(n);
      }),
    );
    expect(formatSize(2 ** 30)).to.equal("1GiB");
    expect(formatSize(2 ** 30 + 2 ** 10)).to.equal("1048577KiB");
    expect(formatSize(1)).to.equal("1B");
  });

  it("rounds for people", () => {
    expect(roughSize(8160437862)).to.equal("7.6 GiB");
    expect(roughSize(12)).to.equal("12 B");
  });

  it("calls the same value in another spelling the same", () => {
    const sizes = size({ doc: "" });
    expect(sameValue(sizes, "20480MiB", "20GiB")).to.equal(true);
    expect(sameValue(sizes, "20GB", "20GiB")).to.equal(false);
    expect(sameValue(duration({ doc: "" }), "60s", "1m")).to.equal(true);
    const caseless = str({ doc: "", same: (a, b) => a.toLowerCase() === b.toLowerCase() });
    expect(sameValue(caseless, "AB", "ab")).to.equal(true);
    expect(sameValue(str({ doc: "" }), "AB", "ab")).to.equal(false);
  });

  it("never takes an unknown or a missing value for the same as a known one", () => {
    const sizes = size({ doc: "" });
    expect(sameValue(sizes, unknown, "1GiB")).to.equal(false);
    expect(sameValue(sizes, undefined, "1GiB")).to.equal(false);
    expect(sameValue(sizes, undefined, undefined)).to.equal(true);
  });

  it("finds an unknown at any depth", () => {
    expect(hasUnknown({ a: [{ b: unknown }] })).to.equal(true);
    expect(hasUnknown({ a: [{ b: "x" }], c: null })).to.equal(false);
  });
});
