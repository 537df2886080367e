// Waiting for a node while the orchestrator is in trouble.
import { assert } from "chai";
import type { Context } from "../../provider/core/context";
import { UnreadyError } from "../../provider/core/errors";
import { HostError } from "../../provider/host/host";
import { OrchestratorError, refusal } from "../../provider/orchestrator/error";
import type { HostRecord } from "../../provider/orchestrator/types";
import { waitForStage } from "../../provider/resources/orchestrator/progress";

const context = {
  signal: new AbortController().signal,
  report: { progress: () => undefined },
} as unknown as Context;
const onboarded = { currentState: "HOST_STATE_ONBOARDED" } as HostRecord;
const call = ["GET https://api.stand-in.test/v1/projects/site/compute/hosts", "api.stand-in.test"] as const;

const wait = (patience: number, answers: (HostRecord | Error)[]): Promise<void> =>
  waitForStage(context, 'host "n1"', "onboarded", patience, async () => {
    const next = answers.length > 1 ? answers.shift() : answers[0];
    if (next instanceof Error) throw next;
    return next;
  });

describe("a wait for the orchestrator", () => {
  for (const [what, error] of Object.entries({
    "HTTP 500": refusal(500, "", ...call),
    "HTTP 429": refusal(429, "", ...call),
    "a proxy's 404": refusal(404, "<html>no such page</html>", ...call),
    "no answer in time": new OrchestratorError("timeout", undefined, "no headers", ...call),
    "no connection": new OrchestratorError("unreachable", undefined, "connection refused", ...call),
  })) {
    it(`goes on after ${what}`, () => wait(60_000, [error, onboarded]));

    it(`that ends with ${what} is a node that is not ready, and says why`, async () => {
      const words = await wait(1, [error]).catch((reason: unknown) => reason);
      assert.instanceOf(words, UnreadyError);
      assert.include((words as Error).message, error.reason);
    });
  }

  for (const error of [
    refusal(400, "", ...call),
    refusal(403, "", ...call),
    new OrchestratorError("aborted", undefined, "it was cancelled", ...call),
  ]) {
    it(`is over at once when the answer is "${error.code}"`, async () => {
      const words = await wait(60_000, [error, onboarded]).catch((reason: unknown) => reason);
      assert.instanceOf(words, HostError);
    });
  }
});
