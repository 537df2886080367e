// What is to be imported: an object with its id, its place in a program and its inputs.
import { labelOf } from "../../core/overlay/match";
import { places } from "../../core/overlay/tree";
import type { State } from "../../core/state";
import { parseXml } from "../../core/xml";

export const kinds = ["network", "pool", "volume", "domain"] as const;
export type Kind = (typeof kinds)[number];

export const classOf: Record<Kind, string> = {
  network: "Network",
  pool: "Pool",
  volume: "Volume",
  domain: "Domain",
};

export interface Taken {
  kind: Kind;
  /** As its host calls it: a name, or `pool/name`. */
  title: string;
  /** What `pulumi import` is given. */
  id: string;
  /** Without defaults. */
  inputs: State;
  /** In the program; unique among its kind. */
  name: string;
}

/** Before it has its place; another tool may have given it a name. */
export type Found = Omit<Taken, "name"> & { name?: string };

/** Why an object, or a part of it, is not taken over, and what to do about it. */
export interface Remark {
  title: string;
  reason: string;
}

/** What of an object no field says, for people. */
export function keptInXml({ inputs }: Taken): string[] {
  const { xml } = inputs;
  return typeof xml === "string" ? [...new Set(places(parseXml(xml), labelOf))] : [];
}

/** Networks, then pools, volumes after what they lie on, machines last. */
export function sorted(all: Taken[]): Taken[] {
  const volumes = all.filter(({ kind }) => kind === "volume");
  const done = new Set<Taken>();
  const ordered: Taken[] = [];
  const visit = (volume: Taken): void => {
    if (done.has(volume)) return;
    done.add(volume);
    const under = idOf(volume.inputs["backing"]);
    const base = volumes.find(({ id }) => id === under);
    if (base) visit(base);
    ordered.push(volume);
  };
  for (const volume of volumes) visit(volume);
  const of = (kind: Kind) => all.filter((taken) => taken.kind === kind);
  return [...of("network"), ...of("pool"), ...ordered, ...of("domain")];
}

/** `pool/name` of a reference to a volume. */
export function idOf(reference: unknown): string | undefined {
  const { pool, name } = (reference ?? {}) as { pool?: string; name?: string };
  return pool !== undefined && name !== undefined ? `${pool}/${name}` : undefined;
}

/** Logical names: that of the other tool or of the object, with its pool where two volumes have the same, numbered where that is not enough. */
export function named(all: Found[]): Taken[] {
  const used = new Map<string, Set<string>>();
  return all.map((taken) => {
    const names = used.get(taken.kind) ?? new Set();
    used.set(taken.kind, names);
    const last = taken.kind === "volume" ? taken.title.slice(taken.title.indexOf("/") + 1) : taken.title;
    const wishes = [...(taken.name === undefined ? [] : [taken.name]), last, taken.title.replace("/", "-")];
    for (let n = 2; wishes.every((wish) => names.has(wish)); n++) wishes.push(`${last}-${n}`);
    const name = wishes.find((wish) => !names.has(wish)) as string;
    names.add(name);
    return { ...taken, name };
  });
}

/** The file of `pulumi import --file`. */
export function importFile(all: Taken[]): string {
  const entries = sorted(all).map(({ kind, name, id }) => ({
    type: `edgefleet:index:${classOf[kind]}`,
    name,
    id,
  }));
  return `${JSON.stringify({ resources: entries }, null, 2)}\n`;
}
