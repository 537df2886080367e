// What a volume's fields say about each other, about the local file, and about what the host has.
import { plan } from "../../core/changes";
import type { Context } from "../../core/context";
import type { Failure } from "../../core/errors";
import { bytes, formatSize, hasUnknown, isUnknown } from "../../core/values";
import { inspect, sha256Of } from "./content";
import { inputs, type VolumeInputs } from "./fields";
import { holdsNoData } from "./generated";

export function contradictions(wanted: Partial<VolumeInputs>): Failure[] {
  const failures: Failure[] = [];
  if (wanted.backing && wanted.content) {
    failures.push({
      property: "content",
      reason: "A volume has a backing volume or content of its own, not both. Leave one out.",
    });
  }
  if (wanted.backing && wanted.format === "raw") {
    failures.push({ property: "format", reason: 'An overlay of a backing volume has to be "qcow2".' });
  }
  if (!wanted.backing && !wanted.content && wanted.size === undefined) {
    failures.push({ property: "size", reason: 'An empty volume needs a size, such as "20GiB".' });
  }
  return failures;
}

export async function contentProblems(
  wanted: Partial<VolumeInputs>,
  old?: Partial<VolumeInputs>,
): Promise<Failure[]> {
  const content = wanted.content;
  if (content?.file === undefined || isUnknown(content.file)) return [];
  const image = await inspect(content.file).catch((error: NodeJS.ErrnoException) => error);
  if (image instanceof Error) {
    // What is written already does not need its source any more.
    if (
      image.code === "ENOENT" &&
      old?.content?.file === content.file &&
      old.content.sha256 === content.sha256
    )
      return [];
    const why = image.code === "ENOENT" ? "There is no such file" : `It cannot be read (${image.code})`;
    return [{ property: "content.file", reason: `${why}: ${content.file}` }];
  }
  const failures: Failure[] = [];
  if (content.fingerprint === undefined) {
    failures.push({
      property: "content.sha256",
      reason: `${content.file} has another SHA-256: ${await sha256Of(content.file)}. Get the file again, or correct the hash.`,
    });
  }
  if (image.format !== wanted.format) {
    failures.push({
      property: "format",
      reason: `${content.file} is a ${image.format} image; write format: "${image.format}", or convert it.`,
    });
  }
  if (wanted.size && !isUnknown(wanted.size) && bytes(wanted.size) < image.size) {
    failures.push({
      property: "size",
      reason: `${wanted.size} is smaller than the image in ${content.file}, which needs ${formatSize(image.size)}.`,
    });
  }
  return failures;
}

/** A replacement would throw away what guests wrote; that takes a clear word. */
export async function dataLoss(
  old: Partial<VolumeInputs>,
  wanted: Partial<VolumeInputs>,
  context: Context,
): Promise<Failure[]> {
  if (wanted.replaceData || holdsNoData(old)) return [];
  // The inputs of one that has the size of its backing volume or content do not tell it.
  const { pool, name, size } = old;
  const unsaid = size === undefined && wanted.size !== undefined && pool && name;
  const capacity = unsaid ? await context.facts.capacity(pool.name, name) : undefined;
  const known = capacity === undefined ? old : { ...old, capacity: formatSize(capacity) };
  return plan(inputs, { old: known, wanted })
    .filter((change) => change.effect === "replace")
    .map((change) => ({
      property: change.path,
      reason: `This change replaces the volume, and with it all data on it${change.reason ? ` (${change.reason})` : ""}. Undo it, or say replaceData: true.`,
    }));
}

/** What only the host can tell about a volume that does not exist yet. */
export async function newcomerProblems(wanted: Partial<VolumeInputs>, context: Context): Promise<Failure[]> {
  const failures: Failure[] = [];
  if (wanted.pool && !hasUnknown(wanted.pool) && wanted.pool.incarnation === undefined) {
    if ((await context.facts.pool(wanted.pool.name)) === undefined) {
      const there = (await context.facts.pools()).join(", ") || "none";
      failures.push({
        property: "pool",
        reason: `There is no pool "${wanted.pool.name}" on ${context.host.uri}. There are: ${there}.`,
      });
    }
  }
  if (wanted.backing && !hasUnknown(wanted.backing) && wanted.size && !isUnknown(wanted.size)) {
    const least = await context.facts.capacity(wanted.backing.pool as string, wanted.backing.name);
    if (least !== undefined && bytes(wanted.size) < least) {
      failures.push({
        property: "size",
        reason: `${wanted.size} is smaller than the backing volume, which has ${formatSize(least)}.`,
      });
    }
  }
  return failures;
}
