// One run of a node under watch: its consoles are read, its prompts answered, its state looked at, until it is
// provisioned or has failed. The logs on the host are the memory: they are read from their beginning each time.
import { setTimeout as pause } from "node:timers/promises";
import type { Context } from "../../core/context";
import { EdgeError } from "../../core/errors";
import { HostError } from "../../host/host";
import * as domains from "../../host/domain";
import type { Event, StageMachine } from "../../provisioning/machine";
import { progressLine } from "../../provisioning/progress";
import { poolRefresh } from "../../host/pool";
import { isRunning } from "../domain/power";
import { tolerate } from "../tolerate";
import type { Console, Node } from "./node";

export interface Watching {
  node: Node;
  machine: StageMachine;
  /** What is typed for a value that the program gave. */
  value(name: string): string;
  said(console: string, chunk: Buffer, now: number): void;
  /** Something happened. */
  changed(events: readonly Event[]): void;
}

/** Between two looks at the machine. */
const interval = 2000;

export async function watch(context: Context, watching: Watching): Promise<void> {
  const { node, machine } = watching;
  const halt = new AbortController();
  const signal = AbortSignal.any([halt.signal, context.signal]);
  let failure: unknown;
  let typing = Promise.resolve();
  const stop = (error?: unknown): void => {
    failure ??= error;
    halt.abort();
  };
  const act = (events: Event[]): void => {
    if (events.length === 0) return;
    for (const event of events) {
      if (event.kind !== "type") continue;
      typing = typing.then(() => type(context, watching, event)).catch(stop);
    }
    watching.changed(events);
    if (machine.over) void typing.then(() => stop());
  };
  const hear = (console: Console, chunk: Buffer): void => {
    const now = Date.now();
    watching.said(console.name, chunk, now);
    act(machine.feed(console.name, chunk, now));
  };
  const positions = await readLogs(context, node.consoles, hear);
  act(machine.begin(Date.now()));
  const followers = node.consoles.map(async (console, i) => {
    const chunks = context.host.follow(console.pool, console.volume, positions[i] ?? 0, signal);
    for await (const chunk of chunks) hear(console, chunk);
  });
  const clock = keepTime(context, watching, act, signal);
  for (const part of [...followers, clock]) part.catch(stop);
  await Promise.allSettled([...followers, clock]);
  await typing;
  if (context.signal.aborted)
    throw new HostError("aborted", "the Pulumi engine that asked for this is gone", "", context.host.uri);
  if (failure !== undefined) throw failure as Error;
}

/** The parts that virtlogd has put aside, oldest first, then the log. They go when the machine starts. */
const parts = [".2", ".1", ".0", ""];

/** What is there already; where to go on. */
async function readLogs(
  context: Context,
  consoles: readonly Console[],
  hear: (console: Console, chunk: Buffer) => void,
): Promise<number[]> {
  const positions: number[] = [];
  for (const console of consoles) {
    // Only a refreshed pool knows them; one that is busy has known them before.
    await tolerate("failed", context.run(poolRefresh(console.pool)));
    let text: Buffer = Buffer.alloc(0);
    for (const part of parts) {
      text = (await readPart(context, console.pool, `${console.volume}${part}`)) ?? Buffer.alloc(0);
      if (text.length > 0) hear(console, text);
    }
    positions.push(text.length);
  }
  return positions;
}

async function readPart(context: Context, pool: string, volume: string): Promise<Buffer | undefined> {
  try {
    return await context.host.get(pool, volume);
  } catch (error) {
    if (error instanceof HostError && error.code === "not-found") return undefined;
    throw error;
  }
}

async function keepTime(
  context: Context,
  { node, machine }: Watching,
  act: (events: Event[]) => void,
  signal: AbortSignal,
): Promise<void> {
  let looked = Date.now() - interval;
  while (!machine.over && !signal.aborted) {
    const now = Date.now();
    act(machine.tick(now));
    context.report.progress(progressLine(node.name, machine, now));
    if (now - looked >= interval && !machine.over) {
      looked = now;
      const info = await context.find(domains.dominfo(node.uuid));
      if (!info || !isRunning(info.state)) {
        // Its last words may still be on their way.
        await pause(1000, undefined, { signal }).catch(() => undefined);
        act(machine.stopped(info?.state ?? "gone", Date.now()));
      }
    }
    const next = Math.min(machine.due, looked + interval, Date.now() + 1000);
    await pause(Math.max(20, next - Date.now()), undefined, { signal }).catch(() => undefined);
  }
}

async function type(
  context: Context,
  { node, value }: Watching,
  event: Event & { kind: "type" },
): Promise<void> {
  const console = node.consoles.find(({ name }) => name === event.console) as Console;
  const text = "text" in event.what ? event.what.text : `${value(event.what.value)}\r`;
  try {
    await context.host.type(node.uuid, console.device, text);
  } catch (error) {
    if (!(error instanceof HostError && /Active console session/.test(error.reason))) throw error;
    throw new EdgeError(
      `the prompt of node "${node.name}" was not answered on ${context.host.uri}`,
      `somebody has its console open (${console.name})`,
      "Leave that console with Ctrl-] and run `pulumi up` again: it goes on here. `edgefleet console --read-only` lets others watch",
    );
  }
}
