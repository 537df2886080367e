// `edgefleet sweep`: what an interrupted run left on the host without telling Pulumi.
import type { Context } from "../core/context";
import { EdgeError } from "../core/errors";
import { stackDigits } from "../core/identity";
import {
  print,
  say,
  text,
  failed,
  hostConfig,
  onHost,
  UsageError,
  type CliCommand,
  type SettingsOf,
  type Values,
} from "./command";
import { findLeftovers, type Leftover } from "./leftovers";
import { isLocked } from "./lock";
import { remove } from "./removal";
import { readIncarnations, readStack, type Stack } from "./stack";

const usage = `edgefleet sweep --stack NAME [options]

Lists what carries the stack's mark on its hosts and is in no state: what was left by a run that was
killed, and volumes that were kept after a replacement. Without --yes nothing is removed.
Do not run it while \`pulumi up\` works on the stack.

  --stack NAME     the stack, as \`pulumi stack ls\` shows it
  --project NAME   its project; default: that of the state, else of the nearest Pulumi.yaml
  --cwd DIR        the project's folder; default: this one
  --uri URI        look on this host only; default: the hosts that state and configuration name,
                   else LIBVIRT_DEFAULT_URI, else qemu:///system
  --owner NAME     the owner in the marks; default: edgefleet:owner of the stack, else user@machine
  --yes            remove what is listed
  --unlocked       with --yes, on a backend that does not show locks (s3, gs, azblob): nothing works on the stack
  --json           print a list for programs`;

export const sweep: CliCommand = {
  summary: "lists, and removes, what carries a stack's mark on the host and is in no state",
  usage,
  takes: [],
  options: {
    stack: { type: "string" },
    project: { type: "string" },
    cwd: { type: "string" },
    uri: { type: "string" },
    owner: { type: "string" },
    yes: { type: "boolean" },
    unlocked: { type: "boolean" },
    json: { type: "boolean" },
    help: { type: "boolean", short: "h" },
  },
  run,
};

interface Row {
  host: string;
  kind: Leftover["kind"];
  name: string;
  id: string;
  incarnation: string;
  note?: string;
  removed: boolean;
  kept?: string;
}

async function run(_names: string[], values: Values): Promise<number> {
  const name = text(values, "stack");
  if (!name) throw new UsageError("--stack is missing.");
  const project = text(values, "project");
  const query = { stack: name, cwd: text(values, "cwd") ?? ".", ...(project ? { project } : {}) };
  const stack = await readStack(query);
  if (values["yes"]) refuseLocked(await isLocked(query, stack), name, values["unlocked"] === true);
  const rows: Row[] = [];
  const problems: Error[] = [];
  for (const host of hostsOf(stack, text(values, "uri"), text(values, "owner"))) {
    const swept = await sweepHost(stack, host, () => readIncarnations(query), values["yes"] === true);
    rows.push(...swept.rows);
    if (swept.problem) problems.push(swept.problem);
    if (swept.cancelled) break;
  }
  if (values["json"]) print(JSON.stringify(rows, null, 2));
  else if (rows.length > 0) tell(rows, values["yes"] === true);
  else if (problems.length === 0)
    print(`nothing of ${stack.project}/${stack.name} is left outside its state`);
  for (const { message } of problems) say(message);
  return problems.length > 0 || (values["yes"] && rows.some((row) => !row.removed)) ? 1 : 0;
}

function refuseLocked(locked: boolean | undefined, name: string, unlocked: boolean): void {
  const what = `nothing was removed for stack "${name}"`;
  if (locked) {
    throw new EdgeError(
      what,
      "the stack is locked: `pulumi up` is at work on it, or was killed",
      "Wait for it, or run `pulumi cancel` if nothing runs any more",
    );
  }
  if (locked === undefined && !unlocked) {
    throw new EdgeError(
      what,
      "its backend does not show whether `pulumi up` is at work on the stack",
      "Make sure that nothing is, and add --unlocked",
    );
  }
}

interface Swept {
  rows: Row[];
  problem?: Error;
  /** Ctrl-C: the hosts behind it are left alone. */
  cancelled: boolean;
}

interface HostToSweep {
  settings: SettingsOf;
  owners: string[];
}

/** Each host once, with everybody who made things there for this stack. */
function hostsOf(stack: Stack, uri: string | undefined, owner: string | undefined): HostToSweep[] {
  const hosts = new Map<string, HostToSweep>();
  for (const named of stack.hosts) {
    const settings = uri === undefined ? named : { ...named, uri };
    const { uri: at, owner: by } = hostConfig(settings);
    const host = hosts.get(at) ?? { settings, owners: [] };
    hosts.set(at, { ...host, owners: [...new Set([...host.owners, owner ?? by])] });
  }
  return [...hosts.values()];
}

async function sweepHost(
  stack: Stack,
  { settings, owners }: HostToSweep,
  everywhere: () => Promise<ReadonlySet<string>>,
  yes: boolean,
): Promise<Swept> {
  const { uri } = hostConfig(settings);
  const digits = owners.map((owner) => stackDigits(stack.project, stack.name, owner));
  return onHost(settings, async (context) => {
    const rows: Row[] = [];
    try {
      let { leftovers, blind } = await findLeftovers(context, { digits, known: stack.incarnations });
      // Few sweeps find something; only these ask every stack.
      if (leftovers.length > 0)
        ({ leftovers, blind } = await findLeftovers(context, { digits, known: await everywhere() }));
      for (const line of blind) say(line);
      for (const leftover of leftovers) rows.push(await deal(context, uri, leftover, yes));
      return { rows, cancelled: context.signal.aborted };
    } catch (error) {
      const problem = failed(`${uri} was not swept`, error, "Check it with `virsh -c URI list`");
      return { rows, problem, cancelled: context.signal.aborted };
    }
  });
}

async function deal(context: Context, host: string, leftover: Leftover, yes: boolean): Promise<Row> {
  const { kind, name, id, incarnation, note } = leftover;
  const row = { host, kind, name, id, incarnation, ...(note ? { note } : {}), removed: false };
  if (!yes || leftover.kept) return { ...row, ...(leftover.kept ? { kept: leftover.kept } : {}) };
  try {
    const kept = await remove(context, leftover);
    return kept ? { ...row, kept } : { ...row, removed: true };
  } catch (error) {
    return { ...row, kept: (error as Error).message };
  }
}

function tell(rows: Row[], yes: boolean): void {
  for (const { host, kind, name, note, kept, removed } of rows) {
    const verdict = kept ? `not removed: ${kept}` : removed ? "removed" : undefined;
    print([`${kind} ${name} on ${host}`, note, verdict].filter(Boolean).join("; "));
  }
  if (!yes) print(`${rows.length} found; nothing was removed. To remove them, add --yes`);
}
