// Generated from the resource definitions by `make generate`.
import * as pulumi from "@pulumi/pulumi";
import { EdgeResource, isOfType, tokenOf, ResourceOptions } from "../resource";

import { OrchestratorConnection, OrchestratorConnectionArgs } from "./orchestrator-host";

/** Arguments of OsProfile. */
export interface OsProfileArgs {
  /**
   * The orchestrator, its project, and who asks.
   * A change is applied at once.
   */
  orchestrator: pulumi.Input<OrchestratorConnectionArgs>;
  /**
   * OS profile by its name, its profile name, or its id on the orchestrator, such as `ubuntu-22.04-lts-generic-ext`.
   * A change is applied at once.
   */
  profile: pulumi.Input<string>;
  /**
   * Provision a node as soon as it has onboarded.
   * Default: `true`.
   * A change is applied at once.
   */
  autoProvision?: pulumi.Input<boolean>;
}

/**
 * The OS profile that nodes of a project get when they onboard. There is one such setting in a project; the one before comes back when this is destroyed.
 */
export class OsProfile extends EdgeResource {
  /** @internal */
  static readonly __pulumiType: string = tokenOf("OsProfile");

  /** Reads an existing os-profile that is managed by another stack; nothing is changed. */
  static get(name: string, id: pulumi.Input<pulumi.ID>, options?: ResourceOptions): OsProfile {
    return new OsProfile(name, undefined as unknown as OsProfileArgs, { ...options, id });
  }

  /** True for an instance of this class, also of another copy of this package. */
  static override isInstance(value: unknown): value is OsProfile {
    return isOfType(value, "OsProfile");
  }

  /**
   * The orchestrator, its project, and who asks.
   * A change is applied at once.
   */
  declare readonly orchestrator: pulumi.Output<OrchestratorConnection>;
  /**
   * OS profile by its name, its profile name, or its id on the orchestrator, such as `ubuntu-22.04-lts-generic-ext`.
   * A change is applied at once.
   */
  declare readonly profile: pulumi.Output<string>;
  /**
   * Provision a node as soon as it has onboarded.
   * Default: `true`.
   * A change is applied at once.
   */
  declare readonly autoProvision: pulumi.Output<boolean>;
  /**
   * Name of the profile.
   * A change is applied at once.
   */
  declare readonly osName: pulumi.Output<string>;
  /**
   * Where its image comes from.
   * A change is applied at once.
   */
  declare readonly imageUrl: pulumi.Output<string | undefined>;

  constructor(name: string, args: OsProfileArgs, options?: ResourceOptions) {
    super(
      "OsProfile",
      "osProfile",
      name,
      { ...args },
      {
        outputs: ["orchestrator", "profile", "autoProvision", "osName", "imageUrl"],
        required: ["orchestrator", "profile"],
        secrets: ["orchestrator.password"],
      },
      options,
    );
  }
}
