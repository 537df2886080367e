// Killed before and after every command: the next `up` converges, and nobody else's object is touched.
import { expect } from "chai";
import { Engine, type Kept } from "./engine";
import { added, contents, type HostKind } from "./hosts";
import { KillableHost, type Death } from "./killable-host";
import type { Change, Subject } from "./subjects";

export function killSuite(kind: HostKind, subject: Subject): void {
  const object = `${subject.prefix}${String(subject.program["name"])}`;
  const possible = ({ whole }: { whole?: boolean }): boolean => kind.whole || !whole;

  describe(`a ${subject.definition.noun} whose client is killed on ${kind.name}`, function () {
    this.timeout(60_000);
    let host: KillableHost;
    let untouched: Map<string, string>;

    before(async () => {
      host = new KillableHost(await kind.open());
      await subject.prepare?.(host);
      await subject.neighbour(host);
      untouched = await contents(host);
    });

    after(() => host.close());

    /** Proof that others are untouched; then what is there of ours. */
    const ours = async (): Promise<string[]> => {
      const now = await contents(host);
      for (const [name, definition] of untouched) expect(now.get(name), name).to.equal(definition);
      return added(untouched, now);
    };

    /** Runs `act` once to count its commands, then once for each death. */
    async function walk(prepare: () => Promise<Engine>, act: (engine: Engine) => Promise<unknown>, check: (engine: Engine, kept?: Kept) => Promise<void>): Promise<number> {
      host.arm();
      let engine = await prepare();
      host.arm();
      await act(engine);
      const count = host.log.length;
      await engine.destroy();
      for (let at = 0; at < count; at++) {
        for (const when of ["before", "after"] as Death["when"][]) {
          host.arm();
          engine = await prepare();
          const { kept } = engine;
          host.arm({ at, when });
          const failed = await act(engine).then(() => false, () => true);
          expect(host.died && failed, `killed ${when} command ${at}`).to.equal(true);
          host.arm();
          // What the engine has of an operation that never answered is what it had before.
          engine.kept = kept;
          await check(engine, kept);
          await engine.destroy();
          expect(await ours(), `after a death ${when} command ${at}`).to.deep.equal([]);
        }
      }
      return count;
    }

    const fresh = async (): Promise<Engine> => new Engine(subject.definition, host);
    const made = async (): Promise<Engine> => {
      const engine = await fresh();
      await engine.up(subject.program);
      return engine;
    };

    it("while it is made: the next one makes exactly one", async () => {
      const named = subject.definition.noun === "volume";
      // A volume's own name is all that is known of it: what was left is refused until a person removes it.
      const program = named ? { ...subject.program, name: undefined } : subject.program;
      let leftovers = 0;
      const count = await walk(fresh, (engine) => engine.up(program), async (engine) => {
        expect(await engine.up(program)).to.equal("create");
        expect(await engine.up(program)).to.equal("same");
        const there = await ours();
        const mine = `${subject.prefix}${String(engine.kept?.outputs["name"])}`;
        expect(there).to.include(mine);
        const left = there.filter((name) => name !== mine);
        if (!named) expect(left).to.deep.equal([]);
        // Only `sweep` may remove a volume, and it knows its own by the incarnation in the name.
        const lineage = String(engine.kept?.outputs["incarnation"]).split("-")[0];
        for (const name of left) {
          expect(name).to.contain(`-${lineage}-`);
          leftovers++;
          await subject.vanish(host, name.replace(/^volume /, ""));
        }
      });
      expect(count).to.be.above(3);
      expect(leftovers > 0).to.equal(named);
    });

    for (const change of subject.live.filter(possible) as Change[]) {
      it(`while it takes over ${change.what}: the next one finishes it`, async () => {
        const count = await walk(made, (engine) => engine.up(change.program), async (engine) => {
          expect(await engine.up(change.program)).to.equal("update");
          expect(await ours()).to.deep.equal([object]);
          await engine.refresh();
          expect(await engine.up(change.program)).to.equal("same");
        });
        expect(count).to.be.above(1);
      });
    }

    it("while it is deleted: the next one deletes it", async () => {
      const count = await walk(made, (engine) => engine.destroy(), async (engine) => {
        expect(engine.kept).to.not.equal(undefined);
        await engine.destroy();
        expect(await ours()).to.deep.equal([]);
      });
      expect(count).to.be.above(1);
    });

    it("while it is deleted, and then wanted again: it is there", async () => {
      await walk(made, (engine) => engine.destroy(), async (engine) => {
        await engine.refresh();
        await engine.up(subject.program);
        expect(await engine.up(subject.program)).to.equal("same");
        expect(await ours()).to.deep.equal([object]);
      });
    });

    it("while it is replaced: exactly one remains", async () => {
      const [change] = subject.replacing as [Change];
      const target = `${subject.prefix}${String(change.program["name"])}`;
      await walk(made, (engine) => engine.up(change.program), async (engine) => {
        // The engine may know that the old one was deleted, or not.
        await engine.up(change.program);
        expect(await engine.up(change.program)).to.equal("same");
        expect(await ours()).to.deep.equal([target]);
      });
    });
  });
}
