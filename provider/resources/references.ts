// References to objects as a host has them: which incarnation of a network, pool or volume is there.
import type { Context } from "../core/context";
import type { Reference } from "../core/define";
import { foreignIncarnation, incarnationOfFile, incarnationOfUuid } from "../core/identity";
import type { NetworkFact } from "../host/facts";

export function networkCalled(networks: readonly NetworkFact[], name: string): Reference {
  const mark = networks.find((fact) => fact.name === name)?.mark;
  return { name, incarnation: mark?.incarnation ?? foreignIncarnation("network", name) };
}

export function volumeCalled(pool: string, name: string): Reference {
  return { pool, name, incarnation: incarnationOfFile(name) ?? foreignIncarnation("volume", `${pool}/${name}`) };
}

export async function poolCalled(context: Context, name: string): Promise<Reference> {
  const uuid = (await context.facts.poolFacts()).find((fact) => fact.name === name)?.uuid;
  return { name, incarnation: incarnationOfUuid(uuid ?? "") ?? foreignIncarnation("pool", name) };
}
