// What depends on a resource that was not made. With --continue-on-error Pulumi checks that all the same, and never makes it.
import { isRecord } from "./changes";
import type { Failure } from "./errors";
import type { State } from "./state";

/** Is all that is wrong a reference that has no name, as only a resource has that was not made? */
export function refersToUnmade(failures: readonly Failure[], news: State): boolean {
  return failures.every(({ property }) => {
    const value = property
      .split(".")
      .reduce<unknown>((part, step) => (isRecord(part) ? part[step] : undefined), news);
    return isRecord(value) && Object.keys(value).every((key) => key === "pool" || key === "incarnation");
  });
}
