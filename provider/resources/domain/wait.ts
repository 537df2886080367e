// Waiting until a machine is usable: a text on its console, a lease, or both. Once per run of the machine.
import { setTimeout as pause } from "node:timers/promises";
import { Clock } from "../../core/clock";
import type { Context } from "../../core/context";
import { UnreadyError } from "../../core/errors";
import { milliseconds } from "../../core/values";
import { consolePattern } from "./console-pattern";
import type { DomainInputs } from "./fields";
import { writePlugged } from "./live";
import { addresses, findMachine } from "./observe";
import { readPlugged } from "./plugged";
import { logVolumes } from "./storage";

type Ready = NonNullable<DomainInputs["ready"]>;

/** Long enough for any line that a person waits for, short enough to search again with each chunk. */
const window = 64 * 1024;

export async function waitUntilReady(context: Context, domain: DomainInputs): Promise<void> {
  const { ready } = domain;
  if (!ready || !domain.running) return;
  const machine = await findMachine(context, domain);
  if (!machine?.running || readPlugged(machine.running)?.ready) return;

  const clock = new Clock(milliseconds(ready.timeout));
  const log = await waitForText(context, domain, ready, clock);
  if (ready.lease) await waitForLease(context, domain, clock, log);
  const plugged = machine.plugged;
  if (plugged) await writePlugged(context, domain.uuid, { ...plugged, ready: true });
}

/** The end of the console when the text has been seen, or when none is waited for. */
async function waitForText(
  context: Context,
  domain: DomainInputs,
  ready: Ready,
  clock: Clock,
): Promise<string> {
  if (ready.console === undefined) return "";
  const log = logVolumes(domain).find(({ key }) => ready.serial === undefined || key === ready.serial);
  if (!log) return "";
  const stage = `the text ${JSON.stringify(ready.console)} on serial port ${log.key}`;
  const pattern = consolePattern(ready.console);
  const halt = new AbortController();
  const watch = watchMachine(context, domain, stage, clock, halt);
  let seen = "";
  try {
    // libvirt empties the log at each start, so it holds this run and no other.
    for await (const chunk of context.host.follow(
      log.pool,
      log.volume,
      0,
      AbortSignal.any([halt.signal, context.signal]),
    )) {
      seen = (seen + chunk.toString("latin1")).slice(-window);
      if (pattern.test(plainText(seen))) return seen;
    }
  } catch (error) {
    if (!halt.signal.aborted) throw error;
  } finally {
    const stopped = halt.signal.aborted;
    halt.abort();
    await watch;
    if (stopped && !context.signal.aborted) await giveUp(context, domain, stage, clock, seen);
  }
  context.signal.throwIfAborted();
  return seen;
}

/** Tells how it goes, and ends the wait when time is up or the machine has stopped. */
async function watchMachine(
  context: Context,
  domain: DomainInputs,
  stage: string,
  clock: Clock,
  halt: AbortController,
): Promise<void> {
  try {
    while (!halt.signal.aborted && clock.left > 0) {
      context.report.progress(`waiting for ${stage}: ${clock}`);
      await pause(Math.min(2000, clock.left), undefined, {
        signal: AbortSignal.any([halt.signal, context.signal]),
      });
      if (!(await findMachine(context, domain))?.running) break;
    }
  } catch {
    // The wait is over, or the host does not answer: whoever follows the log hears of that as well.
  }
  halt.abort();
}

async function waitForLease(
  context: Context,
  domain: DomainInputs,
  clock: Clock,
  log: string,
): Promise<void> {
  const stage = "a DHCP lease";
  for (;;) {
    if ((await addresses(context, domain)).length > 0) return;
    const running = (await findMachine(context, domain))?.running !== undefined;
    if (clock.left === 0 || !running) await giveUp(context, domain, stage, clock, log);
    context.report.progress(`waiting for ${stage}: ${clock}`);
    await pause(Math.min(1000, clock.left), undefined, { signal: context.signal });
  }
}

async function giveUp(
  context: Context,
  domain: DomainInputs,
  stage: string,
  clock: Clock,
  log: string,
): Promise<never> {
  const running = (await findMachine(context, domain))?.running !== undefined;
  const lines = lastLines(log);
  const quoted = lines.map((line) => `    ${line}\n`).join("");
  const said =
    lines.length > 0
      ? `. The last lines of its console:\n${quoted}  (end of the console)`
      : "; its console has said nothing";
  throw new UnreadyError(
    `domain "${domain.name}" is not ready on ${context.host.uri}`,
    running
      ? `${stage} did not come within ${clock.elapsed} s${said}`
      : `it stopped after ${clock.elapsed} s while waiting for ${stage}${said}`,
    "The machine is kept, and the next `pulumi up` waits on",
    {},
  );
}

/** Without colours, cursor movements and what a terminal would have overwritten. */
export function plainText(text: string): string {
  return (
    text
      // eslint-disable-next-line no-control-regex
      .replace(/\u001b(?:\[[0-?]*[ -/]*[@-~]|\][^\u0007\u001b]*(?:\u0007|\u001b\\)|[ -/]*[0-~])/g, "")
      .replace(/\r+\n/g, "\n")
      // eslint-disable-next-line no-control-regex
      .replace(/[\u0000-\u0008\u000b-\u001f\u007f]/g, "")
  );
}

export function lastLines(text: string, count = 10): string[] {
  const lines = plainText(text.replace(/\r(?!\n)/g, "\n")).split("\n");
  return lines
    .map((line) => line.trimEnd())
    .filter((line) => line !== "")
    .slice(-count);
}
