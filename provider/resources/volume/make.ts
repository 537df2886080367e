// What a volume is made from: a backing volume, or a local file that is written into it.
import type { Context } from "../../core/context";
import { EdgeError } from "../../core/errors";
import { formatSize, roughSize } from "../../core/values";
import { parseXml } from "../../core/xml";
import * as volumes from "../../host/volume";
import { fingerprint, inspect, sha256Of } from "./content";
import type { VolumeInputs } from "./fields";

export interface Backing {
  path: string;
  format: string;
  capacity: number;
}

export async function backingOf(
  context: Context,
  backing: { pool?: string; name: string },
): Promise<Backing> {
  const definition = parseXml(await context.run(volumes.volDumpxml(backing.pool as string, backing.name)));
  return {
    path: definition.value("target/path") ?? "",
    format: definition.value("target/format@type") ?? "raw",
    capacity: Number(definition.value("capacity")),
  };
}

export function tooSmall(wanted: VolumeInputs, least: number, context: Context): EdgeError {
  return new EdgeError(
    `volume "${wanted.pool.name}/${wanted.name}" was not created on ${context.host.uri}`,
    `size ${wanted.size} is smaller than what it is made from, which has ${formatSize(least)}`,
    "Give at least that, or leave size out",
  );
}

/** The SHA-256 of the content; computed once for as long as size and time of the file stay the same. */
export async function identifyContent(content: NonNullable<VolumeInputs["content"]>): Promise<void> {
  const now = await fingerprint(content.file);
  if (now === undefined) return;
  if (content.sha256 === undefined || content.fingerprint !== now) {
    const actual = await sha256Of(content.file);
    // Only a hash that was given can be wrong; verify tells.
    const given = content.fingerprint === undefined && content.sha256 !== undefined;
    if (!given) content.sha256 = actual;
    if (content.sha256?.toLowerCase() === actual) content.fingerprint = now;
  }
}

export async function upload(
  context: Context,
  wanted: VolumeInputs,
  content: NonNullable<VolumeInputs["content"]>,
): Promise<void> {
  const image = await inspect(content.file);
  context.report.progress(`uploading ${roughSize(image.length)} from ${content.file}`);
  await context.host.put(wanted.pool.name, wanted.name, { path: content.file });
  const now = await fingerprint(content.file);
  if (now !== content.fingerprint && (await sha256Of(content.file)) !== content.sha256.toLowerCase()) {
    throw new EdgeError(
      `volume "${wanted.pool.name}/${wanted.name}" was not created on ${context.host.uri}`,
      `${content.file} was changed while it was uploaded`,
      "Run `pulumi up` again",
    );
  }
}
