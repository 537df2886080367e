// State and wish put together, field by field.
import { plan } from "./changes";
import type { Fields } from "./define";
import type { State } from "./state";
import { isUnknown } from "./values";

/** Derived values stay what they were until somebody says otherwise, inside maps and objects as well. */
export function keepDerived(fields: Fields, old: State, inputs: State): void {
  for (const [name, field] of Object.entries(fields)) {
    if (field.derived && inputs[name] === undefined && old[name] !== undefined) inputs[name] = old[name];
    const [was, is] = [old[name], inputs[name]];
    if (!isObject(was) || !isObject(is)) continue;
    if (field.kind === "object" && field.fields) keepDerived(field.fields, was, is);
    if (field.kind === "map" && field.of?.fields) {
      for (const key of Object.keys(is)) {
        if (isObject(was[key]) && isObject(is[key])) keepDerived(field.of.fields, was[key], is[key]);
      }
    }
  }
}

/** The user's own spelling where the host agrees with it, the host's value where it does not. */
export function merge(fields: Fields, wanted: State, seen: State): State {
  const merged: State = { ...wanted };
  const differing = new Set(
    plan(fields, { old: seen, wanted }).map((change) => change.path.split(".")[0] as string),
  );
  for (const [name, value] of Object.entries(seen)) {
    if (differing.has(name)) merged[name] = mergeValue(wanted[name], value);
  }
  return merged;
}

function mergeValue(wanted: unknown, seen: unknown): unknown {
  if (!isObject(wanted) || !isObject(seen)) return seen;
  const kept = Object.entries(wanted).filter(([key]) => key in seen);
  return {
    ...Object.fromEntries(kept.map(([key, value]) => [key, mergeValue(value, seen[key])])),
    ...Object.fromEntries(Object.entries(seen).filter(([key]) => !(key in wanted))),
  };
}

const isObject = (value: unknown): value is State =>
  typeof value === "object" && value !== null && !Array.isArray(value) && !isUnknown(value);
