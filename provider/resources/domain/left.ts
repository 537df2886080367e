// Files that a machine's definition has moved on from: logs of serial ports, UEFI variables in another pool. The
// machine that runs may still write on them, so they are noted in its definition until nothing uses them any more.
import { basename, dirname } from "node:path";
import type { Context } from "../../core/context";
import { parseXml, XmlNode } from "../../core/xml";
import * as domains from "../../host/domain";
import type { DomainInputs } from "./fields";
import { isNvramOf } from "./nvram";
import { pluggedNode, readPlugged, renderNote, type Left, type Plugged } from "./plugged";
import { removeFiles, removeLogs } from "./storage";

type Named = Pick<DomainInputs, "name" | "incarnation" | "nvram">;

/** Notes in a new definition what the current one has or has noted, and the new one has no use for. */
export function noteLeft(definition: XmlNode, current: XmlNode, wanted: Named): void {
  const [node, now, was] = [pluggedNode(definition), readPlugged(definition), readPlugged(current)];
  if (!node || !now || !was) return;
  const kept = new Set(filesOf(now, wanted).map(nameOf));
  const isNvram = isNvramOf(wanted);
  const left = new Map<string, Left>();
  for (const file of [...was.left, ...filesOf(was, wanted)]) {
    // Another generation in the same pool stays until the machine goes.
    const stays = isNvram(basename(file.path)) && file.pool === wanted.nvram?.pool.name;
    if (!stays && !kept.has(nameOf(file))) left.set(nameOf(file), file);
  }
  for (const { pool, path } of left.values())
    node.children.push(new XmlNode(node.name.replace(/plugged$/, "left"), { pool, path }));
}

const nameOf = ({ pool, path }: Left): string => `${pool}/${basename(path)}`;

function filesOf({ uses }: Plugged, wanted: Named): Left[] {
  const isNvram = isNvramOf(wanted);
  return uses.flatMap(({ pool, name, path }) => {
    if (pool !== undefined || name === undefined || path === undefined) return [];
    const file = basename(path);
    return isNvram(file) || file.endsWith(`-${wanted.incarnation}.log`) ? [{ pool: name, path }] : [];
  });
}

/** Removes what the machine, as it runs or is defined, has no use for any more; the rest stays noted. */
export async function removeUnused(context: Context, wanted: DomainInputs, plugged: Plugged): Promise<void> {
  const xml = await context.find(domains.dumpxml(wanted.uuid));
  if (xml === undefined) return;
  const machine = parseXml(xml);
  const [store, logs] = [machine.value("os/nvram"), machine.all("devices/serial/log")];
  const isNvram = isNvramOf(wanted);
  const unused = plugged.left.filter(({ path }) =>
    isNvram(basename(path))
      ? wanted.nvram !== undefined && (store === undefined || dirname(store) !== dirname(path))
      : !logs.some((log) => log.value("@file") === path),
  );
  if (unused.length === 0) return;
  await removeLeft(context, wanted, unused);
  const left = plugged.left.filter((file) => !unused.includes(file));
  const note = renderNote({ ...plugged, left });
  await context.run(domains.metadata(wanted.uuid, ...note, { live: false, config: true }));
}

export async function removeLeft(context: Context, wanted: Named, left: Left[]): Promise<void> {
  const isNvram = isNvramOf(wanted);
  const files = left.map(({ pool, path }) => ({ pool, volume: basename(path) }));
  for (const pool of new Set(files.filter(({ volume }) => isNvram(volume)).map((file) => file.pool)))
    await removeFiles(context, pool, isNvram);
  await removeLogs(
    context,
    files.filter(({ volume }) => volume.endsWith(`-${wanted.incarnation}.log`)),
  );
}
