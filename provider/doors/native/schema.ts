// schema.json and the version, as they are in this package.
import { readFileSync } from "node:fs";

const read = (path: string): string => readFileSync(require.resolve(path), "utf8");

export const schemaText = read("../../../../schema.json");
export const schema = JSON.parse(schemaText) as object;
export const { version } = JSON.parse(read("../../../../package.json")) as { version: string };
