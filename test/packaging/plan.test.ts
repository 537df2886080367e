// The plan that `examples/automation` reads out of the engine's events.
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { assert } from "chai";
import { repository } from "../support/isolated-host";

interface Plan {
  changes: { resource: string; path: string; effect: string }[];
  take(event: object): void;
}

describe("the plan of examples/automation", () => {
  it("has a line once that a preview with a refresh says twice", async () => {
    const file = pathToFileURL(join(repository, "examples/automation/plan.js")).href;
    const { Plan } = (await import(file)) as { Plan: new () => Plan };
    const plan = new Plan();
    const says = (name: string, message: string) =>
      plan.take({ diagnosticEvent: { urn: `urn:pulumi:dev::site::x::${name}`, message } });
    const line = "running: false → true (live)";
    says("edge-1", `${line}\n`);
    says("edge-1", `${line}\ntitle: mine → none (live)\n`);
    says("edge-2", `${line}\n`);
    assert.deepEqual(
      plan.changes.map(({ resource, path }) => `${resource} ${path}`),
      ["edge-1 running", "edge-1 title", "edge-2 running"],
    );
  });
});
