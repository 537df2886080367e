// What the lifecycle does for every resource, seen on one that is made up for it.
import { expect } from "chai";
import type { Context } from "../../provider/core/context";
import {
  bool,
  defineResource,
  map,
  object,
  optional,
  str,
  type Definition,
  type Fields,
} from "../../provider/core/define";
import { PartialError } from "../../provider/core/errors";
import { asSaved } from "../../provider/core/evidence";
import type { State } from "../../provider/core/state";
import { HostError } from "../../provider/host/host";
import { CannedHost } from "../support/canned-host";
import { Engine } from "../support/engine";

const inputs = {
  name: str({ doc: "Name.", default: "a", effect: "replace" }),
  title: optional(str({ doc: "Title." })),
  password: optional(str({ doc: "Password.", secret: true })),
  users: map(object("User", { password: str({ doc: "Password.", secret: true }) }, { doc: "User." }), {
    doc: "Users.",
    default: {},
  }),
  ready: bool({ doc: "Wait for it.", default: true }),
} satisfies Fields;

interface World {
  object: State | undefined;
  calls: string[];
  fails: Partial<Record<"ensure" | "sync" | "ready" | "observe" | "remove" | "check", Error>>;
}

/** A thing that lives in `world`. */
function thing(world: World): Definition {
  const step = (name: keyof World["fails"]): void => {
    world.calls.push(name);
    if (world.fails[name]) throw world.fails[name];
  };
  return defineResource({
    noun: "thing",
    type: "Thing",
    doc: "A thing.",
    inputs,
    outputs: {},
    id: (wanted: State) => `id-${String(wanted["name"])}`,
    fromId: () => ({}),
    title: (wanted: State) => `thing "${String(wanted["name"])}"`,
    verify: () => {
      step("check");
      return [];
    },
    observe: async (context: Context, wanted: State) => {
      if (world.fails.observe) throw world.fails.observe;
      if (!world.object) return undefined;
      if (context.evidence.matches(world.object)) return asSaved;
      world.calls.push("interpret");
      const mark = {
        incarnation: world.object["incarnation"] as string,
        label: context.label,
        by: context.config.owner,
      };
      return { inputs: { ...wanted, title: world.object["title"] }, outputs: {}, mark };
    },
    ensure: async (context: Context, wanted: State) => {
      world.object = { ...wanted };
      context.undo(async () => (world.object = undefined));
      step("ensure");
    },
    sync: async (context: Context, wanted: State) => {
      const was = world.object;
      world.object = { ...wanted };
      context.undo(async () => (world.object = was));
      step("sync");
    },
    ready: async () => step("ready"),
    remove: async () => {
      step("remove");
      world.object = undefined;
    },
  } as unknown as Definition);
}

