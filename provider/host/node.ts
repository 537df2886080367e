// Commands about the host itself.
import type { Command } from "./command";

export interface HostNode {
  cpus: number;
  /** Bytes. */
  memory: number;
  model: string;
}

export interface HostVersion {
  /** Of the library that virsh uses. */
  libvirt: string;
  /** Of the daemon, where it says so. */
  daemon?: string;
  hypervisor: string;
}

export const version = (): Command<"version"> => ({ verb: "version", args: ["--daemon"], idempotent: true });
export const capabilities = (): Command<"capabilities"> => ({
  verb: "capabilities",
  args: [],
  idempotent: true,
});
export const nodeinfo = (): Command<"nodeinfo"> => ({ verb: "nodeinfo", args: [], idempotent: true });
