// What a change is, and what it will do: found field by field, in maps by key.
import { expect } from "chai";
import { plan, worst, type PlannedChange } from "../../provider/core/changes";
import {
  int,
  list,
  map,
  object,
  optional,
  reference,
  size,
  str,
  type Fields,
} from "../../provider/core/define";
import { planLine } from "../../provider/core/report";
import { unknown } from "../../provider/core/values";

const fields = {
  name: str({ doc: "", effect: "replace" }),
  title: optional(str({ doc: "" })),
  cpus: int({
    doc: "",
    effect: ({ to }, { wanted }) =>
      (to as number) <= (wanted["maxCpus"] as number)
        ? "live"
        : { effect: "restart", reason: `beyond maxCpus ${String(wanted["maxCpus"])}` },
  }),
  maxCpus: int({ doc: "", effect: "nextBoot" }),
  memory: size({ doc: "", effect: "restart" }),
  password: optional(str({ doc: "", secret: true })),
  screen: optional(
    object(
      "Screen",
      {
        port: int({ doc: "" }),
        password: str({ doc: "", secret: true }),
        kind: str({ doc: "", effect: "restart" }),
        trace: optional(str({ doc: "", internal: true })),
      },
      { doc: "" },
    ),
  ),
  disks: map(
    object(
      "Disk",
      { size: size({ doc: "", effect: "live" }), bus: str({ doc: "", effect: "restart" }) },
      { doc: "" },
    ),
    {
      doc: "",
      effect: "live",
    },
  ),
  slots: map(object("Slot", { kind: str({ doc: "", effect: "restart" }) }, { doc: "" }), { doc: "" }),
  source: object(
    "Source",
    { file: optional(str({ doc: "" })), url: optional(str({ doc: "" })) },
    {
      doc: "",
      exactlyOne: ["file", "url"],
      effect: "replace",
    },
  ),
  options: list(size({ doc: "" }), { doc: "", effect: "restart" }),
  network: reference("network", { doc: "", effect: "live" }),
  urn: str({ doc: "", internal: true }),
} satisfies Fields;

const base = {
  name: "a",
  cpus: 2,
  maxCpus: 4,
  memory: "1GiB",
  screen: { port: 1, password: "hush", kind: "vnc" },
  disks: { root: { size: "20GiB", bus: "virtio" }, data: { size: "1GiB", bus: "sata" } },
  slots: { one: { kind: "x" } },
  source: { file: "f" },
  options: ["1GiB"],
  network: { name: "lan", incarnation: "i-1" },
  urn: "u1",
};

const planned = (wanted: Record<string, unknown>, old: Record<string, unknown> = base): PlannedChange[] =>
  plan(fields, { old, wanted: { ...base, ...wanted } });

const brief = (changes: PlannedChange[]): string[] => changes.map((c) => `${c.path} ${c.effect}`);

