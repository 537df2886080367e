// Property values on the wire: what is secret, unknown, an output or a resource is told, and everything else stays.
import { expect } from "chai";
import fc from "fast-check";
import { unknown } from "../../provider/core/values";
import {
  decode,
  decodeValue,
  encode,
  encodeValue,
  setAt,
  valueAt,
  type Steps,
} from "../../provider/doors/native/values";

const key = "4dabf18193072939515e22adb298388d";
const secret = (value: unknown) => ({ [key]: "1b47061264138c4ac30d75fd1eb44270", value });
const output = (rest: object) => ({ [key]: "d0e6a833031e9bbcd3f4e8bde6ca49a4", ...rest });
const resource = (rest: object) => ({ [key]: "5cf8f73096256a8f31e491e813e4eb8e", ...rest });

describe("property values", () => {
  it("tells what is secret, wherever it stands", () => {
    const { value, secrets } = decodeValue({
      name: "plain",
      vnc: { password: secret("a"), port: 1 },
      list: ["x", secret("b")],
      all: secret({ inner: secret("c") }),
    });
    expect(value).to.deep.equal({
      name: "plain",
      vnc: { password: "a", port: 1 },
      list: ["x", "b"],
      all: { inner: "c" },
    });
    expect(secrets).to.deep.equal([["vnc", "password"], ["list", "1"], ["all"]]);
  });

  it("reads outputs: their value, their secrecy, and unknown while there is no value", () => {
    const { value, secrets } = decodeValue({
      a: output({ value: "known", dependencies: ["urn:x"] }),
      b: output({}),
      c: output({ secret: true, value: { d: "hidden" } }),
      e: output({ secret: true }),
    });
    expect(value).to.deep.equal({ a: "known", b: unknown, c: { d: "hidden" }, e: unknown });
    expect(secrets).to.deep.equal([["c"], ["e"]]);
  });

  for (const spelling of [
    unknown,
    "1c4a061d-8072-4f0a-a4cb-0ff528b18fe7",
    "3eeb2bf0-c639-47a8-9e75-3b44932eb421",
    "6a19a0b0-7e62-4c92-b797-7f8e31da9cc2",
    "dd056dcd-154b-4c76-9bd3-c8f88648b5ff",
  ]) {
    it(`knows the unknown ${spelling}`, () => {
      expect(decodeValue({ a: [spelling] }).value).to.deep.equal({ a: [unknown] });
    });
  }

  it("tells which resources were handed over, and takes one that is not made yet for unknown", () => {
    const { value, references } = decodeValue({
      network: resource({ urn: "urn:n", id: "11" }),
      pool: resource({ urn: "urn:p", id: "" }),
      other: resource({ urn: "urn:o", id: unknown }),
    });
    expect(value).to.deep.equal({ network: "11", pool: unknown, other: unknown });
    expect(references).to.deep.equal([
      { at: ["network"], urn: "urn:n", id: "11" },
      { at: ["pool"], urn: "urn:p" },
      { at: ["other"], urn: "urn:o" },
    ]);
  });

  it("leaves out what is undefined, which the wire cannot say", () => {
    expect(encodeValue({ a: undefined, b: { c: undefined }, d: [undefined] })).to.deep.equal({
      b: {},
      d: [null],
    });
  });

  it("marks a secret once, also when something inside is secret too", () => {
    expect(encodeValue({ a: { b: "x" } }, [["a"], ["a", "b"], ["gone"]])).to.deep.equal({
      a: secret({ b: "x" }),
    });
  });

  it("sets and removes values at a place", () => {
    const value = { a: { b: 1 } };
    setAt(value, ["a", "c"], 2);
    setAt(value, ["d", "e"], 3);
    setAt(value, ["a", "b"], undefined);
    setAt(value, ["x", "y"], undefined);
    expect(value).to.deep.equal({ a: { c: 2 }, d: { e: 3 } });
  });

  /** Values as resources have them, and the places of some of them. */
  const leaf = fc.oneof(
    fc.string(),
    fc.boolean(),
    fc.constant(null),
    fc.double({ noNaN: true, noDefaultInfinity: true }).map((n) => (Object.is(n, -0) ? 0 : n)),
    fc.constant(unknown),
  );
  const name = fc.string({ minLength: 1 }).filter((text) => text !== key && text !== "__proto__");
  const state = fc.dictionary(
    name,
    fc.letrec((tie) => ({
      value: fc.oneof(
        { maxDepth: 4 },
        leaf,
        fc.array(tie("value"), { maxLength: 4 }),
        fc.dictionary(name, tie("value"), { maxKeys: 4 }),
      ),
    })).value,
    { maxKeys: 6 },
  );
  const placesIn = (value: unknown, at: Steps = []): Steps[] =>
    typeof value === "object" && value !== null
      ? Object.entries(value).flatMap(([step, inner]) => [[...at, step], ...placesIn(inner, [...at, step])])
      : [];

  it("come back as they went, with the outermost of their secrets", () => {
    fc.assert(
      fc.property(state, fc.infiniteStream(fc.boolean()), (value, coin) => {
        const plain = JSON.parse(JSON.stringify(value)) as Record<string, unknown>;
        const secrets = placesIn(plain).filter(() => coin.next().value);
        const back = decode(encode(plain, secrets));
        expect(back.value).to.deep.equal(plain);
        const outermost = secrets.filter(
          (steps) =>
            !secrets.some(
              (other) => other.length < steps.length && other.every((step, i) => step === steps[i]),
            ),
        );
        const sorted = (all: Steps[]) => all.map((steps) => JSON.stringify(steps)).sort();
        expect(sorted(back.secrets)).to.deep.equal(sorted(outermost));
        for (const steps of outermost)
          expect(valueAt(back.value, steps)).to.deep.equal(valueAt(plain, steps));
      }),
    );
  });
});
