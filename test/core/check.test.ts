// Bad inputs are refused all at once, each with its path and the way out; good ones get their defaults.
import { expect } from "chai";
import { checkFields } from "../../provider/core/check";
import {
  bool,
  duration,
  int,
  list,
  map,
  object,
  oneOf,
  optional,
  reference,
  size,
  str,
} from "../../provider/core/define";
import { secretMark } from "../../provider/host/command";
import { unknown } from "../../provider/core/values";

const fields = {
  name: str({ doc: "A name.", check: (value) => (value.length > 8 ? `"${value}" is too long.` : undefined) }),
  count: int({ doc: "How many.", default: 1, min: 1, max: 4 }),
  memory: size({ doc: "Memory.", default: "1GiB" }),
  patience: duration({ doc: "How long.", default: "90s" }),
  on: bool({ doc: "Whether.", default: true }),
  mode: oneOf(["nat", "route"], { doc: "How.", default: "nat" }),
  disks: map(
    object(
      "Disk",
      {
        size: size({ doc: "Size." }),
        cache: optional(str({ doc: "Cache." })),
        bus: str({ doc: "Bus.", default: "virtio" }),
      },
      { doc: "A disk." },
    ),
    { doc: "Disks.", default: {} },
  ),
  source: optional(
    object(
      "Source",
      {
        file: optional(str({ doc: "A file." })),
        url: optional(str({ doc: "A URL." })),
        empty: optional(bool({ doc: "Nothing." })),
      },
      { doc: "Where from.", exactlyOne: ["file", "url", "empty"] },
    ),
  ),
  options: list(
    str({
      doc: "An option.",
      check: (value) => (value.includes(" ") ? "An option has no blanks." : undefined),
    }),
    {
      doc: "Options.",
      default: [],
    },
  ),
  network: optional(reference("network", { doc: "A network." })),
  volume: optional(reference("volume", { doc: "A volume." })),
  uuid: str({ doc: "Filled in.", derived: true }),
  incarnation: str({ doc: "Not for people.", derived: true, internal: true }),
};

const failuresOf = (given: Record<string, unknown>): Record<string, string> =>
  Object.fromEntries(checkFields(fields, given).failures.map(({ property, reason }) => [property, reason]));

