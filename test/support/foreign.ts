// Definitions as other tools write them, and what is the same in two definitions for a machine or network.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { differences, leavesOf } from "../../provider/core/drift";
import { parseXml } from "../../provider/core/xml";
import { repository } from "./isolated-host";

const folder = join(repository, "test/fixtures/foreign");

export interface Foreign {
  /** Of the file, without its ending. */
  name: string;
  xml: string;
}

/** `domain` and `network`: as their tools write them. `printed/…`: as libvirt 9.0 gives them back. */
export function foreign(kind: "domain" | "network" | "printed/domain" | "printed/network"): Foreign[] {
  const files = readdirSync(join(folder, kind)).filter((file) => file.endsWith(".xml"));
  return files.map((file) => ({
    name: file.replace(/\.xml$/, ""),
    xml: readFileSync(join(folder, kind, file), "utf8"),
  }));
}

/** Spelled out by Edgefleet, or picked anew by libvirt with every definition: the object is the same. */
const spelling = [
  /^metadata/,
  /^devices\/interface\[[^\]]*\]\/link@state: none → up$/,
  /^cpu\/model@fallback: forbid → allow$/,
  /^mac@address:/,
  /^ip\[[^\]]*\]@(netmask: 255.255.255.0 → none|prefix: none → 24)$/,
];

/** What is another thing than before, in words. */
export function moved(before: string, now: string): string[] {
  return differences(leavesOf(parseXml(before)), leavesOf(parseXml(now)))
    .map(({ path, was, is }) => `${path}: ${was ?? "none"} → ${is ?? "none"}`)
    .filter((line) => !spelling.some((pattern) => pattern.test(line)));
}
