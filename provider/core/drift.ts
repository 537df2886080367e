// Drift by meaning: libvirt's definition right after our own change is the baseline, its leaves are compared
// with those of now. What libvirt filled in is in the baseline, so it is never a difference; what anybody
// changed, added or removed later is, whether Edgefleet knows the field or not. Only what changes by itself
// is left out, by the resource's `quiet` list.
import { deflateRawSync, inflateRawSync } from "node:zlib";
import type { Quiet } from "./define";
import type { XmlNode } from "./xml";

/** Path of a leaf (`devices/disk[vda]/driver@cache`) → its text. */
export type Leaves = Map<string, string>;

/** What tells siblings of the same name apart, so that removing one does not rename the others. */
export const siblingKeys: Record<string, readonly string[]> = {
  disk: ["target@dev"],
  interface: ["mac@address"],
  controller: ["@type", "@index"],
  serial: ["target@port"],
  console: ["target@type", "target@port"],
  graphics: ["@type"],
  host: ["@mac", "@ip", "@name"],
  hostname: [""],
  range: ["@start"],
  feature: ["@name"],
  entry: ["@name"],
  input: ["@type", "@bus"],
  ip: ["@address"],
  "dnsmasq:option": ["@value"],
};

/** All leaves of a definition but the quiet ones. */
export function leavesOf(root: XmlNode, quiet: readonly Quiet[] = []): Leaves {
  const leaves: Leaves = new Map();
  const silent = quiet.map((q) => matcher(q.path));
  const isQuiet = (plain: string) => silent.some((pattern) => pattern.test(plain));

  const walk = (node: XmlNode, path: string, plain: string): void => {
    if (isQuiet(plain)) return;
    for (const [name, value] of Object.entries(node.attributes)) {
      if (!isQuiet(`${plain}@${name}`)) leaves.set(`${path}@${name}`, value);
    }
    if (node.text || (node.children.length === 0 && Object.keys(node.attributes).length === 0))
      leaves.set(path, node.text);
    const seen = new Map<string, number>();
    for (const child of node.children) {
      const step = labelled(child, node.children);
      const count = (seen.get(step) ?? 0) + 1;
      seen.set(step, count);
      const unique = count === 1 ? step : `${step}#${count}`;
      walk(child, join(path, unique), join(plain, child.name));
    }
  };
  walk(root, "", "");
  return leaves;
}

const join = (path: string, step: string): string => (path ? `${path}/${step}` : step);

function labelled(node: XmlNode, siblings: XmlNode[]): string {
  const by = siblingKeys[node.name];
  if (!by) return siblings.filter((s) => s.name === node.name).length > 1 ? `${node.name}[]` : node.name;
  const label = by
    .map((path) => node.value(path) ?? "")
    .filter(Boolean)
    .join(",");
  return `${node.name}[${label}]`;
}

export function matcher(path: string): RegExp {
  const pattern = path
    .split("/")
    .map((step) => step.replace(/[.+?^${}()|[\]\\]/g, "\\$&").replace(/\*/g, "[^/@]+"))
    .join("/");
  // A quiet element takes everything inside with it.
  return new RegExp(path.includes("@") ? `^${pattern}$` : `^${pattern}(?:[/@].*)?$`);
}

export interface Difference {
  path: string;
  was?: string;
  is?: string;
}

export function differences(before: Leaves, now: Leaves): Difference[] {
  const found: Difference[] = [];
  for (const [path, was] of before) {
    const is = now.get(path);
    if (is !== was) found.push({ path, was, ...(is === undefined ? {} : { is }) });
  }
  for (const [path, is] of now) if (!before.has(path)) found.push({ path, is });
  return found;
}

/** For state and for people; a whole element that came or went is one line. */
export function describeDifferences(found: Difference[]): string[] {
  const lines = new Map<string, string>();
  for (const { path, was, is } of found) {
    if (was !== undefined && is !== undefined) {
      lines.set(path, `${path}: ${was} → ${is}`);
      continue;
    }
    const verb = was === undefined ? "added" : "removed";
    const element = path.replace(/(\[[^\]]*\](?:#\d+)?)(?:[/@].*)$/, "$1");
    lines.set(`${verb} ${element}`, `${element}: ${verb}`);
  }
  return [...lines.values()].sort();
}

/** A baseline as it is kept in state. */
export function packLeaves(leaves: Leaves): string {
  return deflateRawSync(JSON.stringify([...leaves]), { level: 9 }).toString("base64");
}

export function unpackLeaves(text: string): Leaves {
  return new Map(
    JSON.parse(inflateRawSync(Buffer.from(text, "base64")).toString("utf8")) as [string, string][],
  );
}
