// An object that no state knows, taken in as it is: complete inputs from its id or name.
import { isRecord } from "./changes";
import { checkFields } from "./check";
import type { Context } from "./context";
import type { Definition, Field, Fields, Live } from "./define";
import { EdgeError, type Failure } from "./errors";
import { foreignIncarnation } from "./identity";
import type { State } from "./state";
import { sameValue } from "./values";

export interface Looked {
  /** As short as they can be: what equals a default is left out. */
  inputs: State;
  /** With every default, as after check. */
  complete: State;
  live: Live;
}

type Check = (inputs: State) => Promise<{ inputs: State; failures: Failure[] }>;

/** `urn` is where it will stand in a program; without it nothing has to be acceptable to one. */
export async function look(
  definition: Definition,
  fields: Fields,
  context: Context,
  id: string,
  urn: unknown,
  check: Check,
): Promise<Looked | undefined> {
  const blank = checkFields(fields, {}).inputs;
  const live = await definition.observe(context, { ...blank, ...definition.fromId(id) });
  if (!live) return undefined;
  const seen: State = (await definition.describe?.(context, live)) ?? live.inputs;
  const inputs = withoutDefaults(fields, {
    ...seen,
    incarnation:
      seen["incarnation"] ??
      live.mark?.incarnation ??
      foreignIncarnation(definition.noun, String(seen["name"])),
    ...(typeof urn === "string" ? { resourceUrn: urn } : {}),
  });
  const { inputs: complete, failures } = await check(inputs);
  if (failures.length > 0 && urn !== undefined) throw unacceptable(definition.title(inputs), failures, context);
  return { inputs, complete, live };
}

function unacceptable(title: string, failures: Failure[], context: Context): EdgeError {
  return new EdgeError(
    `${title} of ${context.host.uri} cannot be taken into a program`,
    failures.map(({ property, reason }) => (property ? `${property}: ${reason}` : reason)).join("\n"),
    "Change it on the host, or leave it to whoever manages it now",
  );
}

/** What a program can say, and which fields it cannot: their values would be refused. */
export function expressible(fields: Fields, seen: State): { inputs: State; refused: string[] } {
  const inputs: State = {};
  const refused: string[] = [];
  for (const [name, field] of Object.entries(fields)) {
    const value = seen[name];
    if (value === undefined) continue;
    const entries = field.kind === "map" && isRecord(value) ? Object.entries(value) : undefined;
    if (entries) {
      inputs[name] = Object.fromEntries(
        entries.filter(([key, entry]) => accepts(name, field, { [key]: entry })),
      );
    } else if (accepts(name, field, value)) inputs[name] = value;
    else refused.push(name);
  }
  return { inputs, refused };
}

const accepts = (name: string, field: Field, value: unknown): boolean =>
  checkFields({ [name]: field }, { [name]: value }).failures.length === 0;

/** Only what has to be said: no default, nothing undefined, no empty object. */
export function withoutDefaults(fields: Fields, inputs: State): State {
  const kept = Object.entries(inputs).flatMap(([name, value]) => {
    const field = fields[name];
    if (value === undefined || (field && isDefault(field, value))) return [];
    return [[name, field ? shortened(field, value) : value] as const];
  });
  return Object.fromEntries(kept);
}

function isDefault(field: Field, value: unknown): boolean {
  if (field.default === undefined) return false;
  if (isRecord(value) && isRecord(field.default)) return Object.keys(shortened(field, value) as State).length === 0;
  return sameValue(field, field.default, value);
}

function shortened(field: Field, value: unknown): unknown {
  if (!isRecord(value)) return value;
  if (field.kind === "object" && field.fields) return withoutDefaults(field.fields, value);
  if (field.kind === "map" && field.of) {
    const of = field.of;
    return Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, shortened(of, entry)]));
  }
  return value;
}
