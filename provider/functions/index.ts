// Every lookup there is. A new one is one line here.
import type { LookupFunction } from "./function";
import { getDomain } from "./get-domain";
import { getHost } from "./get-host";
import { getNetwork } from "./get-network";
import { getPool } from "./get-pool";
import { getVolume } from "./get-volume";

export type { LookupFunction } from "./function";

export const functions: readonly LookupFunction[] = [getDomain, getHost, getNetwork, getPool, getVolume];
