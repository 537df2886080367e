// What a volume is made from: a backing volume, or a local file that is written into it.
import type { Context } from "../../core/context";
import { EdgeError } from "../../core/errors";
import { formatSize, roughSize } from "../../core/values";
import { parseXml } from "../../core/xml";
import * as volumes from "../../host/volume";
import { fingerprint, inspect, sha256Of, type Image } from "./content";
import type { VolumeInputs } from "./fields";
import { generate, sum } from "./generated";

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

type Content = NonNullable<VolumeInputs["content"]>;

/** Fills in the SHA-256 of the content; `given` is what the user wrote. */
export async function identifyContent(
  content: Content,
  given: Partial<Content> | undefined,
  incarnation: string,
): Promise<void> {
  if (content.file !== undefined) return identifyFile(content, content.file);
  delete (content as Partial<Content>).fingerprint;
  const bytes = await generate(content, incarnation);
  if (bytes) content.sha256 = given?.sha256 ?? sum(bytes);
}

/** Computed once for as long as the file stays the same one, unwritten. */
async function identifyFile(content: Content, file: string): Promise<void> {
  const now = await fingerprint(file);
  if (now === undefined) return;
  if (content.sha256 === undefined || content.fingerprint !== now) {
    const actual = await sha256Of(file);
    // Only a hash that was given can be wrong; verify tells.
    const given = content.fingerprint === undefined && content.sha256 !== undefined;
    if (!given) content.sha256 = actual;
    if (content.sha256?.toLowerCase() === actual) content.fingerprint = now;
  }
}

/** What is going to be written. */
export interface Source extends Image {
  upload(): Promise<void>;
}

export async function sourceOf(context: Context, wanted: VolumeInputs, content: Content): Promise<Source> {
  if (content.file !== undefined) {
    const image = await inspect(content.file);
    return { ...image, upload: () => uploadFile(context, wanted, content, content.file as string, image) };
  }
  const bytes = await generate(content, wanted.incarnation);
  if (!bytes || sum(bytes) !== content.sha256.toLowerCase())
    throw changed(context, wanted, "what it is made of");
  const upload = () => context.host.put(wanted.pool.name, wanted.name, { bytes });
  return { format: "raw", length: bytes.length, size: bytes.length, upload };
}

async function uploadFile(
  context: Context,
  wanted: VolumeInputs,
  content: Content,
  file: string,
  { length }: Image,
): Promise<void> {
  context.report.progress(`uploading ${roughSize(length)} from ${file}`);
  await context.host.put(wanted.pool.name, wanted.name, { path: file });
  const now = await fingerprint(file);
  if (now !== content.fingerprint && (await sha256Of(file)) !== content.sha256.toLowerCase())
    throw changed(context, wanted, file);
}

function changed(context: Context, wanted: VolumeInputs, what: string): EdgeError {
  return new EdgeError(
    `volume "${wanted.pool.name}/${wanted.name}" was not created on ${context.host.uri}`,
    `${what} was changed while it was uploaded`,
    "Run `pulumi up` again",
  );
}
