// The ownership mark of a host record: metadata, and before that its name.
import type { Context } from "../../core/context";
import { parseIncarnation } from "../../core/identity";
import type { Mark } from "../../core/mark";
import type { HostRecord, MetadataItem } from "../../orchestrator/types";

const keys = { incarnation: "edgefleet-incarnation", label: "edgefleet-label", by: "edgefleet-by" } as const;

/**
 * Registering takes a name and no metadata. So a record is registered under its incarnation, and gets its own name
 * and the mark in one further call: one that was left in between can still be told.
 */
export function markOf({ name, metadata = [] }: HostRecord, context: Context): Mark | undefined {
  const value = (key: string) => metadata.find((item) => item.key === key)?.value;
  const incarnation = value(keys.incarnation);
  if (incarnation !== undefined && parseIncarnation(incarnation)) {
    const by = value(keys.by) ?? "somebody";
    const label = value(keys.label) ?? "another stack";
    // The orchestrator takes lower case, and neither @ nor slashes.
    return {
      incarnation,
      label: label === metadataValue(context.label) ? context.label : label,
      by: by === metadataValue(context.config.owner) ? context.config.owner : by,
    };
  }
  return parseIncarnation(name)
    ? { incarnation: name, label: context.label, by: context.config.owner }
    : undefined;
}

/** The record's metadata with our mark in it, and everything else as it was. */
export function marked(metadata: MetadataItem[] = [], mark: Mark): MetadataItem[] {
  const ours: string[] = Object.values(keys);
  return [
    ...metadata.filter(({ key }) => !ours.includes(key)),
    { key: keys.incarnation, value: mark.incarnation },
    { key: keys.label, value: metadataValue(mark.label) },
    { key: keys.by, value: metadataValue(mark.by) },
  ];
}

/** As the orchestrator takes it: at most 63 lower-case letters, digits and . _ - inside. */
function metadataValue(text: string): string {
  return text
    .toLowerCase()
    .replace(/[^a-z0-9._-]+/g, "-")
    .slice(0, 63)
    .replace(/^[^a-z0-9]+|[^a-z0-9]+$/g, "");
}
