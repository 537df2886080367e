// What nodes really said: OVMF, iPXE, a kernel and an installed system, recorded from nodes of the stand-in
// orchestrator. Only repetitions in them are shortened.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { assert } from "chai";
import fc from "fast-check";
import type { Course } from "../../provider/provisioning/machine";
import { edgeOrchestrator } from "../../provider/provisioning/profiles/edge-orchestrator";
import { readRecording, replay, type Replayed, type Said } from "../../provider/provisioning/replay";

const recorded = (name: string): Said[] =>
  readRecording(readFileSync(join(__dirname, "../../../test/fixtures/consoles", name), "utf8"));
const course = (onboarding: "io" | "nio"): Course => ({ onboarding, login: true, retries: 0 });

const passed = ({ events }: Replayed): string[] =>
  events.flatMap((event) => (event.kind === "passed" ? [event.stage] : []));
const typed = ({ events }: Replayed): string[] =>
  events.flatMap((event) => (event.kind === "type" && "value" in event.what ? [event.what.value] : []));

const before = ["uefi", "address", "ipxe", "script", "kernel", "initramfs", "agent"];
const after = ["secure-boot", "workflow", "reset", "login", "installer"];
const login = ["login-username", "login-password"];

describe("a recorded node", () => {
  for (const { flow, stages, answers } of [
    { flow: "io", stages: ["credentials"], answers: ["username", "password", ...login] },
    { flow: "nio", stages: ["registration"], answers: login },
  ] as const) {
    it(`is seen in every stage on its way with ${flow}, and answered at its prompts`, () => {
      const seen = replay(edgeOrchestrator, course(flow), recorded(`${flow}.jsonl`));
      assert.deepEqual(passed(seen), [...before, ...stages, ...after]);
      assert.deepEqual(typed(seen), [...answers]);
      assert.deepInclude(seen.events.at(-1), { kind: "provisioned", ending: "ubuntu" });
    });

    it(`is seen the same with ${flow} wherever its words are cut`, () => {
      const whole = recorded(`${flow}.jsonl`);
      const expected = passed(replay(edgeOrchestrator, course(flow), whole));
      fc.assert(
        fc.property(fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 20 }), (sizes) => {
          const pieces = whole.flatMap((said) => cut(said, sizes));
          assert.deepEqual(passed(replay(edgeOrchestrator, course(flow), pieces)), expected);
        }),
        { numRuns: process.env["EDGEFLEET_TEST_ALL"] ? 300 : 30 },
      );
    });
  }

  for (const [name, failure, stage] of [
    ["wrong-authority", "tls", "ipxe"],
    ["no-boot-file", "http", "ipxe"],
  ] as const)
    it(`that got no further is told as ${failure}: ${name}`, () => {
      const { events } = replay(edgeOrchestrator, course("nio"), recorded(`${name}.jsonl`));
      assert.deepInclude(events.at(-1), { kind: "failed", class: failure, stage });
    });
});

/** In pieces of these sizes, in turn, all at the same moment. */
function cut(said: Said, sizes: readonly number[]): Said[] {
  const text = String(said.text);
  const pieces: Said[] = [];
  for (let at = 0, i = 0; at < text.length; i++) {
    const size = sizes[i % sizes.length] as number;
    pieces.push({ ...said, text: text.slice(at, at + size) });
    at += size;
  }
  return pieces;
}
