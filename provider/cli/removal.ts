// Taking leftovers away, with the same steps as `pulumi destroy`.
import type { Context } from "../core/context";
import { parseXml, type XmlNode } from "../core/xml";
import * as networks from "../host/network";
import * as pools from "../host/pool";
import * as volumes from "../host/volume";
import { domain } from "../resources/domain";
import { network } from "../resources/network";
import { networkOptions } from "../resources/network-options";
import { pool } from "../resources/pool";
import type { Leftover } from "./leftovers";

/** Removes it; the reason why it stays, if it does. */
export async function remove(context: Context, leftover: Leftover): Promise<string | undefined> {
  const { kind, id, name } = leftover;
  switch (kind) {
    case "domain":
      await domain.remove(context, await machine(context, leftover));
      return undefined;
    case "volume": {
      const slash = id.indexOf("/");
      await context.find(volumes.volDelete(id.slice(0, slash), id.slice(slash + 1)));
      return undefined;
    }
    case "network": {
      const guests = await connections(context, id);
      if (guests > 0) return `${guests} running machines are connected to it`;
      await network.remove(context, { uuid: id });
      return undefined;
    }
    case "network-options":
      await networkOptions.remove(context, networkOptions.fromId(id));
      return undefined;
    case "pool":
      await pool.remove(context, { uuid: id, name, path: leftover.path ?? "" });
      return undefined;
  }
}

/** As much of a machine as its removal needs: its uuid, and where the logs of its serial ports are. */
async function machine(
  context: Context,
  { id, name, definition }: Leftover,
): Promise<Record<string, unknown>> {
  return { uuid: id, name, serials: definition ? await serialsOf(context, name, definition) : {} };
}

async function serialsOf(
  context: Context,
  name: string,
  definition: XmlNode,
): Promise<Record<string, unknown>> {
  const folders = await poolFolders(context);
  return Object.fromEntries(
    definition.all("devices/serial").flatMap((serial) => {
      const file = serial.value("log@file") ?? "";
      const slash = file.lastIndexOf("/");
      const key = file.slice(slash + 1).startsWith(`${name}-`)
        ? /^-(.+)\.log$/.exec(file.slice(slash + 1 + name.length))?.[1]
        : undefined;
      const poolName = folders.get(file.slice(0, slash));
      return key && poolName ? [[key, { log: { pool: { name: poolName } } }]] : [];
    }),
  );
}

/** Running pools by their folder. */
export async function poolFolders(context: Context): Promise<Map<string, string>> {
  const folders = new Map<string, string>();
  for (const name of await context.run(pools.poolList("name"))) {
    const xml = await context.find(pools.poolDumpxml(name));
    const path = xml === undefined ? undefined : parseXml(xml).value("target/path");
    if (path) folders.set(path.replace(/\/+$/, ""), name);
  }
  return folders;
}

async function connections(context: Context, uuid: string): Promise<number> {
  const xml = await context.find(networks.netDumpxml(uuid));
  return xml === undefined ? 0 : Number(parseXml(xml).value("@connections") ?? 0);
}
