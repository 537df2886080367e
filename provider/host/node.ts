// The host itself: versions, processors, memory.
import { repeatable } from "./build";
import type { Command } from "./command";
import type { Results } from "./results";
import { asItIs, kib, readInfo } from "./text";

export interface HostNode {
  cpus: number;
  /** Bytes. */
  memory: number;
  model: string;
}

export interface HostVersion {
  /** Of the library that virsh uses. */
  libvirt: string;
  /** Such as `QEMU 9.0.0`. */
  api: string;
  /** Such as `QEMU 7.2.22`. */
  hypervisor: string;
  /** Of the libvirt on the host. */
  daemon?: string;
}

export const version = (): Command<"version"> => repeatable("version", ["--daemon"]);
export const capabilities = (): Command<"capabilities"> => repeatable("capabilities", []);
export const nodeinfo = (): Command<"nodeinfo"> => repeatable("nodeinfo", []);

/** True when `version` is `since` or later; both are dotted numbers. */
export function atLeast(version: string, since: string): boolean {
  return version.localeCompare(since, "en", { numeric: true }) >= 0;
}

/** The version that both ends of the connection have. */
export function effectiveVersion({ libvirt, daemon }: HostVersion): string {
  return daemon === undefined || atLeast(daemon, libvirt) ? libvirt : daemon;
}

export const nodeParsers = {
  version: (stdout: string): Results["version"] => {
    const info = readInfo(stdout);
    const daemon = info("Running against daemon");
    return {
      libvirt: info("Using library").replace(/^libvirt /, ""),
      api: info("Using API"),
      hypervisor: info("Running hypervisor"),
      ...(daemon ? { daemon } : {}),
    };
  },
  capabilities: asItIs,
  nodeinfo: (stdout: string): Results["nodeinfo"] => {
    const info = readInfo(stdout);
    return { cpus: Number(info("CPU(s)")), memory: kib(info("Memory size")), model: info("CPU model") };
  },
};
