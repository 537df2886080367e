// A component said once, as data: schema.json, the docs and the SDK's argument types read it. What it is made of
// says its class in sdk/nodejs/components.
import { object, optional, type Field, type Fields } from "../core/define";

export interface ComponentDefinition {
  /** `edge-node`: the name of its files. */
  noun: string;
  /** `EdgeNode`: the class and the last part of the token. */
  type: string;
  doc: string;
  inputs: Fields;
  /** Properties of the class that programs in every language can read. */
  outputs: Fields;
}

/** Some of the arguments of a class: all of its fields, none needed, and without defaults of their own. */
export function someOf(
  type: string,
  typeName: string,
  fields: Fields,
  options: { doc: string; plain: true },
): Field<Record<string, unknown>> {
  const loose = Object.entries(fields).map(([name, field]) => [
    name,
    optional({ ...field, default: undefined }),
  ]);
  return { ...object(typeName, Object.fromEntries(loose) as Fields, options), someOf: type };
}
