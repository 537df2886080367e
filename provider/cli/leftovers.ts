// What carries a stack's mark on a host and is in no state.
import type { Context } from "../core/context";
import { incarnationOfUuid, parseIncarnation, sameLineage } from "../core/identity";
import { readMark } from "../core/mark";
import { parseXml, type XmlNode } from "../core/xml";
import * as domains from "../host/domain";
import * as networks from "../host/network";
import * as pools from "../host/pool";
import * as volumes from "../host/volume";
import { readRecord } from "../resources/network-options/record";

export interface Leftover {
  kind: "domain" | "volume" | "network" | "network-options" | "pool";
  /** A name, or `pool/name`; for options the network's. */
  name: string;
  /** As in state: a uuid, `pool/name`, or `network/incarnation`. */
  id: string;
  incarnation: string;
  /** What a person should know before it is removed. */
  note?: string;
  /** Why it is not removed. */
  kept?: string;
  /** domain: its definition; volume: its file on the host. */
  definition?: XmlNode;
  path?: string;
}

export interface Search {
  /** The first 8 digits of everything that the stack made. */
  digits: readonly string[];
  /** Incarnations in state. */
  known: ReadonlySet<string>;
}

export interface Found {
  leftovers: Leftover[];
  /** Places that could not be looked into. */
  blind: string[];
}

interface Pool {
  name: string;
  uuid: string;
  active: boolean;
  definition: XmlNode;
}

interface File {
  pool: string;
  name: string;
  path: string;
  incarnation: string | undefined;
}

/** In the order in which they are removed: what uses others goes before them. */
export async function findLeftovers(context: Context, search: Search): Promise<Found> {
  const left = (incarnation: string | undefined): incarnation is string =>
    incarnation !== undefined &&
    search.digits.includes(parseIncarnation(incarnation)?.lineage.stack ?? "") &&
    !search.known.has(incarnation);

  const machines = await definitions(context);
  const allPools = await listPools(context);
  const files = (
    await Promise.all(allPools.filter((pool) => pool.active).map((pool) => filesOf(context, pool)))
  ).flat();
  const inUse = await users(context, machines, files, left);

  const ours = (incarnation: string | undefined) =>
    incarnation !== undefined && search.digits.includes(parseIncarnation(incarnation)?.lineage.stack ?? "");
  return {
    leftovers: [
      ...machines.flatMap((definition) => machine(definition, left)),
      ...files.flatMap((file) => volume(file, left, search.known, inUse)),
      ...(await networkLeftovers(context, left)),
      ...allPools.flatMap((pool) => poolLeftover(pool, left, files, search.known)),
    ],
    blind: allPools
      .filter((pool) => !pool.active && ours(incarnationOfUuid(pool.uuid)))
      .map((pool) => `pool "${pool.name}" does not run: what is in it was not looked at`),
  };
}

type IsLeft = (incarnation: string | undefined) => incarnation is string;

/** The metadata tells, or the uuid where somebody took the metadata away. */
function incarnationIn(definition: XmlNode): string | undefined {
  return readMark(definition)?.incarnation ?? incarnationOfUuid(definition.value("uuid") ?? "");
}

async function definitions(context: Context): Promise<XmlNode[]> {
  const found = await Promise.all(
    (await context.run(domains.list())).map(({ uuid }) =>
      context.find(domains.dumpxml(uuid, { inactive: true })),
    ),
  );
  return found.filter((xml) => xml !== undefined).map(parseXml);
}

function machine(definition: XmlNode, left: IsLeft): Leftover[] {
  const incarnation = incarnationIn(definition);
  if (!left(incarnation)) return [];
  return [
    {
      kind: "domain",
      name: definition.value("name") ?? "",
      id: definition.value("uuid") ?? "",
      incarnation,
      definition,
    },
  ];
}

