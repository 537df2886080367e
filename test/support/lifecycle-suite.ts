// What every resource promises on every kind of host: the same tests for all of them.
import { expect } from "chai";
import { Lifecycle } from "../../provider/core/lifecycle";
import type { State } from "../../provider/core/state";
import { unknown } from "../../provider/core/values";
import { HostError } from "../../provider/host/host";
import { Engine, type Kept } from "./engine";
import { added, contents, type HostKind } from "./hosts";
import { KillableHost } from "./killable-host";
import type { Change, Subject } from "./subject";

export function lifecycleSuite(kind: HostKind, subject: Subject): void {
  describe(`the life of a ${subject.definition.noun} on ${kind.name}`, () => {
    const possible = ({ whole }: { whole?: boolean }): boolean => kind.whole || !whole;
    const lightest = subject.live.filter(possible)[0] as Change;
    let host: KillableHost;
    let engine: Engine;
    let before: Map<string, string>;

    beforeEach(async () => {
      host = new KillableHost(await kind.open());
      engine = new Engine(subject.definition, host);
      await subject.prepare?.(host);
      await subject.neighbour(host);
      before = await contents(host);
    });

    afterEach(() => host.close());

    /** Names of what is there beyond what was, after proof that what was there is untouched. */
    const ours = async (): Promise<string[]> => {
      const now = await contents(host);
      for (const [name, definition] of before) expect(now.get(name), name).to.equal(definition);
      return added(before, now);
    };
    const objectOf = (program: State): string[] => [`${subject.prefix}${String(program["name"])}`];
    const failureOf = (running: Promise<unknown>): Promise<Error> =>
      running.then(
        () => expect.fail("it should have failed"),
        (error: Error) => error,
      );

    it("is made once, then nothing changes, not even after a refresh", async () => {
      expect(await engine.up(subject.program)).to.equal("create");
      expect(await ours()).to.deep.equal(objectOf(subject.program));
      expect(await engine.up(subject.program)).to.equal("same");
      expect(await engine.refresh()).to.equal(true);
      expect(await engine.up(subject.program)).to.equal("same");
      expect(engine.words).to.deep.equal([]);
    });

    it("keeps in state what a refresh sees", async () => {
      await engine.up(subject.program);
      const { outputs } = engine.kept as Kept;
      await engine.refresh();
      expect(engine.kept?.outputs).to.deep.equal(outputs);
    });

    it("is deleted without a trace, and a second time", async () => {
      await engine.up(subject.program);
      const { kept } = engine;
      await engine.destroy();
      expect(await ours()).to.deep.equal([]);
      engine.kept = kept;
      await engine.destroy();
      expect(await ours()).to.deep.equal([]);
    });

    for (const change of kind.brief ? subject.replacing.slice(0, 1) : subject.replacing) {
      it(`is replaced for a change of ${change.what}: one object remains, another incarnation`, async () => {
        await engine.up(subject.program);
        const first = engine.kept?.outputs["incarnation"];
        await previewSays(engine, change);
        expect(await engine.up(change.program)).to.equal("replace");
        expect(engine.kept?.outputs["incarnation"]).to.not.equal(first);
        expect(await ours()).to.deep.equal(objectOf(change.program));
        expect(await engine.up(change.program)).to.equal("same");
      });
    }

    for (const change of subject.live.filter(possible)) {
      it(`takes over ${change.what}, and back`, async () => {
        await engine.up(subject.program);
        const first = engine.kept?.outputs["incarnation"];
        await previewSays(engine, change);
        expect(await engine.up(change.program)).to.equal("update");
        expect(await engine.up(change.program)).to.equal("same");
        await engine.refresh();
        expect(await engine.up(change.program)).to.equal("same");
        expect(await engine.up(subject.program)).to.equal(change.back ?? "update");
        expect(engine.kept?.outputs["incarnation"] === first).to.equal(change.back !== "replace");
        expect(await ours()).to.deep.equal(objectOf(subject.program));
      });
    }

    for (const drift of subject.drift.filter(possible)) {
      it(`sees that a person ${drift.what}, and puts it back`, async () => {
        await engine.up(subject.program);
        const { outputs } = engine.kept as Kept;
        await drift.act(host, engine.kept?.id as string);
        await engine.refresh();
        await engine.preview(subject.program);
        expect(said(engine)).to.match(drift.says);
        expect(await engine.up(subject.program)).to.equal("update");
        await engine.refresh();
        expect(await engine.up(subject.program)).to.equal("same");
        // The same machine, in words that may be ordered otherwise.
        const words = ({ evidence: _, ...rest }: State) => rest;
        expect(words(engine.kept?.outputs ?? {})).to.deep.equal(words(outputs));
      });
    }

    it("is made again when it is gone", async () => {
      await engine.up(subject.program);
      await subject.vanish(host, engine.kept?.id as string);
      expect(await engine.refresh()).to.equal(false);
      expect(await engine.up(subject.program)).to.equal("create");
      expect(await ours()).to.deep.equal(objectOf(subject.program));
    });

    it("is made again by an update when it is gone and nobody refreshed", async () => {
      await engine.up(subject.program);
      await subject.vanish(host, engine.kept?.id as string);
      expect(await engine.up(lightest.program)).to.equal("update");
      expect(await ours()).to.deep.equal(objectOf(subject.program));
      expect(await engine.up(lightest.program)).to.equal("same");
    });

    it("is read by its id alone", async () => {
      await engine.up(subject.program);
      const { id, outputs } = engine.kept as Kept;
      const seen = (await new Engine(subject.definition, host).get(id)) as State;
      expect(seen["name"]).to.equal(outputs["name"]);
      expect(seen["host"]).to.equal(outputs["host"]);
    });

    it("belongs to one host: on another one it is neither looked for nor forgotten", async () => {
      await engine.up(subject.program);
      const kept = engine.kept as Kept;
      const there = await contents(host);
      const elsewhere = { ...kept, outputs: { ...kept.outputs, host: "qemu/system/another-host" } };
      for (const act of [() => engine.refresh(), () => engine.up(lightest.program), () => engine.destroy()]) {
        engine.kept = elsewhere;
        const { message } = await failureOf(act());
        expect(message)
          .to.contain("qemu/system/another-host")
          .and.to.contain(kept.outputs["host"] as string);
        expect(message).to.contain("edgefleet:hostMoved");
        expect(await contents(host)).to.deep.equal(there);
        expect(engine.kept).to.equal(elsewhere);
      }
    });

    it("is accepted on another host that the user has declared to be the same", async () => {
      await engine.up(subject.program);
      const moved = new Engine(subject.definition, host, { config: { hostMoved: true } });
      moved.kept = { ...(engine.kept as Kept) };
      moved.kept.outputs = { ...moved.kept.outputs, host: "qemu/system/another-host" };
      expect(await moved.refresh()).to.equal(true);
    });

    describe("on a host that cannot be reached", () => {
      const unreachable = new HostError("unreachable", "Connection refused", "virsh", "test:///gone");

      it("fails and keeps its state", async () => {
        await engine.up(subject.program);
        const { kept } = engine;
        host.fail(() => unreachable);
        for (const act of [
          () => engine.refresh(),
          () => engine.up(lightest.program),
          () => engine.destroy(),
        ]) {
          expect((await failureOf(act())).message).to.contain("Connection refused");
          expect(engine.kept).to.equal(kept);
        }
      });

      it("with `keep`, warns where nothing is changed and fails where something is", async () => {
        const keeping = new Engine(subject.definition, host, { config: { unreachable: "keep" } });
        await keeping.up(subject.program);
        const { outputs } = keeping.kept as Kept;
        host.fail(() => unreachable);
        expect(await keeping.up(subject.program)).to.equal("same");
        expect(await keeping.refresh()).to.equal(true);
        expect(keeping.kept?.outputs).to.deep.equal(outputs);
        expect(said(keeping)).to.match(
          /^warning: .*cannot be reached; the state is kept as it was\. Connection refused/m,
        );
        expect((await failureOf(keeping.up(lightest.program))).message).to.contain("Connection refused");
        expect((await failureOf(keeping.destroy())).message).to.contain("Connection refused");
      });

      it("with `keep`, previews what is new without knowing where it will be", async () => {
        host.fail(() => unreachable);
        const keeping = new Engine(subject.definition, host, { config: { unreachable: "keep" } });
        const { inputs, failures } = await keeping.preview(subject.program);
        expect(failures).to.deep.equal([]);
        const lifecycle = new Lifecycle(subject.definition);
        expect((await lifecycle.foresee(keeping.operation(), inputs)).state["host"]).to.equal(unknown);
        const failing = new Engine(subject.definition, host).operation();
        expect((await failureOf(lifecycle.foresee(failing, inputs))).message).to.match(
          /was not planned on .*: Connection refused/,
        );
      });
    });

    const { several } = subject;
    if (several)
      it("says what there is after an update that failed half-way, so that the next one mends it", async () => {
        const program = several;
        await engine.up(subject.program);
        host.arm();
        await engine.up(program);
        const commands = host.log.flatMap((verb, at) =>
          /(dumpxml|list|info|capabilities)$/.test(verb) ? [] : [at],
        );
        expect(commands).to.have.length.above(1);
        for (const at of commands.slice(1)) {
          await engine.up(subject.program);
          host.arm();
          host.fail((verb) =>
            host.log.length - 1 === at ? new HostError("failed", "No luck", verb, "test") : undefined,
          );
          expect((await failureOf(engine.up(program))).message).to.contain("No luck");
          host.arm();
          expect(await engine.up(subject.program)).to.equal("update");
          expect(await engine.refresh()).to.equal(true);
          expect(await engine.up(subject.program)).to.equal("same");
          expect(await ours()).to.deep.equal(objectOf(subject.program));
        }
      });
  });
}

export const said = (engine: Engine): string => engine.words.join("\n").replace(/^info: /gm, "");

async function previewSays(engine: Engine, change: Change): Promise<void> {
  await engine.preview(change.program);
  expect(said(engine)).to.match(change.says);
}
