// One lifecycle for each resource in the list, by the name that `__provider` asks for.
import { Lifecycle } from "../core/lifecycle";
import { resources } from "../resources";

/** `fleet-plan` → `fleetPlan`: a key that can be written behind a dot. */
const handlerName = (noun: string): string =>
  noun.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase());

export const lifecycles: Record<string, Lifecycle> = Object.fromEntries(
  resources.map((definition) => [handlerName(definition.noun), new Lifecycle(definition)]),
);

/** The same lifecycles by the last part of the resource's token: `Network`. */
export const lifecycleOfType: Record<string, Lifecycle> = Object.fromEntries(
  resources.map(({ noun, type }) => [type, lifecycles[handlerName(noun)] as Lifecycle]),
);