async function listPools(context: Context): Promise<Pool[]> {
  const found = await Promise.all(
    (await context.run(pools.poolList("uuid"))).map(async (uuid) => {
      const xml = await context.find(pools.poolDumpxml(uuid));
      const info = xml === undefined ? undefined : await context.find(pools.poolInfo(uuid));
      if (xml === undefined || info === undefined) return undefined;
      const definition = parseXml(xml);
      return { name: definition.value("name") ?? uuid, uuid, active: info.state === "running", definition };
    }),
  );
  return found.filter((pool) => pool !== undefined);
}

async function filesOf(context: Context, pool: Pool): Promise<File[]> {
  const files = (await context.find(volumes.volList(pool.name))) ?? [];
  return files.map(({ name, path }) => ({
    pool: pool.name,
    name,
    path,
    incarnation: /-([0-9a-f]{16}-\d+)\.[a-z0-9]+$/.exec(name)?.[1],
  }));
}

/** Files that something which stays works with, by path, with its name. */
async function users(
  context: Context,
  machines: XmlNode[],
  files: File[],
  left: IsLeft,
): Promise<Map<string, string>> {
  const found = new Map<string, string>();
  if (!files.some((file) => left(file.incarnation))) return found;
  for (const definition of machines.filter((m) => !left(incarnationIn(m)))) {
    const disks = definition.all("devices/disk").map((disk) => disk.value("source@file"));
    // What firmware reads, such as a CA list.
    const entries = definition.all("sysinfo/entry").map((entry) => entry.value("@file"));
    for (const path of [...disks, ...entries])
      if (path) found.set(path, `domain "${definition.value("name")}"`);
  }
  for (const file of files.filter((f) => !left(f.incarnation) && !/\.log(\.\d+)?$/.test(f.name))) {
    const xml = await context.find(volumes.volDumpxml(file.pool, file.name));
    const path = xml === undefined ? undefined : parseXml(xml).value("backingStore/path");
    if (path) found.set(path, `volume "${file.pool}/${file.name}", which is an overlay of it`);
  }
  return found;
}

function volume(
  file: File,
  left: IsLeft,
  known: ReadonlySet<string>,
  inUse: Map<string, string>,
): Leftover[] {
  const { incarnation } = file;
  if (!left(incarnation)) return [];
  const user = inUse.get(file.path);
  const replaced = [...known].some((other) => sameLineage(other, incarnation));
  return [
    {
      kind: "volume",
      name: `${file.pool}/${file.name}`,
      id: `${file.pool}/${file.name}`,
      incarnation,
      path: file.path,
      ...(replaced ? { note: "kept after a replacement; a guest may have written to it" } : {}),
      ...(user ? { kept: `it is used by ${user}` } : {}),
    },
  ];
}

async function networkLeftovers(context: Context, left: IsLeft): Promise<Leftover[]> {
  const found: Leftover[] = [];
  for (const uuid of await context.run(networks.netList("uuid"))) {
    const xml = await context.find(networks.netDumpxml(uuid, { inactive: true }));
    if (xml === undefined) continue;
    const definition = parseXml(xml);
    const incarnation = incarnationIn(definition);
    if (left(incarnation))
      found.push({ kind: "network", name: definition.value("name") ?? "", id: uuid, incarnation });
    found.push(...optionsLeft(definition, left));
  }
  return found;
}

/** Options that we added to a network of somebody else. */
function optionsLeft(definition: XmlNode, left: IsLeft): Leftover[] {
  const name = definition.value("name") ?? "";
  return readRecord(definition)
    .additions.map(({ mark }) => mark.incarnation)
    .filter(left)
    .map((incarnation) => ({ kind: "network-options", name, id: `${name}/${incarnation}`, incarnation }));
}

function poolLeftover(pool: Pool, left: IsLeft, files: File[], known: ReadonlySet<string>): Leftover[] {
  const incarnation = incarnationOfUuid(pool.uuid);
  if (!left(incarnation)) return [];
  const used = files.some(
    (file) => file.pool === pool.name && file.incarnation !== undefined && known.has(file.incarnation),
  );
  return [
    {
      kind: "pool",
      name: pool.name,
      id: pool.uuid,
      incarnation,
      path: pool.definition.value("target/path") ?? "",
      ...(used ? { kept: "volumes in it are in the state" } : {}),
    },
  ];
}
