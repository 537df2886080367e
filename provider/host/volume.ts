// Storage volumes, as virsh commands.
import { attach, flag, once, option, repeatable } from "./build";
import type { Command } from "./command";
import type { Results } from "./results";
import { asItIs, lines, nothing } from "./text";

const volume = (pool: string, vol: string): string[] => ["--pool", pool, "--vol", vol];

export const volList = (pool: string): Command<"vol-list"> => repeatable("vol-list", ["--pool", pool]);

export const volDumpxml = (pool: string, vol: string): Command<"vol-dumpxml"> =>
  repeatable("vol-dumpxml", volume(pool, vol));

export const volCreate = (
  pool: string,
  xml: string,
  { secrets }: { secrets?: string[] } = {},
): Command<"vol-create"> => {
  const { argument, extras } = attach("volume.xml", xml, secrets);
  // libvirt 9.0 knows --validate here and refuses it all the same ("unsupported flags (0x4)").
  const validate = { flag: "--validate", since: "8.10.0" };
  return once("vol-create", ["--pool", pool, "--file", argument, validate], extras);
};

export const volDelete = (pool: string, vol: string): Command<"vol-delete"> =>
  once("vol-delete", volume(pool, vol));

export const volResize = (pool: string, vol: string, bytes: number): Command<"vol-resize"> =>
  repeatable("vol-resize", [...volume(pool, vol), "--capacity", String(bytes)]);

/** `path` is a file on the machine where virsh runs: only for a host's own put and get. */
export const volUpload = (
  pool: string,
  vol: string,
  path: string,
  { offset, sparse }: { offset?: number; sparse?: boolean } = {},
): Command<"vol-upload"> =>
  repeatable("vol-upload", [
    ...volume(pool, vol),
    "--file",
    path,
    ...option("--offset", offset),
    ...flag("--sparse", sparse),
  ]);

export const volDownload = (
  pool: string,
  vol: string,
  path: string,
  { offset, length }: { offset?: number; length?: number } = {},
): Command<"vol-download"> =>
  repeatable("vol-download", [
    ...volume(pool, vol),
    "--file",
    path,
    ...option("--offset", offset),
    ...option("--length", length),
  ]);

/**
 * ` name   path`, padded. A name may hold spaces, too: where the path ends in the name, as it does in
 * directory pools, that settles where the one ends and the other begins.
 */
function readVolume(line: string): Results["vol-list"] {
  const text = line.replace(/^ /, "").trimEnd();
  const splits = [...text.matchAll(/ {3,}/g)].map(({ index, 0: gap }) => ({
    name: text.slice(0, index),
    path: text.slice(index + gap.length),
  }));
  const certain = splits.find(({ name, path }) => path.endsWith(`/${name}`));
  const chosen = certain ?? splits.at(-1);
  return chosen ? [chosen] : [];
}

export const volumeParsers = {
  "vol-list": (stdout: string): Results["vol-list"] => lines(stdout).flatMap(readVolume),
  "vol-dumpxml": asItIs,
  "vol-create": nothing,
  "vol-delete": nothing,
  "vol-resize": nothing,
  "vol-upload": nothing,
  "vol-download": nothing,
};
