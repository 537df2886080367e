// Places in a resource as Pulumi spells them: `disks.data.size`, `dhcpHosts["02:00:00:00:00:0a"].ip`, `hosts[0]`.
import { isRecord } from "../../core/changes";
import type { Field, Fields } from "../../core/define";
import type { State } from "../../core/state";
import type { Steps } from "./values";

export function spell(steps: Steps, fields?: Fields): string {
  let inList = false;
  let field: Field | undefined;
  let path = "";
  for (const [i, step] of steps.entries()) {
    if (i === 0) path = step;
    else if (inList && /^\d+$/.test(step)) path += `[${step}]`;
    else path += /^[A-Za-z_$][A-Za-z0-9_$]*$/.test(step) ? `.${step}` : `[${JSON.stringify(step)}]`;
    field = i === 0 ? fields?.[step] : field?.kind === "object" ? field.fields?.[step] : field?.of;
    inList = field?.kind === "list";
  }
  return path;
}

/**
 * The steps of a path that is joined with dots, as the planner and check write it. Keys of maps may hold dots
 * themselves: those that the values have tell where a key ends.
 */
export function stepsOf(path: string, fields: Fields, ...values: State[]): string[] {
  const [head = "", ...rest] = path.split(".");
  const [, name = head, index] = /^(.*?)\[(\d+)\]$/.exec(head) ?? [];
  const inner = values.map((value) => value[name]);
  const steps = index === undefined ? [name] : [name, index];
  const field = fields[name];
  return rest.length === 0 ? steps : [...steps, ...inside(rest.join("."), field, inner)];
}

function inside(path: string, field: Field | undefined, values: unknown[]): string[] {
  const records = values.filter(isRecord);
  if (field?.kind !== "map") return stepsOf(path, field?.fields ?? field?.of?.fields ?? {}, ...records);
  const keys = records.flatMap((record) => Object.keys(record));
  const fitting = keys.filter((key) => path === key || path.startsWith(`${key}.`));
  const key = fitting.sort((a, b) => b.length - a.length)[0] ?? (path.split(".")[0] as string);
  const rest = path.slice(key.length + 1);
  if (rest === "") return [key];
  return [key, ...stepsOf(rest, field.of?.fields ?? {}, ...records.map((r) => r[key]).filter(isRecord))];
}

/** A path of `ignoreChanges`: `disks.data.size`, `disks["data"].size`, `disks[*].size`. */
export function parsePath(path: string): string[] {
  const steps = path.matchAll(/\["((?:[^"\\]|\\.)*)"\]|\[([^\]]*)\]|([^.[\]]+)/g);
  return [...steps].map(([, quoted, bracketed, bare]) =>
    quoted !== undefined ? (JSON.parse(`"${quoted}"`) as string) : (bracketed ?? bare ?? ""),
  );
}
