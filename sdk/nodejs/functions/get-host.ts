// Generated from the lookups by `make generate`.
import * as pulumi from "@pulumi/pulumi";
import { announcePlugin } from "../plugin";
import { version } from "../version";

/** What is found by getHost. */
export interface GetHostResult {
  /**
   * The libvirt URI it is reached by.
   */
  uri: string;
  /**
   * Its identity: driver, system or session, and libvirt's uuid of the host.
   */
  host: string;
  /**
   * Version of its libvirt daemon, else of the library that talks to it.
   */
  libvirt: string;
  /**
   * What runs its machines, with the version, such as `QEMU 7.2.22`.
   */
  hypervisor: string;
  /**
   * Logical CPUs.
   */
  cpus: number;
  /**
   * Architecture or model of the CPUs, as libvirt says it.
   */
  cpuModel: string;
  /**
   * Memory of the host.
   */
  memory: string;
  /**
   * What its QEMU offers. KVM that is offered need not work: `accelerator: auto` proves it by a trial guest.
   */
  accelerators: string[];
}

/**
 * What the libvirt host is and has. Nothing is changed.
 * It uses the native door: give a `{ provider }` to look on another host than that of the configuration.
 */
export function getHost(options?: pulumi.InvokeOptions): Promise<GetHostResult> {
  announcePlugin();
  return pulumi.runtime.invoke(
    "edgefleet:index:getHost",
    {},
    { version, ...options },
  ) as Promise<GetHostResult>;
}

/**
 * The same for arguments that may be outputs.
 * What the libvirt host is and has. Nothing is changed.
 */
export function getHostOutput(options?: pulumi.InvokeOutputOptions): pulumi.Output<GetHostResult> {
  announcePlugin();
  return pulumi.runtime.invokeOutput(
    "edgefleet:index:getHost",
    {},
    { version, ...options },
  ) as pulumi.Output<GetHostResult>;
}
