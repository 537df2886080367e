// Are the inputs acceptable? Every bad field at once, with its path; defaults and short forms written out.
import type { Failure } from "./errors";
import type { Field, Fields } from "./define";
import { secretMark } from "../host/command";
import { isRecord } from "./changes";
import { isUnknown, parseDuration, parseSize } from "./values";

export interface Checked {
  inputs: Record<string, unknown>;
  failures: Failure[];
}

/** Checks a whole resource; `title` is for words only. */
export function checkFields(fields: Fields, given: Record<string, unknown>, prefix = ""): Checked {
  const failures: Failure[] = [];
  const inputs: Record<string, unknown> = {};
  for (const name of Object.keys(given)) {
    if (name in fields || given[name] === undefined) continue;
    const near = nearest(
      name,
      Object.keys(fields).filter((f) => !fields[f]?.internal),
    );
    failures.push({
      property: prefix + name,
      reason: `There is no such field.${near ? ` Did you mean "${near}"?` : ""}`,
    });
  }
  for (const [name, field] of Object.entries(fields)) {
    const value = checkField(field, prefix + name, given[name], failures);
    if (value !== undefined) inputs[name] = value;
  }
  return { inputs, failures };
}

function checkField(field: Field, path: string, given: unknown, failures: Failure[]): unknown {
  const fail = (reason: string): undefined => {
    failures.push({ property: path, reason });
    return undefined;
  };
  if (given === undefined || given === null) {
    if (field.default !== undefined)
      return checkField({ ...field, default: undefined }, path, field.default, failures);
    return field.optional || field.derived ? undefined : fail(`This field is required: ${field.doc}`);
  }
  if (isUnknown(given)) return given;
  const wrong = kindProblem(field, given);
  if (wrong) return fail(wrong);

  let value: unknown = given;
  if (field.kind === "reference") value = toReference(given, field);
  if (field.kind === "object") value = checkObject(field, path, given as Record<string, unknown>, failures);
  if (field.kind === "map") value = checkMap(field, path, given as Record<string, unknown>, failures);
  if (field.kind === "list") {
    value = (given as unknown[]).map((item, i) =>
      checkField(field.of as Field, `${path}[${i}]`, item, failures),
    );
  }
  const problem = field.check?.(value);
  return problem ? fail(problem) : value;
}

function checkObject(
  field: Field,
  path: string,
  given: Record<string, unknown>,
  failures: Failure[],
): unknown {
  const { inputs, failures: inner } = checkFields(field.fields as Fields, given, `${path}.`);
  failures.push(...inner);
  if (field.exactlyOne) {
    const present = field.exactlyOne.filter((name) => given[name] !== undefined && given[name] !== null);
    if (present.length !== 1) {
      const choices = field.exactlyOne.map((name) => `"${name}"`).join(", ");
      const found = present.length === 0 ? "none is given" : `${present.join(" and ")} are given`;
      failures.push({ property: path, reason: `Exactly one of ${choices} is needed; ${found}.` });
    }
  }
  return inputs;
}

function checkMap(field: Field, path: string, given: Record<string, unknown>, failures: Failure[]): unknown {
  const entries: [string, unknown][] = [];
  const pattern = field.key?.pattern ?? /^[A-Za-z0-9][A-Za-z0-9_.:-]{0,62}$/;
  const says = field.key?.says ?? "letters, digits, and _ . : - after the first";
  for (const [key, value] of Object.entries(given)) {
    if (!pattern.test(key)) {
      failures.push({
        property: `${path}[${JSON.stringify(key)}]`,
        reason: `This key cannot be used: allowed are ${says}.`,
      });
    } else if (value !== undefined) {
      entries.push([key, checkField(field.of as Field, `${path}.${key}`, value, failures)]);
    }
  }
  return Object.fromEntries(entries);
}

/** `name`, `pool/name` or the long form. */
function toReference(given: unknown, field: Field): unknown {
  if (typeof given !== "string") return given;
  if (field.to !== "volume") return { name: given };
  const slash = given.indexOf("/");
  return { pool: given.slice(0, slash), name: given.slice(slash + 1) };
}

/** Why a value is not of the field's kind. */
function kindProblem(field: Field, given: unknown): string | undefined {
  const got = `${describe(given)} is given`;
  switch (field.kind) {
    case "string":
      if (typeof given !== "string") return `A text is needed; ${got}.`;
      return given.includes(secretMark("").slice(0, -1))
        ? "It looks like Edgefleet's own placeholder for a secret; write it otherwise."
        : undefined;
    case "boolean":
      return typeof given === "boolean" ? undefined : `true or false is needed; ${got}.`;
    case "integer": {
      const { min, max } = field;
      if (typeof given !== "number" || !Number.isSafeInteger(given))
        return `A whole number is needed; ${got}.`;
      if (min !== undefined && given < min) return `At least ${min} is needed; ${got}.`;
      return max !== undefined && given > max ? `At most ${max} is possible; ${got}.` : undefined;
    }
    case "size":
      return parseSize(given) !== undefined
        ? undefined
        : `A size with a unit is needed, such as "512MiB" or "20GiB" (B, KiB, MiB, GiB, TiB, KB, MB, GB, TB); ${got}.`;
    case "duration":
      return parseDuration(given) !== undefined
        ? undefined
        : `A time span with a unit is needed, such as "90s" or "5m" (ms, s, m, h); ${got}.`;
    case "enum":
      return field.values?.includes(given as string)
        ? undefined
        : `One of ${field.values?.map((v) => `"${v}"`).join(", ")} is needed; ${got}.`;
    case "object":
    case "map":
      return isRecord(given) ? undefined : `An object is needed; ${got}.`;
    case "list":
      return Array.isArray(given) ? undefined : `A list is needed; ${got}.`;
    case "reference":
      return referenceProblem(field, given);
  }
}

function referenceProblem(field: Field, given: unknown): string | undefined {
  const isName = (value: unknown) => typeof value === "string" && value.length > 0;
  if (field.to === "volume") {
    if (typeof given === "string" && /^[^/]+\/[^/]+$/.test(given)) return undefined;
    if (isRecord(given) && isName(given["name"]) && isName(given["pool"])) return undefined;
    return `A volume is needed: the resource, or "pool/name"; ${describe(given)} is given.`;
  }
  if (isName(given) || (isRecord(given) && isName(given["name"]))) return undefined;
  return `A ${field.to} is needed: the resource, or its name; ${describe(given)} is given.`;
}

function describe(value: unknown): string {
  if (Array.isArray(value)) return "a list";
  if (isRecord(value)) return "an object";
  const text = JSON.stringify(value) ?? String(value);
  return text.length > 60 ? `${text.slice(0, 57)}…` : text;
}

/** The candidate within two edits, if there is one. */
function nearest(name: string, candidates: string[]): string | undefined {
  const scored = candidates.map((c) => ({ c, d: distance(name.toLowerCase(), c.toLowerCase()) }));
  return scored.filter((s) => s.d <= 2).sort((a, b) => a.d - b.d)[0]?.c;
}

function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const swap = (row[j - 1] as number) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(swap, (row[j] as number) + 1, (next[j - 1] as number) + 1));
    }
    row = next;
  }
  return row[b.length] as number;
}
