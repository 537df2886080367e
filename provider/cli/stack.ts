// What a Pulumi stack knows: its project, its hosts, its configuration, and the incarnations in its state.
import { existsSync, readFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { EdgeError } from "../core/errors";
import { parseUrn } from "../core/identity";
import { settings, type Setting } from "../doors/settings";
import { runToEnd } from "../host/run";
import { secretUri, type SettingsOf } from "./command";

export interface Stack {
  project: string;
  name: string;
  /** Incarnation by incarnation what the state holds. */
  incarnations: ReadonlySet<string>;
  /** The settings of every host that the state or the configuration names. */
  hosts: SettingsOf[];
}

export interface StackQuery {
  stack: string;
  project?: string;
  cwd: string;
}

export interface Exported {
  deployment?: { resources?: Resource[]; pending_operations?: { resource: Resource }[] };
}

export interface Resource {
  urn: string;
  type: string;
  provider?: string;
  /** Replaced, and still to be removed. */
  delete?: boolean;
  inputs?: Record<string, unknown>;
  outputs?: Record<string, unknown>;
}

/** The state; what is secret in it stays encrypted. */
export async function exportOf({
  stack,
  cwd,
}: {
  stack?: string;
  cwd: string;
}): Promise<NonNullable<Exported["deployment"]>> {
  const what = stack === undefined ? "the selected stack was not read" : `stack "${stack}" was not read`;
  const chosen = stack === undefined ? [] : ["--stack", stack];
  return (
    (JSON.parse(await pulumi({ cwd }, ["stack", "export", ...chosen], what)) as Exported).deployment ?? {}
  );
}

export async function readStack(query: StackQuery): Promise<Stack> {
  const what = `stack "${query.stack}" was not read`;
  const { resources = [], pending_operations = [] } = await exportOf(query);
  const urns = [...resources, ...pending_operations.map((operation) => operation.resource)].map(
    ({ urn }) => urn,
  );
  const [, written] = /^(?:[^/]+\/)?([^/]+)\/[^/]+$/.exec(query.stack) ?? [];
  const project =
    query.project ?? (urns[0] ? parseUrn(urns[0]).project : undefined) ?? written ?? projectIn(query.cwd);
  if (project === undefined) {
    throw new EdgeError(
      what,
      "its state is empty and names no project",
      "Give --project NAME, or run this in the project's folder",
    );
  }
  const config = await configOf(query);
  return {
    project,
    name: urns[0] ? parseUrn(urns[0]).stack : (query.stack.split("/").at(-1) as string),
    incarnations: new Set(resources.flatMap(incarnationsOf)),
    hosts: [
      config,
      ...resources
        .filter(({ type }) => /^pulumi:providers:(pulumi-nodejs|edgefleet)$/.test(type))
        .map(settingsOf),
    ],
  };
}

function incarnationsOf({ type, inputs = {}, outputs = {} }: Resource): string[] {
  if (!/^(pulumi-nodejs:dynamic\/edgefleet|edgefleet:index):/.test(type)) return [];
  return [inputs["incarnation"], outputs["incarnation"]].filter((value) => typeof value === "string");
}

/** What all stacks of the backend hold: a resource that was moved keeps the incarnation of the stack that made it. */
export async function readIncarnations(query: StackQuery): Promise<ReadonlySet<string>> {
  const list = await pulumi(query, ["stack", "ls", "--all", "--json"], "the stacks were not listed");
  const found: string[] = [];
  for (const { name } of JSON.parse(list) as { name: string }[]) {
    const what = `stack "${name}", which may hold what was moved there, was not read`;
    const state = await pulumi(query, ["stack", "export", "--stack", name], what);
    found.push(...((JSON.parse(state) as Exported).deployment?.resources ?? []).flatMap(incarnationsOf));
  }
  return new Set(found);
}

/** The settings that a host was configured with. */
export function settingsOf({ inputs = {} }: Resource): SettingsOf {
  const known = Object.keys(settings).map((key) => [key, inputs[`edgefleet:${key}`] ?? inputs[key]] as const);
  const readable = Object.fromEntries(known.filter(([, value]) => typeof value === "string"));
  const uri = known.find(([key]) => key === "uri")?.[1];
  return { ...readable, ...(typeof uri === "object" ? { uri: secretUri } : {}) };
}

/** `edgefleet:…` of a stack's configuration; other secret values than its host are left out. */
export async function configOf({ stack, cwd }: { stack?: string; cwd: string }): Promise<SettingsOf> {
  const what = `the configuration of stack "${stack ?? "(selected)"}" was not read`;
  const output = await pulumi(
    { cwd },
    ["config", "--json", ...(stack === undefined ? [] : ["--stack", stack])],
    what,
  );
  const values = JSON.parse(output) as Record<string, { value?: string; secret?: boolean }>;
  const found: SettingsOf = values["edgefleet:uri"]?.secret ? { uri: secretUri } : {};
  for (const key of Object.keys(settings) as Setting[]) {
    const value = values[`edgefleet:${key}`]?.value;
    if (value !== undefined) found[key] = value;
  }
  return found;
}

/** What Pulumi's command prints. */
export async function pulumi({ cwd }: { cwd: string }, args: string[], what: string): Promise<string> {
  const { status, stdout, stderr } = await runToEnd("pulumi", [...args, "--non-interactive"], { cwd });
  if (status === 0) return stdout;
  if (status === 127)
    throw new EdgeError(what, `the command pulumi cannot be started (${stderr})`, "Put it on PATH");
  const why = stderr.trim().replace(/^error: /, "") || `pulumi ended with status ${status}`;
  throw new EdgeError(
    what,
    why,
    "Try `pulumi stack ls`, in the project's folder and logged in to its backend",
  );
}

/** The name in the nearest Pulumi.yaml. */
export function projectIn(cwd: string): string | undefined {
  for (let folder = resolve(cwd); ; folder = dirname(folder)) {
    const file = ["Pulumi.yaml", "Pulumi.yml"]
      .map((name) => join(folder, name))
      .find((path) => existsSync(path));
    if (file) return /^name:\s*["']?([^"'\s#]+)/m.exec(readFileSync(file, "utf8"))?.[1];
    if (folder === dirname(folder)) return undefined;
  }
}
