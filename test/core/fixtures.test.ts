// States that releases wrote, frozen: the same program still previews no change at all, least of all a replacement.
import { expect } from "chai";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Definition } from "../../provider/core/define";
import type { State } from "../../provider/core/state";
import { resources } from "../../provider/resources";
import { closeClients } from "../../provider/resources/orchestrator/connection";
import { CannedHost } from "../support/canned-host";
import { Engine, type Kept } from "../support/engine";
import { connectionOf, standIn, type TestStandIn } from "../support/stand-in";

interface Fixture extends Kept {
  noun: string;
  /** Logical name. */
  name: string;
  program: State;
}

const fixtures = join(__dirname, "../../../test/fixtures");

/** An orchestrator is asked in preview; today's stand-in has another address and authority than that of the release. */
function moveTo(server: TestStandIn, { program, inputs, outputs }: Fixture): void {
  for (const state of [program, inputs, outputs])
    if (state["orchestrator"]) state["orchestrator"] = connectionOf(server);
}

for (const version of readdirSync(fixtures)
  .filter((folder) => folder.startsWith("state-v"))
  .sort()) {
  describe(`a state of version ${version.replace("state-v", "")}`, () => {
    const files = readdirSync(join(fixtures, version));
    let server: TestStandIn | undefined;
    before(async () => {
      server = await standIn();
    });
    after(async () => {
      await closeClients();
      await server?.dispose();
    });

    for (const file of files) {
      const fixture = JSON.parse(readFileSync(join(fixtures, version, file), "utf8")) as Fixture;
      const definition = resources.find(({ noun }) => noun === fixture.noun) as Definition;
      before(() => moveTo(server as TestStandIn, fixture));

      it(`previews no change: ${file}`, async () => {
        const engine = new Engine(definition, new CannedHost(), { name: fixture.name });
        engine.kept = structuredClone({ id: fixture.id, inputs: fixture.inputs, outputs: fixture.outputs });
        const { failures, inputs, diff } = await engine.preview(fixture.program);
        expect(failures).to.deep.equal([]);
        expect(diff).to.deep.equal({ changes: [], other: [], replaces: [] });
        expect(inputs["incarnation"]).to.equal(fixture.inputs["incarnation"]);
      });

      it(`is refused by a release that is older: ${file}`, async () => {
        const engine = new Engine(definition, new CannedHost(), { name: fixture.name });
        const outputs = { ...fixture.outputs, stateVersion: 999 };
        engine.kept = { id: fixture.id, inputs: fixture.inputs, outputs };
        const refusal = /written by a newer Edgefleet \(state version 999, this one knows \d+\)/;
        for (const act of [
          () => engine.refresh(),
          () => engine.preview(fixture.program),
          () => engine.destroy(),
        ]) {
          const error = await act().then(
            () => undefined,
            (reason: Error) => reason,
          );
          expect(error?.message).to.match(refusal);
        }
      });
    }

    it("holds one of every kind of resource", () => {
      const nouns = files.map(
        (file) => (JSON.parse(readFileSync(join(fixtures, version, file), "utf8")) as Fixture).noun,
      );
      const all = resources.map((resource) => resource.noun).sort();
      expect([...new Set(nouns)].sort()).to.deep.equal(all);
    });
  });
}
