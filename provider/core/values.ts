// Sizes and time spans with units, and when two values of a field are the same.
import type { Field } from "./define";

/** What the engine sends for a value that is not known yet in preview. */
export const unknown = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

export const isUnknown = (value: unknown): boolean => value === unknown;

/** Is there an unknown anywhere inside? */
export function hasUnknown(value: unknown): boolean {
  if (isUnknown(value)) return true;
  return typeof value === "object" && value !== null && Object.values(value).some(hasUnknown);
}

const sizeUnits: Record<string, number> = {
  B: 1,
  KB: 1e3,
  MB: 1e6,
  GB: 1e9,
  TB: 1e12,
  KiB: 2 ** 10,
  MiB: 2 ** 20,
  GiB: 2 ** 30,
  TiB: 2 ** 40,
};

/** Bytes of `20GiB`; undefined when it is no size. */
export function parseSize(text: unknown): number | undefined {
  return parseUnits(text, sizeUnits);
}

/** Bytes of a size that has passed check. */
export function bytes(text: string): number {
  const value = parseSize(text);
  if (value === undefined) throw new Error(`not a size: ${text}`);
  return value;
}

/** The shortest exact spelling with a binary unit: 1073741824 → `1GiB`. */
export function formatSize(value: number): string {
  for (const unit of ["TiB", "GiB", "MiB", "KiB"]) {
    const scale = sizeUnits[unit] as number;
    if (value >= scale && value % scale === 0) return `${value / scale}${unit}`;
  }
  return `${value}B`;
}

/** For people, rounded to one decimal: `7.6 GiB`. */
export function roughSize(value: number): string {
  const unit = ["TiB", "GiB", "MiB", "KiB"].find((u) => value >= (sizeUnits[u] as number));
  return unit ? `${Math.round((value / (sizeUnits[unit] as number)) * 10) / 10} ${unit}` : `${value} B`;
}

const durationUnits: Record<string, number> = { ms: 1, s: 1e3, m: 60e3, h: 3600e3 };

/** Milliseconds of `90s`; undefined when it is no time span. */
export function parseDuration(text: unknown): number | undefined {
  return parseUnits(text, durationUnits);
}

/** Milliseconds of a time span that has passed check. */
export function milliseconds(text: string): number {
  const value = parseDuration(text);
  if (value === undefined) throw new Error(`not a time span: ${text}`);
  return value;
}

function parseUnits(text: unknown, units: Record<string, number>): number | undefined {
  const match = typeof text === "string" ? /^(\d+(?:\.\d+)?)\s*([A-Za-z]+)$/.exec(text) : null;
  const scale = match ? units[match[2] as string] : undefined;
  if (!match || scale === undefined) return undefined;
  const value = Number(match[1]) * scale;
  return Number.isSafeInteger(value) ? value : undefined;
}

/** Equal to a user: by value and unit, without regard to how it is written. */
export function sameValue(field: Field, a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (a === undefined || b === undefined || isUnknown(a) || isUnknown(b)) return false;
  if (field.same) return field.same(a, b);
  switch (field.kind) {
    case "size":
      return parseSize(a) === parseSize(b);
    case "duration":
      return parseDuration(a) === parseDuration(b);
    default:
      return JSON.stringify(a) === JSON.stringify(b);
  }
}
