// What networks, pools and domains are looked up by: a name or a uuid, exactly one of them.
import { optional, str, type Definition, type Fields } from "../core/define";
import type { Context } from "../core/context";
import { EdgeError } from "../core/errors";
import { Lifecycle } from "../core/lifecycle";
import type { Operation } from "../core/operation";
import { isUuid } from "../core/rules";
import type { State } from "../core/state";
import { notThere } from "./function";

export const nameOrUuid = (noun: string): Fields => ({
  name: optional(str({ doc: `Name of the ${noun} on the host. Give this or \`uuid\`.` })),
  uuid: optional(
    str({
      doc: `libvirt's id of the ${noun}. Give this or \`name\`.`,
      check: (value) => (isUuid(value) ? undefined : `"${value}" is no uuid.`),
    }),
  ),
});

/** Reads the object as the resource would; `uuidOf` tells which one has a name. */
export async function lookUp(
  definition: Definition,
  operation: Operation,
  context: Context,
  args: State,
  uuidOf: (name: string) => Promise<string | undefined>,
): Promise<State> {
  const { name, uuid } = args as { name?: string; uuid?: string };
  const { noun, type } = definition;
  if ((name === undefined) === (uuid === undefined)) {
    const given = name === undefined ? "none is" : "both are";
    throw new EdgeError(
      `no ${noun} was looked up on ${context.host.uri}`,
      `get${type} needs a name or a uuid; ${given} given`,
    );
  }
  const id = uuid ?? (await uuidOf(name as string));
  const found = id === undefined ? undefined : await new Lifecycle(definition).read(operation, id, {});
  if (!found) {
    const title = `${noun} ${JSON.stringify(name ?? uuid)}`;
    throw notThere(title, context, `Compare with what the host has, or create it with ${type}`);
  }
  return found.state;
}
