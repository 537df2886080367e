// Whose is it? Nothing of others is touched, and of several incarnations only the one that the state knows.
import { expect } from "chai";
import { HostFacts } from "../../provider/host/facts";
import { HostError } from "../../provider/host/host";
import { Engine } from "./engine";
import { added, contents, type HostKind } from "./hosts";
import { KillableHost } from "./killable-host";
import type { Subject } from "./subject";

export function ownershipSuite(kind: HostKind, subject: Subject): void {
  const { noun } = subject.definition;
  const name = `${subject.prefix}${String(subject.program["name"])}`;

  describe(`whose a ${noun} is on ${kind.name}`, () => {
    let host: KillableHost;
    let engine: Engine;
    let before: Map<string, string>;

    beforeEach(async () => {
      host = new KillableHost(await kind.open());
      engine = new Engine(subject.definition, host);
      await subject.prepare?.(host);
      before = await contents(host);
    });

    afterEach(() => host.close());

    const failureOf = async (running: Promise<unknown>): Promise<string> => {
      try {
        await running;
      } catch (error) {
        return (error as Error).message;
      }
      return expect.fail("it should have failed");
    };

    it("refuses what somebody else made, by name, and leaves it alone", async () => {
      await subject.foreign(host);
      const there = await contents(host);
      const message = await failureOf(engine.up(subject.program));
      // Whose a volume of that name is, the picture of the host does not tell.
      const when = noun === "volume" ? /was not created on .*: volume/ : /^name: On .*, [a-z]+/;
      expect(message)
        .to.match(when)
        .and.to.match(/ "[^"]*" is there already and carries no mark of Edgefleet\. /);
      expect(message).to.contain("take it over with adopt: true");
      expect(await contents(host)).to.deep.equal(there);
      expect(engine.kept).to.equal(undefined);
    });

    it("refuses what somebody else makes between preview and create", async () => {
      const facts = new HostFacts(host, async () => "tcg");
      const late = new Engine(subject.definition, host, { facts });
      expect((await late.preview(subject.program)).failures).to.deep.equal([]);
      await subject.foreign(host);
      const there = await contents(host);
      expect(await failureOf(late.up(subject.program))).to.match(
        /was not created on .*: .* is there already and carries no mark of Edgefleet\./,
      );
      expect(await contents(host)).to.deep.equal(there);
    });

    it("takes it over when it is told to, manages it and removes it in the end", async () => {
      await subject.foreign(host);
      const program = { ...subject.program, adopt: true };
      expect(await engine.up(program)).to.equal("create");
      expect(engine.words.join("\n")).to.contain("adopted: from now on this stack manages it");
      expect(await engine.up(program)).to.equal("same");
      expect(await engine.refresh()).to.equal(true);
      expect(await engine.up(program)).to.equal("same");
      expect(added(before, await contents(host))).to.deep.equal([name]);
      await engine.destroy();
      expect(added(before, await contents(host))).to.deep.equal([]);
    });

    it("refuses what another stack or another person made, and leaves it alone", async () => {
      await engine.up(subject.program);
      const there = await contents(host);
      const others = [
        new Engine(subject.definition, host, { stack: "prod" }),
        new Engine(subject.definition, host, { config: { owner: "bob@lab" } }),
      ];
      for (const other of others) {
        expect(await failureOf(other.up(subject.program))).to.match(
          /is there already and (?:was made by |carries no mark of Edgefleet)|is already used by network/,
        );
        expect(other.kept).to.equal(undefined);
        expect(await contents(host)).to.deep.equal(there);
      }
    });

    it("has exactly the new one after a replacement that makes the new one first, twice", async function () {
      if (noun === "volume") {
        // Its name is its own: the new one cannot be made beside the old one, and nothing happens to either.
        await engine.up(subject.program);
        const there = await contents(host);
        expect(await failureOf(engine.up(subject.program, { replace: true }))).to.contain("is there already");
        expect(await contents(host)).to.deep.equal(there);
        return;
      }
      await engine.up(subject.program);
      const seen = new Set([engine.kept?.id]);
      for (const round of [2, 3]) {
        expect(await engine.up(subject.program, { replace: true })).to.equal("replace");
        expect(seen.add(engine.kept?.id).size).to.equal(round);
        expect(added(before, await contents(host))).to.deep.equal([name]);
        expect(await engine.refresh()).to.equal(true);
        expect(await engine.up(subject.program)).to.equal("same");
      }
    });

    it("does not delete, update or read what is another incarnation by now", async function () {
      if (noun === "volume") return;
      await engine.up(subject.program);
      const old = engine.kept;
      await engine.up(subject.program, { replace: true });
      const there = await contents(host);
      const late = new Engine(subject.definition, host);
      late.kept = old;
      await late.destroy();
      late.kept = old;
      expect(await late.refresh()).to.equal(false);
      expect(await contents(host)).to.deep.equal(there);
    });

    // The others are made in one command.
    if (noun === "network" || noun === "pool") {
      it("says so when it cannot take back what it has begun", async () => {
        host.arm();
        await engine.up(subject.program);
        const at = host.log.findIndex((verb) => /(build|start)$/.test(verb));
        await engine.destroy();
        host.arm({ at, when: "before" });
        expect(await failureOf(engine.up(subject.program))).to.contain(
          "what was begun could not be taken back",
        );
        host.arm();
        await engine.up(subject.program);
        expect(added(before, await contents(host))).to.deep.equal([name]);
      });
    }

    it("leaves nothing behind when a command of its creation fails, whichever it is", async () => {
      host.arm();
      await engine.up(subject.program);
      const verbs = [...host.log];
      await engine.destroy();
      const changing = verbs.flatMap((verb, at) =>
        /(define|build|start|create|autostart)$/.test(verb) ? [{ verb, at }] : [],
      );
      expect(changing).to.not.deep.equal([]);
      for (const { verb, at } of changing) {
        host.arm();
        host.fail((now) =>
          host.log.length - 1 === at
            ? new HostError("no-space", "No space left on device", now, "test")
            : undefined,
        );
        const message = await failureOf(engine.up(subject.program));
        expect(message, verb).to.match(
          /was not created on .*: No space left on device\. Free space in the pool/,
        );
        expect(engine.kept, verb).to.equal(undefined);
        host.arm();
        expect(added(before, await contents(host)), verb).to.deep.equal([]);
      }
      expect(await engine.up(subject.program)).to.equal("create");
    });
  });
}
