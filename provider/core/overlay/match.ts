// What makes two elements the same one in two documents: the same as drift measures by, and a few more that only
// overlays meet.
import { siblingKeys } from "../drift";
import type { XmlNode } from "../xml";

const keys: Record<string, readonly string[]> = {
  ...siblingKeys,
  timer: ["@name"],
  channel: ["target@name"],
  filesystem: ["target@dir"],
  // One address of each family is the rule, and it is its value that people change.
  ip: ["@family"],
};

/** What is meant where a document leaves a key out. */
const unsaid: Record<string, string> = { "controller@index": "0", "ip@family": "ipv4" };

/** Lists whose order is their meaning. */
export const ordered: ReadonlySet<string> = new Set(["boot"]);

/** One label for each of these siblings; equal labels mean the same element. */
export function labels(siblings: readonly XmlNode[]): string[] {
  const seen = new Map<string, number>();
  return siblings.map((node) => {
    const label = labelOf(node);
    const count = (seen.get(label) ?? 0) + 1;
    seen.set(label, count);
    return count === 1 ? label : `${label}#${count}`;
  });
}

/** `disk[vda]`, `clock`. */
export function labelOf(node: XmlNode): string {
  const paths = keysOf(node);
  if (paths.length === 0) return node.name;
  const key = paths
    .map((path) => node.value(path) || unsaid[`${node.name}${path}`] || "")
    .filter(Boolean)
    .join(",");
  return `${node.name}[${key.toLowerCase()}]`;
}

/** Paths of what tells it apart; none when its name does. */
export const keysOf = (node: XmlNode): readonly string[] => keys[node.name] ?? [];
