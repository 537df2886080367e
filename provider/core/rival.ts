// Who has the name, the file or the device that a resource is to be made with: an older incarnation of its own, which
// makes room, or somebody else, who keeps it.
import type { Common } from "./common";
import type { Context } from "./context";
import type { Definition, Rival } from "./define";
import { incarnationOfUuid, sameLineage } from "./identity";
import type { Mark } from "./mark";

type Inputs = Record<string, unknown> & Common;

/** What keeps it from being made, and what to do. */
export interface Obstacle {
  cause: string;
  advice: string;
}

/** Somebody else's, as the host's picture shows it by its name: said before anything is made. */
export async function takenName(
  definition: Definition,
  context: Context,
  inputs: Inputs,
): Promise<Obstacle | undefined> {
  const holder = await context.facts.holder(definition.noun, inputs["name"]);
  if (holder === undefined || holder === inputs["uuid"]) return undefined;
  const older = incarnationOfUuid(holder);
  if (older && sameLineage(older, inputs.incarnation)) return undefined;
  const rival = await definition.rival?.(context, inputs);
  return rival && !isOurs(rival, context, inputs) ? obstacle(definition, rival.title, rival.mark) : undefined;
}

export function isOurs({ mark }: Pick<Rival, "mark">, context: Context, inputs: Inputs): boolean {
  return (
    mark !== undefined &&
    sameLineage(mark.incarnation, inputs.incarnation) &&
    mark.by === context.config.owner &&
    // Moved to another stack, and updated there: it is no leftover of ours any more.
    mark.label === context.label
  );
}

export function obstacle(definition: Definition, title: string, mark: Mark | undefined): Obstacle {
  if (mark) {
    return {
      cause: `${title} is there already and was made by ${mark.label} of ${mark.by}`,
      advice: definition.place
        ? "Choose another name; if it is a leftover of your own, delete it there"
        : "Choose another name or another stack name; if it is a leftover of your own, remove it with `edgefleet sweep`",
    };
  }
  return {
    cause: `${title} is there already and carries no mark of Edgefleet`,
    advice:
      definition.adopts === false
        ? "Choose another name, or remove it first"
        : "Choose another name, or take it over with adopt: true",
  };
}
