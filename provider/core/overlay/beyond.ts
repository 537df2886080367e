// An object with an overlay, as its fields see it: what stands there because of the overlay is no value of a field.
import { isRecord } from "../changes";

/**
 * `expected` is what would be seen if everything were as it is wanted. Where that is seen, it is as the fields say.
 */
export function withoutOverlay<T>(seen: T, expected: unknown, wanted: unknown): T {
  if (same(seen, expected)) return wanted as T;
  if (!isRecord(seen) || !isRecord(expected) || !isRecord(wanted)) return seen;
  const keys = [...new Set([...Object.keys(seen), ...Object.keys(wanted)])];
  const entries = keys.map((key) => [key, withoutOverlay(seen[key], expected[key], wanted[key])] as const);
  return Object.fromEntries(entries.filter(([key, value]) => value !== undefined || key in wanted)) as T;
}

function same(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (Array.isArray(a) && Array.isArray(b))
    return a.length === b.length && a.every((item, i) => same(item, b[i]));
  if (!isRecord(a) || !isRecord(b)) return false;
  return [...new Set([...Object.keys(a), ...Object.keys(b)])].every((key) => same(a[key], b[key]));
}
