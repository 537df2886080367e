// What a host has, taken in object by object, many at a time.
import { Lifecycle } from "../../core/lifecycle";
import { isForeign } from "../../core/identity";
import { Operation, type Connection } from "../../core/operation";
import type { Context } from "../../core/context";
import { EdgeError } from "../../core/errors";
import * as networks from "../../host/network";
import * as pools from "../../host/pool";
import { resources } from "../../resources";
import { say } from "../command";
import { classOf, kinds, type Kind, type Remark, type Taken } from "./taken";

export interface Entry {
  kind: Kind;
  /** As its host calls it: a name, or `pool/name`. */
  title: string;
  /** uuid, or `pool/name`. */
  id: string;
}

export interface Read {
  taken: Omit<Taken, "name">[];
  /** Made by Edgefleet: some stack has them. */
  ours: Entry[];
  skipped: Remark[];
}

/** Every object of these kinds. */
export async function entries(context: Context, wanted: readonly Kind[]): Promise<Entry[]> {
  const list: Record<Kind, () => Promise<Entry[]>> = {
    network: async () => (await context.run(networks.netList("name"))).map((name) => entry("network", name)),
    pool: async () => (await context.run(pools.poolList("name"))).map((name) => entry("pool", name)),
    volume: async () => {
      const found = [...(await context.facts.volumePaths()).values()];
      return found.map(({ pool, name }) => entry("volume", `${pool}/${name}`));
    },
    domain: async () =>
      (await context.facts.domains()).map(({ name, uuid }) => ({ kind: "domain", title: name, id: uuid })),
  };
  const found = await Promise.all(kinds.filter((kind) => wanted.includes(kind)).map((kind) => list[kind]()));
  return found.flat();
}

const entry = (kind: Kind, name: string): Entry => ({ kind, title: name, id: name });

/** As many at a time as fill the connections of a host. */
const atOnce = 16;

export async function readAll(connection: Connection, all: Entry[], ours: boolean): Promise<Read> {
  const read: Read = { taken: [], ours: [], skipped: [] };
  const results: (Omit<Taken, "name"> | undefined)[] = [];
  let [next, done] = [0, 0];
  const work = async (): Promise<void> => {
    for (let i = next++; i < all.length; i = next++) {
      results[i] = await readOne(connection, all[i] as Entry, ours, read);
      if (++done % 100 === 0) say(`${done} of ${all.length} read`);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, work));
  return { ...read, taken: results.filter((taken) => taken !== undefined) };
}

async function readOne(
  connection: Connection,
  one: Entry,
  ours: boolean,
  read: Read,
): Promise<Omit<Taken, "name"> | undefined> {
  const { kind, title, id } = one;
  const lifecycle = lifecycles[kind];
  const resourceUrn = `urn:pulumi:import::import::edgefleet:index:${classOf[kind]}::${title}`;
  try {
    const found = await lifecycle.read(new Operation(connection, lifecycle.fields), id, { resourceUrn });
    if (!found) read.skipped.push({ title: `${kind} ${title}`, reason: "it is not there any more" });
    else if (ours || isForeign(found.state["incarnation"]))
      return { kind, title, id: found.id, inputs: found.inputs };
    else read.ours.push(one);
  } catch (error) {
    // A host that is gone has no more to say of the others.
    if (connection.signal.aborted || !(error instanceof EdgeError)) throw error;
    read.skipped.push({ title: `${kind} ${title}`, reason: error.message });
  }
  return undefined;
}

const lifecycles = Object.fromEntries(
  resources.map((definition) => [definition.noun, new Lifecycle(definition)]),
) as Record<Kind, Lifecycle>;