describe("check", () => {
  it("fills in defaults and leaves derived and optional fields open", () => {
    const { inputs, failures } = checkFields(fields, { name: "a", disks: { root: { size: "1GiB" } } });
    expect(failures).to.deep.equal([]);
    expect(inputs).to.deep.equal({
      name: "a",
      count: 1,
      memory: "1GiB",
      patience: "90s",
      on: true,
      mode: "nat",
      disks: { root: { size: "1GiB", bus: "virtio" } },
      options: [],
    });
  });

  it("writes short references out", () => {
    const { inputs, failures } = checkFields(fields, {
      name: "a",
      network: "lan",
      volume: "store/disk.qcow2",
    });
    expect(failures).to.deep.equal([]);
    expect(inputs["network"]).to.deep.equal({ name: "lan" });
    expect(inputs["volume"]).to.deep.equal({ pool: "store", name: "disk.qcow2" });
    const long = { name: "lan", incarnation: "0123456789abcdef-1" };
    expect(checkFields(fields, { name: "a", network: long }).inputs["network"]).to.deep.equal(long);
  });

  const wrong: [string, Record<string, unknown>, Record<string, RegExp>][] = [
    ["a missing field", {}, { name: /required: A name/ }],
    ["null for a required field", { name: null }, { name: /required/ }],
    ["a number for a text", { name: 5 }, { name: /A text is needed; 5 is given/ }],
    [
      "a text that would be filled in with a secret",
      { name: secretMark("p") },
      { name: /placeholder for a secret/ },
    ],
    ["a rule of the field", { name: "much too long" }, { name: /too long/ }],
    ["a text for a number", { name: "a", count: "2" }, { count: /A whole number is needed; "2" is given/ }],
    ["a broken number", { name: "a", count: 1.5 }, { count: /whole number/ }],
    ["a number that is too small", { name: "a", count: 0 }, { count: /At least 1 is needed; 0/ }],
    ["a number that is too big", { name: "a", count: 5 }, { count: /At most 4 is possible; 5/ }],
    [
      "a size without unit",
      { name: "a", memory: 512 },
      { memory: /A size with a unit.*"512MiB".*512 is given/ },
    ],
    ["a time without unit", { name: "a", patience: "90" }, { patience: /A time span with a unit/ }],
    ["a text for yes or no", { name: "a", on: "true" }, { on: /true or false is needed/ }],
    [
      "a word that is not allowed",
      { name: "a", mode: "bridged" },
      { mode: /One of "nat", "route" is needed; "bridged"/ },
    ],
    ["a list for a map", { name: "a", disks: [] }, { disks: /An object is needed; a list is given/ }],
    ["a text for a list", { name: "a", options: "x" }, { options: /A list is needed; "x" is given/ }],
    ["an item of a list", { name: "a", options: ["ok", "not ok"] }, { "options[1]": /no blanks/ }],
    [
      "a member of a map's entry",
      { name: "a", disks: { root: { size: "big" } } },
      { "disks.root.size": /A size/ },
    ],
    ["a missing member", { name: "a", disks: { root: {} } }, { "disks.root.size": /required/ }],
    [
      "an entry that is no object",
      { name: "a", disks: { root: "20GiB" } },
      { "disks.root": /An object is needed/ },
    ],
    [
      "no member of a union",
      { name: "a", source: {} },
      { source: /Exactly one of "file", "url", "empty" is needed; none is given/ },
    ],
    [
      "two members of a union",
      { name: "a", source: { file: "x", url: "y" } },
      { source: /file and url are given/ },
    ],
    [
      "an empty reference",
      { name: "a", network: "" },
      { network: /A network is needed: the resource, or its name/ },
    ],
    [
      "a reference that is no name",
      { name: "a", network: { uuid: "x" } },
      { network: /A network is needed.*an object is given/ },
    ],
    [
      "a volume without its pool",
      { name: "a", volume: "disk" },
      { volume: /the resource, or "pool\/name"; "disk"/ },
    ],
    [
      "a key with a slash",
      { name: "a", disks: { "a/b": { size: "1B" } } },
      { 'disks["a/b"]': /key cannot be used: allowed are letters/ },
    ],
    [
      "a key with a line break",
      { name: "a", disks: { "a\nb": { size: "1B" } } },
      { 'disks["a\\nb"]': /key cannot be used/ },
    ],
    [
      "a long key",
      { name: "a", disks: { ["k".repeat(64)]: { size: "1B" } } },
      { [`disks["${"k".repeat(64)}"]`]: /key cannot/ },
    ],
    [
      "a field that is nearly one",
      { name: "a", memmory: "1GiB" },
      { memmory: /no such field. Did you mean "memory"\?/ },
    ],
    [
      "a near miss inside",
      { name: "a", disks: { r: { size: "1B", cach: "x" } } },
      { "disks.r.cach": /Did you mean "cache"\?/ },
    ],
    ["a field that is like none", { name: "a", colour: "red" }, { colour: /^There is no such field\.$/ }],
    [
      "a field close to one not for people",
      { name: "a", incarnatio: "x" },
      { incarnatio: /^There is no such field\.$/ },
    ],
  ];

  for (const [what, given, expected] of wrong) {
    it(`refuses ${what}`, () => {
      const found = failuresOf(given);
      expect(Object.keys(found)).to.have.members(Object.keys(expected));
      for (const [path, words] of Object.entries(expected)) expect(found[path]).to.match(words);
    });
  }

  it("tells everything that is wrong at once", () => {
    const found = failuresOf({
      count: 0,
      memory: "lots",
      disks: { a: { size: 1 }, b: { bus: 2 } },
      source: {},
      x: 1,
    });
    expect(Object.keys(found)).to.have.members([
      "x",
      "name",
      "count",
      "memory",
      "disks.a.size",
      "disks.b.size",
      "disks.b.bus",
      "source",
    ]);
  });

  it("does not repeat a long value in full", () => {
    expect(failuresOf({ name: "a", mode: "x".repeat(500) })["mode"]).to.have.length.below(160);
  });

  it("lets an unknown value stand for anything", () => {
    const given = {
      name: unknown,
      count: unknown,
      disks: { root: { size: unknown } },
      source: { file: unknown },
      options: unknown,
    };
    const { inputs, failures } = checkFields(fields, given);
    expect(failures).to.deep.equal([]);
    expect(inputs).to.deep.include({
      name: unknown,
      count: unknown,
      disks: { root: { size: unknown, bus: "virtio" } },
    });
  });

  it("says nothing about a field that is undefined", () => {
    expect(failuresOf({ name: "a", nonsense: undefined, disks: { gone: undefined } })).to.deep.equal({});
  });
});
