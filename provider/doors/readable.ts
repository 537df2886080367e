// A failed property as the engine can show it.
import type { Failure } from "../core/errors";
import type { State } from "../core/state";

/** The engine prints the whole value of a property that failed; a map of many nodes would bury the reason. */
export function readable({ property, reason }: Failure, news: State): Failure {
  const value = news[property];
  return typeof value === "object" && value !== null
    ? { property: "", reason: `${property}: ${reason}` }
    : { property, reason };
}
