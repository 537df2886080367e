// Which parts of a resource are secret: those of its field table, and those that the program marked.
import { isRecord } from "../../core/changes";
import type { Field, Fields } from "../../core/define";
import type { State } from "../../core/state";
import { valueAt, type Steps } from "./values";

/** The form that state has them in. */
export const secretPathsOf = (secrets: readonly Steps[]): string[] | undefined =>
  secrets.length > 0 ? secrets.map((steps) => steps.join("/")) : undefined;

export function secretsOf(fields: Fields, state: State): Steps[] {
  const marked = Array.isArray(state["secretPaths"]) ? (state["secretPaths"] as string[]) : [];
  const found = [...marked.map((path) => path.split("/")), ...declared(fields, state, [])];
  return found.filter((steps) => valueAt(state, steps) !== undefined);
}

function declared(fields: Fields, values: State, at: Steps): Steps[] {
  return Object.entries(fields).flatMap(([name, field]) => inField(field, values[name], [...at, name]));
}

function inField(field: Field, value: unknown, at: Steps): Steps[] {
  if (value === undefined || value === null) return [];
  if (field.secret) return [at];
  if (field.fields && isRecord(value)) return declared(field.fields, value, at);
  if (!field.of || typeof value !== "object") return [];
  return Object.entries(value).flatMap(([key, item]) => inField(field.of as Field, item, [...at, key]));
}
