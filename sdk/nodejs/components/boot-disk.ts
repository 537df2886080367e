// A disk that UEFI boots one program from, such as iPXE.
import * as pulumi from "@pulumi/pulumi";
import { ReferenceArgs, ResourceOptions } from "../resource";
import { Pool, Volume, VolumeArgs } from "../resources";

/** Arguments of BootDisk. */
export interface BootDiskArgs {
  /** The pool it lives in: the resource, or its name. */
  pool: pulumi.Input<Pool | string | ReferenceArgs>;
  /** File name in the pool. Default: as Volume's. */
  name?: VolumeArgs["name"];
  /** The EFI program on the machine that runs Pulumi, such as iPXE's `ipxe.efi`. A change replaces the disk. */
  file: pulumi.Input<string>;
  /**
   * Virtual size, such as `20GiB`, when a system is to be installed over it. Default: just the program's, 4 MiB and
   * more. A disk with a size may hold data: it is replaced only with `replaceData: true`.
   */
  size?: pulumi.Input<string>;
  /** Allows a change that replaces a disk that has a size. Default: false. */
  replaceData?: pulumi.Input<boolean>;
}

/**
 * A small GPT disk with an EFI system partition that holds the program as `EFI/BOOT/BOOTX64.EFI`. As the `image` of
 * edge nodes it is shared by all of them: each node's disk lies over it, boots the program, and is the disk that a
 * system is installed on.
 */
export class BootDisk extends Volume {
  constructor(name: string, { file, ...args }: BootDiskArgs, options?: ResourceOptions) {
    super(name, { ...args, content: { bootDisk: { file } } }, options);
  }
}
