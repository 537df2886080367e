// Commands about storage pools.
import type { Command } from "./command";

export interface PoolInfo {
  state: "running" | "inactive" | "building" | "degraded" | "inaccessible";
  persistent: boolean;
  autostart: boolean;
  /** Bytes; 0 while it does not run. */
  capacity: number;
  allocation: number;
  available: number;
}

const step = <V extends Command["verb"]>(verb: V, idempotent: boolean, ...args: string[]): Command<V> =>
  ({ verb, args, idempotent }) as Command<V>;
const on = (pool: string): string => `--pool=${pool}`;

export const poolList = (what: "uuid" | "name") => step("pool-list", true, "--all", `--${what}`);
export const poolDumpxml = (pool: string) => step("pool-dumpxml", true, on(pool), "--inactive");
export const poolInfo = (pool: string) => step("pool-info", true, on(pool), "--bytes");
export const poolBuild = (pool: string) => step("pool-build", true, on(pool));
export const poolStart = (pool: string) => step("pool-start", false, on(pool));
export const poolDestroy = (pool: string) => step("pool-destroy", false, on(pool));
/** For a directory: rmdir, which fails as long as a file is in it. */
export const poolDelete = (pool: string) => step("pool-delete", false, on(pool));
export const poolUndefine = (pool: string) => step("pool-undefine", true, on(pool));
export const poolRefresh = (pool: string) => step("pool-refresh", true, on(pool));
export const poolAutostart = (pool: string, autostart: boolean) =>
  step("pool-autostart", true, on(pool), ...(autostart ? [] : ["--disable"]));
export const poolDefine = (xml: string): Command<"pool-define"> => ({
  verb: "pool-define",
  args: [{ option: "file", document: "pool" }, "--validate"],
  documents: { pool: { text: xml } },
  idempotent: true,
});
