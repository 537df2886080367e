// A lookup said once, as data: schema.json, the docs and the SDKs read it, the native door serves it.
import { checkFields } from "../core/check";
import type { Fields } from "../core/define";
import { EdgeError } from "../core/errors";
import { asUserError } from "../core/explain";
import { Operation, type Connection } from "../core/operation";
import type { Context } from "../core/context";
import { plain, type State } from "../core/state";

export interface LookupFunction {
  /** `edgefleet:index:getDomain` */
  token: string;
  doc: string;
  inputs: Fields;
  outputs: Fields;
  /** Looks and changes nothing; fails with an error for the user when there is no such thing. */
  call(connection: Connection, args: State): Promise<State>;
}

interface Lookup extends Omit<LookupFunction, "call" | "token"> {
  /** `getDomain` */
  name: string;
  look(operation: Operation, context: Context, args: State): Promise<State>;
}

/** A lookup with its arguments checked and its errors in the words of all others. */
export function defineLookup({ name, look, ...said }: Lookup): LookupFunction {
  return {
    ...said,
    token: `edgefleet:index:${name}`,
    async call(connection, args) {
      const { inputs, failures } = checkFields(said.inputs, args);
      if (failures.length > 0) {
        const reasons = failures.map(({ property, reason }) => `${property}: ${reason}`);
        throw new EdgeError(`${name} was not called on ${connection.host.uri}`, reasons.join(" "));
      }
      const operation = new Operation(connection, said.inputs);
      const context = operation.context(inputs);
      try {
        return only(said.outputs, await look(operation, context, inputs));
      } catch (error) {
        throw asUserError(error, `${name} got no answer`, context);
      }
    },
  };
}

/** What the table promises, and nothing beside it. */
function only(fields: Fields, found: State): State {
  return plain(Object.fromEntries(Object.keys(fields).map((name) => [name, found[name]])));
}

/** A lookup that found nothing. */
export function notThere(title: string, context: Context, next: string): EdgeError {
  return new EdgeError(`${title} was not found on ${context.host.uri}`, "the host has no such object", next);
}
