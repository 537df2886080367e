// What two folders differ in.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** Files by their path within the folder; nothing when the folder is not there. */
export function filesIn(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !entry.parentPath.includes("__pycache__"))
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .sort();
}

/** Paths of the files that are only in one of the folders, or not the same in both. */
export function differingFiles(one: string, other: string): string[] {
  const all = new Set([...filesIn(one), ...filesIn(other)]);
  return [...all].filter((path) => textOf(join(one, path)) !== textOf(join(other, path)));
}

const textOf = (path: string): string | undefined =>
  existsSync(path) ? readFileSync(path, "utf8") : undefined;
