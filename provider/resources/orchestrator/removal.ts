// Takes a host off the orchestrator: its instance first, then the record, each until it is gone.
import { setTimeout as pause } from "node:timers/promises";
import { Clock } from "../../core/clock";
import type { Context } from "../../core/context";
import { EdgeError } from "../../core/errors";
import type { OrchestratorClient } from "../../orchestrator/client";
import type { HostRecord } from "../../orchestrator/types";

/** Deleting is asked for at once and carried out by the orchestrator's managers in their own time. */
const patience = 5 * 60_000;

export async function removeHost(
  client: OrchestratorClient,
  { resourceId, name, instance }: HostRecord,
  context: Context,
): Promise<void> {
  const { signal } = context;
  const instanceId = instance?.resourceId ?? instance?.instanceID;
  if (instanceId) {
    await client.deleteInstance(instanceId, signal);
    await gone(context, `the instance of "${name}"`, () => client.instance(instanceId, signal));
  }
  await client.deleteHost(resourceId, signal);
  await gone(context, `the host "${name}"`, () => client.host(resourceId, signal));
}

async function gone(context: Context, what: string, look: () => Promise<unknown>): Promise<void> {
  const clock = new Clock(patience);
  while ((await look()) !== undefined) {
    if (clock.left === 0) {
      throw new EdgeError(
        `${what} is not gone`,
        `the orchestrator accepted to delete it ${clock.elapsed} s ago and still has it`,
        "Run `pulumi destroy` again; if it stays, look at it on the orchestrator",
      );
    }
    context.report.progress(`waiting until ${what} is gone: ${clock}`);
    await pause(Math.min(clock.elapsed < 2 ? 100 : 2000, clock.left), undefined, { signal: context.signal });
  }
}
