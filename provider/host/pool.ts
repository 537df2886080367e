// Storage pools, as virsh commands.
import { attach, flag, once, repeatable } from "./build";
import type { Command } from "./command";
import { asItIs, isYes, lines, nothing, readInfo } from "./text";

export interface PoolInfo {
  /** libvirt's word: `running`, `inactive`, `building`, `degraded`, `inaccessible`. */
  state: string;
  persistent: boolean;
  autostart: boolean;
  /** Bytes; 0 when inactive. */
  capacity: number;
  allocation: number;
  available: number;
}

const named = (pool: string): string[] => ["--pool", pool];

export const poolList = (what: "uuid" | "name"): Command<"pool-list"> =>
  repeatable("pool-list", ["--all", `--${what}`]);

export const poolDumpxml = (
  pool: string,
  { inactive }: { inactive?: boolean } = {},
): Command<"pool-dumpxml"> => repeatable("pool-dumpxml", [...named(pool), ...flag("--inactive", inactive)]);

export const poolInfo = (pool: string): Command<"pool-info"> =>
  repeatable("pool-info", [...named(pool), "--bytes"]);

export const poolDefine = (xml: string): Command<"pool-define"> => {
  const { argument, extras } = attach("pool.xml", xml);
  return repeatable("pool-define", ["--file", argument, "--validate"], extras);
};

export const poolBuild = (pool: string): Command<"pool-build"> => repeatable("pool-build", named(pool));
export const poolStart = (pool: string): Command<"pool-start"> => once("pool-start", named(pool));
export const poolDestroy = (pool: string): Command<"pool-destroy"> => once("pool-destroy", named(pool));
export const poolUndefine = (pool: string): Command<"pool-undefine"> => once("pool-undefine", named(pool));
export const poolRefresh = (pool: string): Command<"pool-refresh"> => repeatable("pool-refresh", named(pool));

export const poolAutostart = (pool: string, on: boolean): Command<"pool-autostart"> =>
  repeatable("pool-autostart", [...named(pool), ...flag("--disable", !on)]);

export const poolParsers = {
  "pool-list": lines,
  "pool-dumpxml": asItIs,
  "pool-info": (stdout: string): PoolInfo => {
    const info = readInfo(stdout);
    return {
      state: info("State"),
      persistent: isYes(info("Persistent")),
      autostart: isYes(info("Autostart")),
      capacity: Number(info("Capacity")),
      allocation: Number(info("Allocation")),
      available: Number(info("Available")),
    };
  },
  "pool-define": nothing,
  "pool-build": nothing,
  "pool-start": nothing,
  "pool-destroy": nothing,
  "pool-undefine": nothing,
  "pool-autostart": nothing,
  "pool-refresh": nothing,
};