describe("changes", () => {
  it("finds none between the same values in other spellings", () => {
    expect(
      planned({
        memory: "1024MiB",
        disks: { data: base.disks.data, root: { bus: "virtio", size: "20480MiB" } },
      }),
    ).to.deep.equal([]);
    expect(planned({ options: ["1024MiB"] })).to.deep.equal([]);
    expect(planned({ title: undefined, urn: "u2", screen: { ...base.screen, trace: "t" } })).to.deep.equal(
      [],
    );
  });

  it("names each field that differs, with its values and its effect", () => {
    expect(planned({ memory: "2GiB" })).to.deep.equal([
      { path: "memory", from: "1GiB", to: "2GiB", effect: "restart", secret: false },
    ]);
    expect(brief(planned({ name: "b", title: "t", maxCpus: 8 }))).to.deep.equal([
      "name replace",
      "title live",
      "maxCpus nextBoot",
    ]);
  });

  it("asks a function for the effect and passes its reason on", () => {
    expect(planned({ cpus: 3 })).to.have.length(1);
    expect(planned({ cpus: 3 })[0])
      .to.include({ effect: "live" })
      .and.not.have.property("reason");
    expect(planned({ cpus: 5 })[0]).to.include({ effect: "restart", reason: "beyond maxCpus 4" });
  });

  it("addresses a map by its keys, so that the others stay", () => {
    const { data } = base.disks;
    expect(brief(planned({ disks: { data } }))).to.deep.equal(["disks.root live"]);
    const swapped = { new: base.disks.root, data: { ...data, bus: "ide", size: "2GiB" } };
    expect(brief(planned({ disks: swapped }))).to.have.members([
      "disks.root live",
      "disks.new live",
      "disks.data.size live",
      "disks.data.bus restart",
    ]);
  });

  it("takes the harshest member for an entry that comes or goes where the map says nothing", () => {
    expect(brief(planned({ slots: {} }))).to.deep.equal(["slots.one restart"]);
    expect(brief(planned({ slots: { one: { kind: "x" }, two: { kind: "y" } } }))).to.deep.equal([
      "slots.two restart",
    ]);
  });

  it("looks into an object that stays and judges one that goes as a whole", () => {
    expect(brief(planned({ screen: { ...base.screen, port: 2 } }))).to.deep.equal(["screen.port live"]);
    expect(brief(planned({ screen: undefined }))).to.deep.equal(["screen restart"]);
  });

  it("treats a union as one value", () => {
    expect(planned({ source: { url: "u" } })).to.deep.equal([
      { path: "source", from: { file: "f" }, to: { url: "u" }, effect: "replace", secret: false },
    ]);
    expect(planned({ source: { file: "f" } })).to.deep.equal([]);
  });

  it("compares a reference by all that it says", () => {
    expect(brief(planned({ network: { name: "lan", incarnation: "i-2" } }))).to.deep.equal(["network live"]);
    expect(planned({ network: { incarnation: "i-1", name: "lan" } })).to.deep.equal([]);
  });

  it("marks what is secret, inside objects too", () => {
    const found = planned({ password: "p", screen: { ...base.screen, password: "new" } });
    expect(found.map((c) => [c.path, c.secret])).to.deep.equal([
      ["password", true],
      ["screen.password", true],
    ]);
  });

  it("marks an object with a secret inside as secret when it comes or goes", () => {
    const [change] = planned({ screen: undefined });
    expect(change).to.include({ path: "screen", secret: true });
  });

  describe("with values that are not known yet", () => {
    it("counts them only where a change would replace", () => {
      expect(brief(planned({ name: unknown, memory: unknown, cpus: 2 }))).to.deep.equal(["name replace"]);
    });

    it("sees a union with an unknown inside as a replacement", () => {
      expect(brief(planned({ source: { file: unknown } }))).to.deep.equal(["source replace"]);
    });

    it("sees nothing in a reference with an unknown incarnation", () => {
      expect(planned({ network: { name: "lan", incarnation: unknown } })).to.deep.equal([]);
    });

    it("still sees an entry that is new", () => {
      expect(brief(planned({ disks: { ...base.disks, more: { size: unknown, bus: "x" } } }))).to.deep.equal([
        "disks.more live",
      ]);
    });
  });

  it("knows which effect is the harshest", () => {
    expect(worst([])).to.equal("live");
    expect(worst(["nextBoot", "live"])).to.equal("nextBoot");
    expect(worst(["restart", "replace", "nextBoot"])).to.equal("replace");
  });

  it("hides what the program made secret, numbers as well", () => {
    const old = { cpus: 1, maxCpus: 4, secretPaths: ["cpus"] };
    const changes = plan(fields, { old, wanted: { ...old, cpus: 3, maxCpus: 8 } });
    expect(changes.map(planLine)).to.deep.equal([
      "cpus: [secret] → [secret] (live)",
      "maxCpus: 4 → 8 (at next boot)",
    ]);
  });
});
