// Lists as the API gives them: filtered, ordered, at most 100 at once.
import { invalid } from "./failure";
import { parseFilter, valueAt } from "./filter";

export function page(records: object[], key: string, query: URLSearchParams): object {
  const pageSize = whole(query, "pageSize", 20, 1, 100);
  const offset = whole(query, "offset", 0, 0, 10_000);
  const filter = query.get("filter");
  const chosen = ordered(filter ? records.filter(parseFilter(filter)) : records, query.get("orderBy"));
  return {
    [key]: chosen.slice(offset, offset + pageSize),
    totalElements: chosen.length,
    hasNext: offset + pageSize < chosen.length,
  };
}

function whole(query: URLSearchParams, name: string, fallback: number, min: number, max: number): number {
  const text = query.get(name);
  // gRPC cannot tell 0 from nothing.
  if (text === null || text === "0") return fallback;
  const value = Number(text);
  if (!Number.isInteger(value) || value < min || value > max)
    throw invalid(`validation error: ${name}: value must be from ${min} to ${max}`);
  return value;
}

function ordered(records: object[], by: string | null): object[] {
  if (!by) return records;
  const [field = "", direction] = by.trim().split(/\s+/);
  const sign = direction?.toLowerCase() === "desc" ? -1 : 1;
  const key = (record: object) => String(valueAt(record, field.split(".")) ?? "");
  return [...records].sort((a, b) => sign * (key(a) < key(b) ? -1 : key(a) > key(b) ? 1 : 0));
}
