// All functions, in the order of the documents.
import type { LookupFunction } from "./function";

export const functions: readonly LookupFunction[] = [];
