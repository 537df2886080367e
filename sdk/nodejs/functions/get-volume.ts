// Generated from the lookups by `make generate`.
import * as pulumi from "@pulumi/pulumi";
import { announcePlugin } from "../plugin";
import { version } from "../version";

/** Arguments of getVolume. */
export interface GetVolumeArgs {
  /**
   * Name of the pool it is in.
   */
  pool: string;
  /**
   * Its file name in the pool.
   */
  name: string;
}

/** Arguments that may be outputs of getVolume. */
export interface GetVolumeOutputArgs {
  /**
   * Name of the pool it is in.
   */
  pool: pulumi.Input<string>;
  /**
   * Its file name in the pool.
   */
  name: pulumi.Input<string>;
}

/** What is found by getVolume. */
export interface GetVolumeResult {
  /**
   * Name of the pool it is in.
   */
  pool: string;
  /**
   * Its file name in the pool.
   */
  name: string;
  /**
   * Format of the file; content that Edgefleet makes is always `raw`.
   * One of `qcow2`, `raw`.
   * Default: `qcow2`.
   * A change replaces the resource.
   */
  format: "qcow2" | "raw";
  /**
   * The file on the host.
   */
  path: string;
  /**
   * The virtual size that the volume has.
   */
  capacity: string;
}

/**
 * Looks up a volume of the host by pool and name, whoever made it. Nothing is changed.
 * It uses the native door: give a `{ provider }` to look on another host than that of the configuration.
 */
export function getVolume(args: GetVolumeArgs, options?: pulumi.InvokeOptions): Promise<GetVolumeResult> {
  announcePlugin();
  return pulumi.runtime.invoke(
    "edgefleet:index:getVolume",
    { ...args },
    { version, ...options },
  ) as Promise<GetVolumeResult>;
}

/**
 * The same for arguments that may be outputs.
 * Looks up a volume of the host by pool and name, whoever made it. Nothing is changed.
 */
export function getVolumeOutput(
  args: GetVolumeOutputArgs,
  options?: pulumi.InvokeOutputOptions,
): pulumi.Output<GetVolumeResult> {
  announcePlugin();
  return pulumi.runtime.invokeOutput(
    "edgefleet:index:getVolume",
    { ...args },
    { version, ...options },
  ) as pulumi.Output<GetVolumeResult>;
}
