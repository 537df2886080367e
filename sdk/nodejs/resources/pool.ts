// Generated from the resource definitions by `make generate`.
import * as pulumi from "@pulumi/pulumi";
import { EdgeResource, isOfType, tokenOf, ResourceOptions } from "../resource";

/** Arguments of Pool. */
export interface PoolArgs {
  /**
   * Name, unique on the host.
   * A change replaces the resource.
   */
  name?: pulumi.Input<string>;
  /**
   * libvirt's id of the pool.
   * A change replaces the resource.
   */
  uuid?: pulumi.Input<string>;
  /**
   * Directory on the host; made when it is missing. Default: a directory of the pool's name in `/var/lib/libvirt/edgefleet`, which is removed with the pool once it is empty; with `adopt` the one that is there, and no other. A directory that you name is never removed, and no file in one ever is.
   * A change replaces the resource.
   */
  path?: pulumi.Input<string>;
  /**
   * Start with the host.
   * Default: `true`.
   * A change is applied at once.
   */
  autostart?: pulumi.Input<boolean>;
  /**
   * Whether the pool runs; a stopped one is started again by the next `up`.
   * Default: `true`.
   * A change is applied at once.
   */
  active?: pulumi.Input<boolean>;
  /**
   * Take over an object of this name that exists already and was not made by Edgefleet. It keeps its id, its place and its data; all else becomes what the program says, defaults included. From then on it is managed, and removed by `pulumi destroy`, like any other.
   * A change is applied at once.
   */
  adopt?: pulumi.Input<boolean>;
}

/**
 * A directory on the host that volumes live in. Removing the pool never removes a file in it.
 */
export class Pool extends EdgeResource {
  /** @internal */
  static readonly __pulumiType: string = tokenOf("Pool");

  /** Reads an existing pool that is managed by another stack; nothing is changed. */
  static get(name: string, id: pulumi.Input<pulumi.ID>, options?: ResourceOptions): Pool {
    return new Pool(name, undefined as unknown as PoolArgs, { ...options, id });
  }

  /** True for an instance of this class, also of another copy of this package. */
  static override isInstance(value: unknown): value is Pool {
    return isOfType(value, "Pool");
  }

  /**
   * Name, unique on the host.
   * A change replaces the resource.
   */
  declare readonly name: pulumi.Output<string>;
  /**
   * libvirt's id of the pool.
   * A change replaces the resource.
   */
  declare readonly uuid: pulumi.Output<string>;
  /**
   * Directory on the host; made when it is missing. Default: a directory of the pool's name in `/var/lib/libvirt/edgefleet`, which is removed with the pool once it is empty; with `adopt` the one that is there, and no other. A directory that you name is never removed, and no file in one ever is.
   * A change replaces the resource.
   */
  declare readonly path: pulumi.Output<string>;
  /**
   * Start with the host.
   * Default: `true`.
   * A change is applied at once.
   */
  declare readonly autostart: pulumi.Output<boolean>;
  /**
   * Whether the pool runs; a stopped one is started again by the next `up`.
   * Default: `true`.
   * A change is applied at once.
   */
  declare readonly active: pulumi.Output<boolean>;

  constructor(name: string, args?: PoolArgs, options?: ResourceOptions) {
    super(
      "Pool",
      "pool",
      name,
      { ...args },
      {
        outputs: ["name", "uuid", "path", "autostart", "active"],
        required: [],
        secrets: [],
      },
      options,
    );
  }
}
