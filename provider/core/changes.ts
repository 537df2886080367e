// What differs between state and wish, field by field, and what each difference will do to what runs.
import type { Change, Effect, Field, Fields, Situation, Verdict } from "./define";
import { hasUnknown, isUnknown, sameValue } from "./values";

/** A change with its field and its verdict. */
export interface PlannedChange extends Change, Verdict {
  secret: boolean;
}

const severity: Record<Effect, number> = { live: 0, nextBoot: 1, restart: 2, replace: 3 };

/** The harshest of several effects. */
export function worst(effects: Effect[]): Effect {
  return effects.reduce((a, b) => (severity[b] > severity[a] ? b : a), "live");
}

/** All differences that mean something, with their verdicts. */
export function plan(fields: Fields, situation: Situation): PlannedChange[] {
  const found: PlannedChange[] = [];
  for (const [name, field] of Object.entries(fields)) {
    if (field.internal || field.unplanned) continue;
    compare(
      field,
      name,
      situation.old[name],
      situation.wanted[name],
      field.secret ?? false,
      situation,
      found,
    );
  }
  const hidden = [situation.old, situation.wanted].flatMap(secretPathsOf);
  return found.map((change) => (isUnder(hidden, change.path) ? { ...change, secret: true } : change));
}

/** Paths of what the program made secret, which may be a number: masking texts does not hide those. */
function secretPathsOf({ secretPaths }: Record<string, unknown>): string[] {
  return Array.isArray(secretPaths) ? secretPaths.map((path) => String(path).replaceAll("/", ".")) : [];
}

const isUnder = (hidden: readonly string[], path: string): boolean =>
  hidden.some((one) => one === path || path.startsWith(`${one}.`) || one.startsWith(`${path}.`));

function compare(
  field: Field,
  path: string,
  from: unknown,
  to: unknown,
  secret: boolean,
  situation: Situation,
  found: PlannedChange[],
): void {
  const both = isRecord(from) && isRecord(to);
  if (both && field.kind === "object" && !isUnion(field)) {
    for (const [name, member] of Object.entries(field.fields ?? {})) {
      if (member.internal || member.unplanned) continue;
      const hidden = secret || (member.secret ?? false);
      compare(member, `${path}.${name}`, from[name], to[name], hidden, situation, found);
    }
    return;
  }
  if (both && field.kind === "map" && field.of) {
    for (const key of new Set([...Object.keys(from), ...Object.keys(to)])) {
      // An entry that comes or goes is the map's matter, one that stays is its own.
      const rule =
        key in from && key in to ? field.of : { ...field.of, effect: field.effect ?? staticWorst(field.of) };
      compare(rule, `${path}.${key}`, from[key], to[key], secret, situation, found);
    }
    return;
  }
  if (same(field, from, to)) return;
  const change = { path, from, to };
  const verdict = judge(field, change, situation);
  // A value that is not known yet counts as changed only where a change would replace.
  if (
    hasUnknown(to) &&
    !isUnknown(from) &&
    verdict.effect !== "replace" &&
    to !== undefined &&
    sameShape(from, to)
  )
    return;
  found.push({ ...change, ...verdict, secret: secret || holdsSecret(field) });
}

/** One of several and nothing beside it: one value, compared as a whole. */
const isUnion = (field: Field): boolean =>
  field.exactlyOne !== undefined && field.exactlyOne.length === Object.keys(field.fields ?? {}).length;

/** Equal in every known member; members that both sides lack do not count. */
function same(field: Field, from: unknown, to: unknown): boolean {
  if (isRecord(from) && isRecord(to) && field.kind === "object") {
    return Object.entries(field.fields ?? {}).every(([name, member]) => same(member, from[name], to[name]));
  }
  if (isRecord(from) && isRecord(to) && field.kind === "reference") {
    const keys = new Set([...Object.keys(from), ...Object.keys(to)]);
    // Named without its incarnation it is the same one as before, whichever that was.
    if (to["incarnation"] === undefined) keys.delete("incarnation");
    return [...keys].every((key) => from[key] === to[key]);
  }
  if (Array.isArray(from) && Array.isArray(to) && field.of) {
    return from.length === to.length && from.every((value, i) => same(field.of as Field, value, to[i]));
  }
  return sameValue(field, from, to);
}

/** An object that comes or goes is shown as a whole, with what is secret in it. */
export const holdsSecret = (field: Field): boolean =>
  field.secret === true ||
  [field.of, ...Object.values(field.fields ?? {})].some((inner) => inner !== undefined && holdsSecret(inner));

const sameShape = (from: unknown, to: unknown): boolean => isUnknown(to) || (isRecord(from) && isRecord(to));

function judge(field: Field, change: Change, situation: Situation): Verdict {
  const rule = field.effect ?? staticWorst(field);
  if (typeof rule === "string") return { effect: rule };
  const verdict = rule(change, situation);
  return typeof verdict === "string" ? { effect: verdict } : verdict;
}

/** What an object does as a whole when it comes or goes: the harshest that one of its members could do. */
function staticWorst(field: Field): Effect {
  if (typeof field.effect === "string") return field.effect;
  return worst(Object.values(field.fields ?? {}).map(staticWorst));
}

export const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);
