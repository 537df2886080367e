// Generated from the resource definitions by `make generate`.
import * as pulumi from "@pulumi/pulumi";
import { EdgeResource, isOfType, tokenOf, ReferenceArgs, ResourceOptions } from "../resource";
import { Pool } from "./pool";

/**
 * What one node needs.
 */
export interface PlannedNodeArgs {
  /**
   * Name of its machine on the host. Default: as Domain's.
   */
  name?: pulumi.Input<string>;
  /**
   * vCPUs.
   */
  vcpu: pulumi.Input<number>;
  /**
   * Memory.
   */
  memory: pulumi.Input<string>;
  /**
   * Size of the disk when it is full.
   */
  disk?: pulumi.Input<string>;
}

/**
 * What one node needs.
 */
export interface PlannedNode {
  /**
   * Name of its machine on the host. Default: as Domain's.
   */
  name?: string;
  /**
   * vCPUs.
   */
  vcpu: number;
  /**
   * Memory.
   */
  memory: string;
  /**
   * Size of the disk when it is full.
   */
  disk?: string;
}

/** Arguments of FleetPlan. */
export interface FleetPlanArgs {
  /**
   * The nodes by the logical name of their machine.
   */
  nodes: pulumi.Input<Record<string, pulumi.Input<PlannedNodeArgs>>>;
  /**
   * The pool that the disks live in.
   * A change is applied at once.
   */
  pool?: pulumi.Input<Pool | string | ReferenceArgs>;
  /**
   * First address that the network gives out.
   * A change is applied at once.
   */
  dhcpStart?: pulumi.Input<string>;
  /**
   * Last address that the network gives out.
   * A change is applied at once.
   */
  dhcpEnd?: pulumi.Input<string>;
}

/**
 * Compares what a fleet needs with what its host has, in preview. It stands for nothing on the host.
 */
export class FleetPlan extends EdgeResource {
  /** @internal */
  static readonly __pulumiType: string = tokenOf("FleetPlan");

  /** Reads an existing fleet-plan that is managed by another stack; nothing is changed. */
  static get(name: string, id: pulumi.Input<pulumi.ID>, options?: ResourceOptions): FleetPlan {
    return new FleetPlan(name, undefined as unknown as FleetPlanArgs, { ...options, id });
  }

  /** True for an instance of this class, also of another copy of this package. */
  static override isInstance(value: unknown): value is FleetPlan {
    return isOfType(value, "FleetPlan");
  }

  /**
   * The nodes by the logical name of their machine.
   */
  declare readonly nodes: pulumi.Output<Record<string, PlannedNode>>;
  /**
   * The pool that the disks live in.
   * A change is applied at once.
   */
  declare readonly pool: pulumi.Output<{ name: string; incarnation?: string } | undefined>;
  /**
   * First address that the network gives out.
   * A change is applied at once.
   */
  declare readonly dhcpStart: pulumi.Output<string | undefined>;
  /**
   * Last address that the network gives out.
   * A change is applied at once.
   */
  declare readonly dhcpEnd: pulumi.Output<string | undefined>;

  constructor(name: string, args: FleetPlanArgs, options?: ResourceOptions) {
    super(
      "FleetPlan",
      "fleetPlan",
      name,
      { ...args },
      {
        outputs: ["nodes", "pool", "dhcpStart", "dhcpEnd"],
        required: ["nodes"],
        secrets: [],
      },
      options,
    );
  }
}
