// A file of shell assignments, read and never run.
import type { Remark } from "../../import/taken";

const assignment = /^\s*(?:export\s+)?([A-Za-z_]\w*)=(.*)$/;

/** Values by name; what only a shell could work out is remarked. */
export function readAssignments(text: string, remarks: Remark[]): Record<string, string> {
  const values: Record<string, string> = {};
  for (const line of text.split(/\r?\n/)) {
    const [, name, rest] = assignment.exec(line) ?? [];
    if (name === undefined || rest === undefined) continue;
    const value = valueOf(rest);
    if (value === undefined) remarks.push({ title: name, reason: "its value is worked out by the shell" });
    else values[name] = value;
  }
  return values;
}

function valueOf(rest: string): string | undefined {
  const [, single] = /^'([^']*)'\s*(?:#.*)?$/.exec(rest) ?? [];
  if (single !== undefined) return single;
  const [, double] = /^"((?:[^"\\]|\\.)*)"\s*(?:#.*)?$/.exec(rest) ?? [];
  const [, bare = ""] = double === undefined ? (/^([^\s#"'\\]*)\s*(?:#.*)?$/.exec(rest) ?? [rest, rest]) : [];
  if (/[$`]/.test(double ?? bare)) return undefined;
  return double === undefined ? bare : double.replace(/\\(["\\$`])/g, "$1");
}
