// Where a domain's disks, logs and other files lie on its host. A disk is given to QEMU by path, so that path and format come
// from the host, each time anew.
import type { Context } from "../../core/context";
import { EdgeError } from "../../core/errors";
import type { Reference } from "../../core/define";
import { render } from "../../core/template";
import { parseXml } from "../../core/xml";
import * as pools from "../../host/pool";
import * as volumes from "../../host/volume";
import { tolerate } from "../tolerate";
import type { Disk, DomainInputs } from "./fields";
import { nvramVolume } from "./nvram";

export interface Place {
  path: string;
  format: string;
}

export interface Storage {
  /** By key of the disk. */
  disks: Record<string, Place>;
  /** By key of the serial port; only those with a log. */
  logs: Record<string, string>;
  /** The file of UEFI variables, where it is a volume. */
  nvram?: string;
  /** By name of the fw_cfg entry; only those with a volume. */
  fwCfg: Record<string, string>;
}

export async function findStorage(context: Context, domain: DomainInputs): Promise<Storage> {
  const disks: Storage["disks"] = {};
  for (const [key, disk] of Object.entries(domain.disks))
    disks[key] = await placeOf(context, domain, key, disk);
  const logs: Storage["logs"] = {};
  for (const { key, pool, volume } of logVolumes(domain))
    logs[key] = `${await folderOf(context, domain, `log its serial port ${key}`, pool)}/${volume}`;
  const fwCfg: Storage["fwCfg"] = {};
  for (const [name, { volume }] of Object.entries(domain.fwCfg ?? {}))
    if (volume) fwCfg[name] = (await volumeAt(context, domain, `fw_cfg entry ${name}`, volume)).path;
  const own = nvramVolume(domain);
  if (!own) return { disks, logs, fwCfg };
  const folder = await folderOf(context, domain, "keep its UEFI variables", own.pool);
  return { disks, logs, fwCfg, nvram: `${folder}/${own.volume}` };
}

async function placeOf(context: Context, domain: DomainInputs, key: string, disk: Disk): Promise<Place> {
  const { volume, file } = disk.source;
  if (!volume) return { path: file as string, format: formatOf(file as string) };
  return volumeAt(context, domain, `disk ${key}`, volume);
}

async function volumeAt(
  context: Context,
  domain: DomainInputs,
  what: string,
  volume: Reference,
): Promise<Place> {
  const xml = await context.find(volumes.volDumpxml(volume.pool as string, volume.name));
  if (xml === undefined) {
    throw new EdgeError(
      `domain "${domain.name}" cannot have its ${what} on ${context.host.uri}`,
      `there is no volume "${volume.name}" in pool "${volume.pool}"`,
      "Make it first, or name another one",
    );
  }
  const definition = parseXml(xml);
  return {
    path: definition.value("target/path") ?? "",
    format: qemuFormat(definition.value("target/format@type")),
  };
}

export const formatOf = (file: string): string => (/\.qcow2$/i.test(file) ? "qcow2" : "raw");

/** A pool calls CD images `iso` and what it cannot tell `unknown`; to QEMU both are raw bytes. */
export const qemuFormat = (format = "raw"): string =>
  ["iso", "unknown", "none"].includes(format) ? "raw" : format;

async function folderOf(context: Context, domain: DomainInputs, what: string, pool: string): Promise<string> {
  const xml = await context.find(pools.poolDumpxml(pool));
  const path = xml === undefined ? undefined : parseXml(xml).value("target/path");
  if (path) return path.replace(/\/+$/, "");
  throw new EdgeError(
    `domain "${domain.name}" cannot ${what} on ${context.host.uri}`,
    xml === undefined ? `there is no pool "${pool}"` : `the pool "${pool}" is no folder of the host`,
    "Name a pool of type dir",
  );
}

export interface OwnVolume {
  pool: string;
  volume: string;
}

export interface LogVolume extends OwnVolume {
  key: string;
}

/** It ends in the incarnation, so that no file of anybody else can have that name. */
export const logName = (
  { name, incarnation }: Pick<DomainInputs, "name" | "incarnation">,
  key: string,
): string => `${name}-${key}-${incarnation}.log`;

/** The volumes that hold the logs of a machine's serial ports. */
export function logVolumes(domain: Pick<DomainInputs, "name" | "serials" | "incarnation">): LogVolume[] {
  return Object.entries(domain.serials).flatMap(([key, serial]) =>
    serial.log ? [{ key, pool: serial.log.pool.name, volume: logName(domain, key) }] : [],
  );
}

/** Empty volumes, so that the logs can be read and removed like any other volume, without a shell on the host. */
export async function makeLogs(context: Context, domain: DomainInputs): Promise<void> {
  for (const { pool, volume } of logVolumes(domain)) {
    if ((await context.find(volumes.volDumpxml(pool, volume))) !== undefined) continue;
    await context.run(
      volumes.volCreate(
        pool,
        render("volume", { name: volume, format: "raw", capacity: 0, backing: undefined }),
      ),
    );
    context.undo(() => context.find(volumes.volDelete(pool, volume)));
  }
}

/** A log and its rotated parts, which only a refreshed pool knows. */
export async function removeLogs(context: Context, logs: OwnVolume[]): Promise<void> {
  for (const pool of new Set(logs.map((log) => log.pool))) {
    const mine = logs.filter((log) => log.pool === pool).map((log) => log.volume);
    await removeFiles(
      context,
      pool,
      (name) => mine.includes(name.replace(/\.\d+$/, "")) || mine.includes(name),
    );
  }
}

/** Volumes by their name, also those that the pool does not know of yet. */
export async function removeFiles(
  context: Context,
  pool: string,
  isMine: (name: string) => boolean,
): Promise<void> {
  // A stopped pool refuses; one that is busy lists what it knows.
  await tolerate("inactive", tolerate("failed", context.find(pools.poolRefresh(pool))));
  const files = await tolerate("inactive", context.find(volumes.volList(pool)));
  for (const { name } of files ?? []) if (isMine(name)) await context.find(volumes.volDelete(pool, name));
}