describe("the lifecycle", () => {
  let world: World;
  let engine: Engine;

  beforeEach(() => {
    world = { object: undefined, calls: [], fails: {} };
    engine = new Engine(thing(world), new CannedHost());
  });

  const failure = async (running: Promise<unknown>): Promise<Error> => {
    try {
      await running;
    } catch (error) {
      return error as Error;
    }
    return expect.fail("it should have failed");
  };

  it("keeps what is made but not ready, and resumes it without making it again", async () => {
    world.fails.ready = new Error("no login prompt within 10 s");
    const error = await failure(engine.up({}));
    expect(error).to.be.instanceOf(PartialError);
    expect(error.message).to.match(
      /thing "a" is not ready on qemu:\/\/\/system: no login prompt within 10 s\./,
    );
    expect(engine.kept?.outputs["isReady"]).to.equal(false);

    world.fails = {};
    world.calls = [];
    expect(await engine.up({})).to.equal("update");
    expect(engine.words.join("\n")).to.contain("is not ready yet: waiting will be resumed");
    expect(world.calls).to.include("ready").and.not.include("ensure");
    expect(engine.kept?.outputs["isReady"]).to.equal(true);
    expect(await engine.up({})).to.equal("same");
  });

  for (const step of ["ensure", "sync"] as const) {
    it(`takes a creation back when ${step} fails`, async () => {
      world.fails[step] = new HostError(
        "no-space",
        "No space left on device",
        "virsh vol-create",
        "qemu:///system",
      );
      const { message } = await failure(engine.up({}));
      expect(message).to.contain('thing "a" was not created on qemu:///system: No space left on device.');
      expect(message).to.contain("command: virsh vol-create");
      expect(world.object).to.equal(undefined);
      expect(engine.kept).to.equal(undefined);
    });
  }

  it("takes an update back when it fails, and keeps the state", async () => {
    await engine.up({});
    const { kept } = engine;
    const object = world.object;
    world.fails.sync = new Error("no");
    await failure(engine.up({ title: "new" }));
    expect(world.object).to.equal(object);
    expect(engine.kept).to.equal(kept);
  });

  it("goes on taking back when one step of it fails", async () => {
    const taken: string[] = [];
    const operation = engine.operation();
    const context = operation.context({});
    context.undo(async () => taken.push("first"));
    context.undo(() => Promise.reject(new Error("no")));
    context.undo(async () => taken.push("last"));
    await operation.rollback();
    expect(taken).to.deep.equal(["last", "first"]);
  });

  it("never throws in check: what happens is a failure with words", async () => {
    world.fails.check = new Error("the disk is on fire");
    const { failures } = await engine.preview({});
    expect(failures).to.have.length(1);
    expect(failures[0]?.reason).to.contain("the disk is on fire");
  });

  it("shows no secret: not in a plan, not in an error, not in a failure, at any depth", async () => {
    const secrets = { password: "hush-hush", users: { ann: { password: "s3cret" } } };
    await engine.up(secrets);
    const words: string[] = [];
    await engine.preview({
      password: "new-hush",
      title: "the new-hush and s3cret",
      users: { ann: { password: "s3cret" }, bob: { password: "b0b" } },
    });
    words.push(...engine.words);
    await engine.preview({ users: {} });
    words.push(...engine.words);
    world.fails.sync = new HostError(
      "failed",
      "cannot set new-hush for s3cret",
      "virsh set new-hush",
      "qemu:///system",
    );
    words.push((await failure(engine.up({ ...secrets, password: "new-hush" }))).message);
    world.fails = { check: new Error("bad s3cret") };
    words.push(...(await engine.preview(secrets)).failures.map(({ reason }) => reason));
    expect(words.join("\n")).to.contain("[secret]");
    for (const secret of ["hush-hush", "new-hush", "s3cret", "b0b"])
      expect(words.join("\n")).to.not.contain(secret);
  });

  it("interprets what the host says only when it says something else than before", async () => {
    await engine.up({ title: "one" });
    const saved = structuredClone(engine.kept);
    const interpreted = async (title: string): Promise<boolean> => {
      (world.object as State)["title"] = title;
      world.calls = [];
      await engine.refresh();
      return world.calls.includes("interpret");
    };
    expect(await interpreted("one")).to.equal(false);
    expect(await interpreted("two")).to.equal(true);
    expect(engine.kept?.outputs["title"]).to.equal("two");
    expect(await interpreted("two")).to.equal(false);
    expect(engine.kept?.outputs["title"]).to.equal("two");
    expect(await interpreted("one")).to.equal(true);
    expect(engine.kept?.outputs).to.deep.equal(saved?.outputs);
  });

  it("reads as gone only what the host proves to be gone", async () => {
    await engine.up({});
    world.fails.observe = new HostError("timeout", "no answer", "", "qemu:///system");
    expect((await failure(engine.refresh())).message).to.match(
      /was not read; its state is kept on .*no answer/,
    );
    world.fails = {};
    world.object = undefined;
    expect(await engine.refresh()).to.equal(false);
  });

  it("leaves alone what is another incarnation", async () => {
    await engine.up({});
    world.object = { ...world.object, incarnation: "0123456789abcdef-7" };
    world.calls = [];
    expect((await failure(engine.up({ title: "x" }))).message).to.match(
      /was not touched.*incarnation 0123456789abcdef-7.*pulumi refresh/s,
    );
    await engine.destroy();
    expect(world.calls).to.not.include("remove");
  });
});
