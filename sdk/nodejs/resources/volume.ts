// Generated from the resource definitions by `make generate`.
import * as pulumi from "@pulumi/pulumi";
import { EdgeResource, isOfType, tokenOf, ReferenceArgs, ResourceOptions } from "../resource";
import { Pool } from "./pool";

/**
 * What is written into the volume when it is made.
 */
export interface VolumeContentArgs {
  /**
   * A file on the machine that runs Pulumi: a disk image in the volume's format.
   */
  file: pulumi.Input<string>;
  /**
   * Its SHA-256 in hex. Given, it is compared in preview; else it is computed. Other content is another volume.
   * A change replaces the resource.
   */
  sha256?: pulumi.Input<string>;
}

/**
 * What is written into the volume when it is made.
 */
export interface VolumeContent {
  /**
   * A file on the machine that runs Pulumi: a disk image in the volume's format.
   */
  file: string;
  /**
   * Its SHA-256 in hex. Given, it is compared in preview; else it is computed. Other content is another volume.
   * A change replaces the resource.
   */
  sha256: string;
}

/** Arguments of Volume. */
export interface VolumeArgs {
  /**
   * File name in the pool. Default: the logical name, the incarnation and the format's ending, so that an old and a new volume never meet. A name of your own is refused when such a file exists that is not in this stack's state.
   * A change replaces the resource.
   */
  name?: pulumi.Input<string>;
  /**
   * The pool it lives in.
   * Preview says what a change does to the running machine.
   */
  pool: pulumi.Input<Pool | string | ReferenceArgs>;
  /**
   * Format of the file.
   * One of `qcow2`, `raw`.
   * Default: `qcow2`.
   * A change replaces the resource.
   */
  format?: pulumi.Input<"qcow2" | "raw">;
  /**
   * Virtual size, such as `20GiB`. Default: that of the backing volume or the content. It can grow in place, also under a running machine; the guest's file system is grown by the guest.
   * Preview says what a change does to the running machine.
   */
  size?: pulumi.Input<string>;
  /**
   * A volume that this one is an overlay of: only differences are stored. It must not change any more.
   * A change replaces the resource.
   */
  backing?: pulumi.Input<Volume | string | ReferenceArgs>;
  /**
   * What is written into the volume when it is made.
   * A change replaces the resource.
   */
  content?: pulumi.Input<VolumeContentArgs>;
  /**
   * Allows a change that replaces the volume, and with it all data that a guest wrote. Without it such a change is refused in preview.
   * Default: `false`.
   * A change is applied at once.
   */
  replaceData?: pulumi.Input<boolean>;
  /**
   * Take over an object of this name that exists already and was not made by Edgefleet. From then on it is managed, and removed by `pulumi destroy`, like any other.
   * A change is applied at once.
   */
  adopt?: pulumi.Input<boolean>;
}

/**
 * A disk image in a pool: empty, an overlay of another volume, or with the content of a local file.
 */
export class Volume extends EdgeResource {
  /** @internal */
  static readonly __pulumiType: string = tokenOf("Volume");

  /** Reads an existing volume that is managed by another stack; nothing is changed. */
  static get(name: string, id: pulumi.Input<pulumi.ID>, options?: ResourceOptions): Volume {
    return new Volume(name, undefined as unknown as VolumeArgs, { ...options, id });
  }

  /** True for an instance of this class, also of another copy of this package. */
  static override isInstance(value: unknown): value is Volume {
    return isOfType(value, "Volume");
  }

  /**
   * File name in the pool. Default: the logical name, the incarnation and the format's ending, so that an old and a new volume never meet. A name of your own is refused when such a file exists that is not in this stack's state.
   * A change replaces the resource.
   */
  declare readonly name: pulumi.Output<string>;
  /**
   * The pool it lives in.
   * Preview says what a change does to the running machine.
   */
  declare readonly pool: pulumi.Output<{ name: string; incarnation?: string }>;
  /**
   * Format of the file.
   * One of `qcow2`, `raw`.
   * Default: `qcow2`.
   * A change replaces the resource.
   */
  declare readonly format: pulumi.Output<"qcow2" | "raw">;
  /**
   * Virtual size, such as `20GiB`. Default: that of the backing volume or the content. It can grow in place, also under a running machine; the guest's file system is grown by the guest.
   * Preview says what a change does to the running machine.
   */
  declare readonly size: pulumi.Output<string | undefined>;
  /**
   * A volume that this one is an overlay of: only differences are stored. It must not change any more.
   * A change replaces the resource.
   */
  declare readonly backing: pulumi.Output<{ name: string; incarnation?: string; pool: string } | undefined>;
  /**
   * What is written into the volume when it is made.
   * A change replaces the resource.
   */
  declare readonly content: pulumi.Output<VolumeContent | undefined>;
  /**
   * Allows a change that replaces the volume, and with it all data that a guest wrote. Without it such a change is refused in preview.
   * Default: `false`.
   * A change is applied at once.
   */
  declare readonly replaceData: pulumi.Output<boolean>;
  /**
   * The file on the host.
   * A change is applied at once.
   */
  declare readonly path: pulumi.Output<string>;
  /**
   * The virtual size that the volume has.
   * A change is applied at once.
   */
  declare readonly capacity: pulumi.Output<string>;

  constructor(name: string, args: VolumeArgs, options?: ResourceOptions) {
    super(
      "Volume",
      "volume",
      name,
      { ...args },
      {
        outputs: ["name", "pool", "format", "size", "backing", "content", "replaceData", "path", "capacity"],
        required: ["pool"],
        secrets: [],
      },
      options,
    );
  }
}
