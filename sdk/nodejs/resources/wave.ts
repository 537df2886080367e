// Generated from the resource definitions by `make generate`.
import * as pulumi from "@pulumi/pulumi";
import { EdgeResource, isOfType, tokenOf, ResourceOptions } from "../resource";

/** Arguments of Wave. */
export interface WaveArgs {
  /**
   * The nodes of this wave by name.
   */
  nodes: pulumi.Input<Record<string, pulumi.Input<boolean>>>;
  /**
   * How many of its nodes have to be ready before anything that depends on it is begun, in percent.
   * Default: `100`.
   * A change is applied at once.
   */
  successThreshold?: pulumi.Input<number>;
  /**
   * How many nodes of earlier waves are not ready.
   * Default: `0`.
   * A change is applied at once.
   */
  failedBefore?: pulumi.Input<number>;
  /**
   * As many nodes that are not ready, in this wave and those before, stop everything that depends on it. Default: no such limit.
   * A change is applied at once.
   */
  errorThreshold?: pulumi.Input<number>;
}

/**
 * A gate between nodes that are brought up one group after the other: what depends on it is begun once enough nodes of the group are ready. Give its nodes `ready: { required: false }`, so that one that fails does not stop the rest by itself. EdgeFleet makes waves by itself, see `waves`.
 */
export class Wave extends EdgeResource {
  /** @internal */
  static readonly __pulumiType: string = tokenOf("Wave");

  /** Reads an existing wave that is managed by another stack; nothing is changed. */
  static get(name: string, id: pulumi.Input<pulumi.ID>, options?: ResourceOptions): Wave {
    return new Wave(name, undefined as unknown as WaveArgs, { ...options, id });
  }

  /** True for an instance of this class, also of another copy of this package. */
  static override isInstance(value: unknown): value is Wave {
    return isOfType(value, "Wave");
  }

  /**
   * The nodes of this wave by name.
   */
  declare readonly nodes: pulumi.Output<Record<string, boolean>>;
  /**
   * How many of its nodes have to be ready before anything that depends on it is begun, in percent.
   * Default: `100`.
   * A change is applied at once.
   */
  declare readonly successThreshold: pulumi.Output<number>;
  /**
   * How many nodes of earlier waves are not ready.
   * Default: `0`.
   * A change is applied at once.
   */
  declare readonly failedBefore: pulumi.Output<number>;
  /**
   * As many nodes that are not ready, in this wave and those before, stop everything that depends on it. Default: no such limit.
   * A change is applied at once.
   */
  declare readonly errorThreshold: pulumi.Output<number | undefined>;
  /**
   * The nodes of this wave that are not ready.
   */
  declare readonly failed: pulumi.Output<string[]>;
  /**
   * How many nodes are not ready, in this wave and those before.
   * A change is applied at once.
   */
  declare readonly failedSoFar: pulumi.Output<number>;
  /**
   * Whether enough nodes are ready.
   * A change is applied at once.
   */
  declare readonly isReady: pulumi.Output<boolean | undefined>;

  constructor(name: string, args: WaveArgs, options?: ResourceOptions) {
    super(
      "Wave",
      "wave",
      name,
      { ...args },
      {
        outputs: [
          "nodes",
          "successThreshold",
          "failedBefore",
          "errorThreshold",
          "failed",
          "failedSoFar",
          "isReady",
        ],
        required: ["nodes"],
        secrets: [],
      },
      options,
    );
  }
}
