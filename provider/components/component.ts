// A component said once, as data: schema.json, the docs and the SDK's argument types read it. What it is made of
// says its class in sdk/nodejs/components.
import type { Fields } from "../core/define";

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
