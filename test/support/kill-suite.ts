// Killed before and after every command: the next `up` converges, and nobody else's object is touched.
import { expect } from "chai";
import { Engine } from "./engine";
import { added, contents, type HostKind } from "./hosts";
import { KillableHost, type Death } from "./killable-host";
import type { Change, Subject } from "./subject";

export function killSuite(kind: HostKind, subject: Subject): void {
  const program = subject.killed?.program ?? subject.program;
  const replacement = subject.killed?.replacement ?? (subject.replacing[0] as Change).program;
  const possible = subject.live.filter(({ whole }) => kind.whole || !whole);
  const changes = process.env["EDGEFLEET_TEST_ALL"] ? possible : possible.slice(0, kind.brief ? 0 : 1);

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
    async function walk(
      prepare: () => Promise<Engine>,
      act: (engine: Engine) => Promise<unknown>,
      check: (engine: Engine) => Promise<void>,
    ): Promise<number> {
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
          const failed = await act(engine).then(
            () => false,
            () => true,
          );
          expect(host.died && failed, `killed ${when} command ${at}`).to.equal(true);
          host.arm();
          // What the engine has of an operation that never answered is what it had before.
          engine.kept = kept;
          await check(engine);
          await engine.destroy();
          expect(await ours(), `after a death ${when} command ${at}`).to.deep.equal([]);
        }
      }
      return count;
    }

    const fresh = async (): Promise<Engine> => new Engine(subject.definition, host);
    const made = async (): Promise<Engine> => {
      const engine = await fresh();
      await engine.up(program);
      return engine;
    };

    /**
     * The state's own object is there. Of a volume, what a death left behind may be there as well: only `sweep`
     * may remove a volume, and it knows its own by the incarnation in the name.
     */
    async function onlyOne(engine: Engine): Promise<void> {
      expect(engine.kept).to.not.equal(undefined);
      const mine = `${subject.prefix}${String(engine.kept?.outputs["name"])}`;
      const there = await ours();
      expect(there).to.include(mine);
      const left = there.filter((name) => name !== mine);
      if (subject.definition.noun !== "volume") expect(left).to.deep.equal([]);
      const lineage = String(engine.kept?.outputs["incarnation"]).split("-")[0];
      for (const name of left) {
        expect(name).to.contain(`-${lineage}-`);
        await subject.vanish(host, name.replace(/^volume /, ""));
      }
    }

    it("while it is made: the next one makes exactly one", async () => {
      const count = await walk(
        fresh,
        (engine) => engine.up(program),
        async (engine) => {
          expect(await engine.up(program)).to.equal("create");
          expect(await engine.up(program)).to.equal("same");
          await onlyOne(engine);
        },
      );
      expect(count).to.be.above(3);
    });

    for (const change of changes) {
      it(`while it takes over ${change.what}: the next one finishes it`, async () => {
        const wanted = { ...change.program, name: program["name"] };
        const count = await walk(
          made,
          (engine) => engine.up(wanted),
          async (engine) => {
            expect(await engine.up(wanted)).to.equal("update");
            await engine.refresh();
            expect(await engine.up(wanted)).to.equal("same");
            await onlyOne(engine);
          },
        );
        expect(count).to.be.above(1);
      });
    }

    it("while it is deleted: the next one deletes it", async () => {
      const count = await walk(
        made,
        (engine) => engine.destroy(),
        async (engine) => {
          expect(engine.kept).to.not.equal(undefined);
          await engine.destroy();
          expect(await ours()).to.deep.equal([]);
        },
      );
      expect(count).to.be.above(1);
    });

    it("while it is deleted, and then wanted again: it is there", async () => {
      await walk(
        made,
        (engine) => engine.destroy(),
        async (engine) => {
          await engine.refresh();
          await engine.up(program);
          expect(await engine.up(program)).to.equal("same");
          await onlyOne(engine);
        },
      );
    });

    it("while it is replaced: exactly one remains", async () => {
      await walk(
        made,
        (engine) => engine.up(replacement),
        async (engine) => {
          await engine.up(replacement);
          expect(await engine.up(replacement)).to.equal("same");
          await onlyOne(engine);
        },
      );
    });
  });
}
