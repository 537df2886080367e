// Content that is made rather than uploaded from a file: its bytes, which depend on nothing but the inputs, and
// what is wrong with them.
import { createHash, type X509Certificate } from "node:crypto";
import { readFile } from "node:fs/promises";
import { isRecord } from "../../core/changes";
import type { Context } from "../../core/context";
import type { Failure } from "../../core/errors";
import { parseIncarnation } from "../../core/identity";
import { hasUnknown } from "../../core/values";
import { caProblems, readCertificates, uniqueCertificates, type Problem } from "../../firmware/certificates";
import { probe } from "../../firmware/server";
import { signatureList } from "../../firmware/signature-list";
import { bootDisk } from "../../image/boot-disk";
import { noCloudDisk } from "../../image/no-cloud";
import type { VolumeInputs } from "./fields";

type Content = NonNullable<VolumeInputs["content"]>;

export const isGenerated = (content: Content | undefined): boolean =>
  isRecord(content) && content["file"] === undefined;

/** The bytes; undefined when they cannot be made: the problems say why. */
export async function generate(content: Content, incarnation: string): Promise<Buffer | undefined> {
  if (hasUnknown(content)) return undefined;
  const { caList, bootDisk: disk, cloudInit } = content;
  if (cloudInit) return noCloudDisk({ ...cloudInit, metaData: metaDataOf(cloudInit, incarnation) });
  if (disk) {
    const program = await readFile(disk.file).catch(() => undefined);
    return program && bootDisk(program);
  }
  try {
    return caList && signatureList(uniqueCertificates(caList.certificates).map(({ raw }) => ({ der: raw })));
  } catch {
    return undefined;
  }
}

export const sum = (bytes: Buffer): string => createHash("sha256").update(bytes).digest("hex");

/** JSON, which is YAML as well. The id is that of the resource and not of its incarnation. */
function metaDataOf({ metaData, hostname }: NonNullable<Content["cloudInit"]>, incarnation: string): string {
  if (metaData !== undefined) return metaData;
  const { stack, resource } = parseIncarnation(incarnation)?.lineage ?? { stack: "", resource: incarnation };
  const values = {
    "instance-id": `iid-${stack}${resource}`,
    ...(hostname ? { "local-hostname": hostname } : {}),
  };
  return `${JSON.stringify(values)}\n`;
}

/** Everything that is wrong with generated content. What only time makes wrong is no failure for what is there. */
export async function generatedProblems(
  wanted: Partial<VolumeInputs>,
  old: Partial<VolumeInputs> | undefined,
  context: Context,
): Promise<Failure[]> {
  const { content, format, size } = wanted;
  if (!content || !isGenerated(content) || hasUnknown(content)) return [];
  const failures: Failure[] = [];
  if (format !== "raw")
    failures.push({
      property: "format",
      reason: 'What Edgefleet makes is raw; write format: "raw", or leave it out.',
    });
  if (size !== undefined && !content.bootDisk)
    failures.push({
      property: "size",
      reason: "Only a boot disk can be larger than its content; leave size out.",
    });
  const there = content.sha256 !== undefined && old?.content?.sha256 === content.sha256;
  if (content.bootDisk) failures.push(...(await programProblems(content.bootDisk.file, there)));
  if (content.caList) {
    const { failures: unreadable, found } = await listProblems(content.caList);
    failures.push(...unreadable);
    for (const { property, severity, text } of found) {
      if (severity === "error" && !there) failures.push({ property, reason: text });
      else context.report.warn(`${property}: ${text}`);
    }
  }
  if (failures.length > 0) return failures;
  const bytes = await generate(content, wanted.incarnation as string);
  if (!bytes || sum(bytes) === content.sha256?.toLowerCase()) return [];
  return [
    {
      property: "content.sha256",
      reason: `What is made has another SHA-256: ${sum(bytes)}. Correct it, or leave it out.`,
    },
  ];
}

async function programProblems(file: string, there: boolean): Promise<Failure[]> {
  const property = "content.bootDisk.file";
  try {
    const program = await readFile(file);
    if (program.subarray(0, 2).toString("latin1") === "MZ") return [];
    return [{ property, reason: `${file} is no EFI program: it does not begin with MZ.` }];
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    // What is written already does not need its source any more.
    if (code === "ENOENT" && there) return [];
    const why = code === "ENOENT" ? "There is no such file" : `It cannot be read (${code})`;
    return [{ property, reason: `${why}: ${file}` }];
  }
}

type Found = Problem & { property: string };

async function listProblems(
  list: NonNullable<Content["caList"]>,
): Promise<{ failures: Failure[]; found: Found[] }> {
  const failures: Failure[] = [];
  const found: Found[] = [];
  const trusted: X509Certificate[] = [];
  list.certificates.forEach((text, i) => {
    const property = `content.caList.certificates[${i}]`;
    try {
      const certificates = readCertificates(text);
      trusted.push(...certificates);
      for (const certificate of certificates)
        found.push(...caProblems(certificate, new Date()).map((problem) => ({ ...problem, property })));
    } catch (error) {
      failures.push({ property, reason: `It cannot be used: ${(error as Error).message}.` });
    }
  });
  if (list.server && failures.length === 0) {
    const problems = await probe(list.server.url, trusted, list.server.ovmf);
    found.push(...problems.map((problem) => ({ ...problem, property: "content.caList.server.url" })));
  }
  return { failures, found };
}

/** Could a guest have written to it? Only a boot disk with room for a system can be one with data on it. */
export const holdsNoData = ({ content, size }: Partial<VolumeInputs>): boolean =>
  isGenerated(content) && (content?.bootDisk === undefined || size === undefined);
