// Starting and stopping a machine.
import { setTimeout as pause } from "node:timers/promises";
import type { Context } from "../../core/context";
import { EdgeError } from "../../core/errors";
import { milliseconds } from "../../core/values";
import * as domains from "../../host/domain";
import type { DomainState } from "../../host/domain";
import { HostError } from "../../host/host";
import { tolerate } from "../tolerate";
import type { DomainInputs } from "./fields";

/** A paused or crashed machine does nothing for anybody: it does not count as running. */
export const isRunning = (state: DomainState): boolean => ["running", "idle", "in shutdown"].includes(state);

export async function start(context: Context, domain: DomainInputs): Promise<void> {
  const command = domains.start(domain.uuid);
  const started = context.run(command).catch((error: unknown) => {
    if (lostRace(error)) return context.run(command);
    throw error;
  });
  await tolerate("active", started);
  const { state } = await context.run(domains.dominfo(domain.uuid));
  if (state !== "paused" && state !== "pmsuspended") return;
  throw new EdgeError(
    `domain "${domain.name}" was not started on ${context.host.uri}`,
    `it is ${state}, often because the host ran out of disk space or memory`,
    `Look into its reason with \`virsh domstate --reason ${domain.uuid}\`, then \`virsh resume\` or \`virsh destroy\` it`,
  );
}

/** Two machines with a TPM that are a host's first make libvirt 9.0 make one folder twice, and one of them fails. */
const lostRace = (error: unknown): boolean =>
  error instanceof HostError && /failed to create directory '[^']*': File exists/.test(error.reason);

/** The power button, again and again for as long as the guest may take; then the plug is pulled. */
export async function stop(context: Context, domain: DomainInputs): Promise<void> {
  const patience = milliseconds(domain.shutdownTimeout);
  // A guest that is just booting does not see the button, so it is pressed again every few seconds.
  for (const end = Date.now() + patience; Date.now() < end;) {
    context.report.progress(`shutting down, ${Math.ceil((end - Date.now()) / 1000)} s left`);
    await tolerate("inactive", context.run(domains.shutdown(domain.uuid)));
    if (await stopped(context, domain.uuid, Math.min(end, Date.now() + 5000))) return;
  }
  if (patience > 0)
    context.report.info(`did not shut down within ${domain.shutdownTimeout} and was switched off`);
  await tolerate("inactive", context.find(domains.destroy(domain.uuid)));
}

async function stopped(context: Context, uuid: string, end: number): Promise<boolean> {
  for (;;) {
    const info = await context.find(domains.dominfo(uuid));
    if (!info || info.state === "shut off") return true;
    if (Date.now() >= end) return false;
    await pause(Math.min(250, Math.max(1, end - Date.now())), undefined, { signal: context.signal });
  }
}
