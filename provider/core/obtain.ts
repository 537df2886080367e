// The object of a create, ours for certain: found, resumed, adopted, or made.
import { HostError } from "../host/host";
import type { Common } from "./common";
import type { Context } from "./context";
import type { Definition, Live } from "./define";
import { EdgeError } from "./errors";
import { isOurs, obstacle, type Obstacle } from "./rival";

type Inputs = Record<string, unknown> & Common;

export async function obtain(definition: Definition, context: Context, inputs: Inputs): Promise<Live> {
  const found = await definition.observe(context, inputs);
  if (found) {
    const { mark } = found;
    if (mark?.incarnation === inputs.incarnation) {
      if (!definition.halfMade) return found;
    } else if (!mark && inputs["adopt"]) {
      context.report.info("adopted: from now on this stack manages it");
      context.facts.took(definition.noun, definition.id(inputs));
      return found;
    } else if (!mark || !isOurs({ mark }, context, inputs)) {
      throw refusal(definition, context, inputs, obstacle(definition, definition.title(inputs), mark));
    }
    // Half made, or under a uuid of the user's our own older incarnation, which makes room.
    await definition.remove(context, inputs);
  }
  await makeRoom(definition, context, inputs);
  const mark = { incarnation: inputs.incarnation, label: context.label, by: context.config.owner };
  return { inputs: { ...inputs, ...definition.fresh }, outputs: {}, mark };
}

/** Makes it; where our own older incarnation is in the way, this finishes the replacement that left it there. */
async function makeRoom(definition: Definition, context: Context, inputs: Inputs): Promise<void> {
  try {
    return await definition.ensure(context, inputs);
  } catch (error) {
    const taken = error instanceof HostError && error.code === "exists";
    const rival = taken ? await definition.rival?.(context, inputs) : undefined;
    if (!rival) throw error;
    if (!isOurs(rival, context, inputs))
      throw refusal(definition, context, inputs, obstacle(definition, rival.title, rival.mark));
    await rival.remove();
  }
  await definition.ensure(context, inputs);
}

function refusal(
  definition: Definition,
  context: Context,
  inputs: Inputs,
  { cause, advice }: Obstacle,
): EdgeError {
  const place = definition.place?.(inputs).title ?? context.host.uri;
  return new EdgeError(`${definition.title(inputs)} was not created on ${place}`, cause, advice);
}
