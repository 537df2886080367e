// A disk for cloud-init: a volume whose content is said in cloud-init's words.
import * as pulumi from "@pulumi/pulumi";
import { ReferenceArgs, ResourceOptions } from "../resource";
import { CloudInitContentArgs, Pool, Volume, VolumeArgs } from "../resources";

/** Arguments of CloudInitDisk. */
export interface CloudInitDiskArgs extends Omit<
  CloudInitContentArgs,
  "userData" | "metaData" | "networkConfig"
> {
  /** The pool it lives in: the resource, or its name. */
  pool: pulumi.Input<Pool | string | ReferenceArgs>;
  /** File name in the pool. Default: as Volume's. */
  name?: VolumeArgs["name"];
  /**
   * cloud-init's user data: a text with a first line such as `#cloud-config` or `#!/bin/sh`, or an object, which
   * becomes a `#cloud-config`. Always encrypted in state. A change replaces the disk.
   */
  userData: pulumi.Input<string | Record<string, unknown>>;
  /**
   * cloud-init's meta data. Default: an `instance-id` that stays the same, and `hostname` if given. A change
   * replaces the disk.
   */
  metaData?: pulumi.Input<string | Record<string, unknown>>;
  /** cloud-init's network configuration. Default: DHCP on the first network card. A change replaces the disk. */
  networkConfig?: pulumi.Input<string | Record<string, unknown>>;
}

/**
 * A disk for cloud-init's NoCloud data source. A new content is a new disk: a machine that has it sees the change in
 * preview, and reads it when it next boots.
 */
export class CloudInitDisk extends Volume {
  constructor(name: string, args: CloudInitDiskArgs, options?: ResourceOptions) {
    const { pool, name: file, userData, metaData, networkConfig, ...rest } = args;
    const cloudInit = {
      ...rest,
      userData: textOf(userData, "#cloud-config\n"),
      ...(metaData === undefined ? {} : { metaData: textOf(metaData) }),
      ...(networkConfig === undefined ? {} : { networkConfig: textOf(networkConfig) }),
    };
    super(name, { pool, ...(file === undefined ? {} : { name: file }), content: { cloudInit } }, options);
  }
}

/** An object becomes JSON, which is YAML as well. */
function textOf(value: pulumi.Input<string | Record<string, unknown>>, head = ""): pulumi.Input<string> {
  if (typeof value === "string") return value;
  return pulumi
    .output(value)
    .apply((known) =>
      typeof known === "string" ? known : `${head}${JSON.stringify(known, undefined, 2)}\n`,
    );
}
