// Generated from the lookups by `make generate`.
import * as pulumi from "@pulumi/pulumi";
import { announcePlugin } from "../plugin";
import { version } from "../version";

/** Arguments of getPool. */
export interface GetPoolArgs {
  /**
   * Name of the pool on the host. Give this or `uuid`.
   */
  name?: string;
  /**
   * libvirt's id of the pool. Give this or `name`.
   */
  uuid?: string;
}

/** Arguments that may be outputs of getPool. */
export interface GetPoolOutputArgs {
  /**
   * Name of the pool on the host. Give this or `uuid`.
   */
  name?: pulumi.Input<string>;
  /**
   * libvirt's id of the pool. Give this or `name`.
   */
  uuid?: pulumi.Input<string>;
}

/** What is found by getPool. */
export interface GetPoolResult {
  /**
   * Name, unique on the host.
   * A change replaces the resource.
   */
  name: string;
  /**
   * libvirt's id of the pool.
   * A change replaces the resource.
   */
  uuid: string;
  /**
   * Directory on the host; made when it is missing. Default: a directory of the pool's name in `/var/lib/libvirt/edgefleet`, which is removed with the pool once it is empty; with `adopt` the one that is there, and no other. A directory that you name is never removed, and no file in one ever is.
   * A change replaces the resource.
   */
  path: string;
  /**
   * Start with the host.
   * Default: `true`.
   * A change is applied at once.
   */
  autostart: boolean;
  /**
   * Whether the pool runs; a stopped one is started again by the next `up`.
   * Default: `true`.
   * A change is applied at once.
   */
  active: boolean;
  /**
   * Size of its file system; `0B` while it does not run.
   */
  capacity: string;
  /**
   * What is free on its file system; `0B` while it does not run.
   */
  available: string;
}

/**
 * Looks up a storage pool of the host by name or uuid, whoever made it. Nothing is changed.
 * It uses the native door: give a `{ provider }` to look on another host than that of the configuration.
 */
export function getPool(args: GetPoolArgs, options?: pulumi.InvokeOptions): Promise<GetPoolResult> {
  announcePlugin();
  return pulumi.runtime.invoke(
    "edgefleet:index:getPool",
    { ...args },
    { version, ...options },
  ) as Promise<GetPoolResult>;
}

/**
 * The same for arguments that may be outputs.
 * Looks up a storage pool of the host by name or uuid, whoever made it. Nothing is changed.
 */
export function getPoolOutput(
  args: GetPoolOutputArgs,
  options?: pulumi.InvokeOutputOptions,
): pulumi.Output<GetPoolResult> {
  announcePlugin();
  return pulumi.runtime.invokeOutput(
    "edgefleet:index:getPool",
    { ...args },
    { version, ...options },
  ) as pulumi.Output<GetPoolResult>;
}
