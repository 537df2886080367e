// Generated from the resource definitions by `make generate`.
import * as pulumi from "@pulumi/pulumi";
import { EdgeResource, isOfType, tokenOf, ResourceOptions } from "../resource";

import { OrchestratorConnection, OrchestratorConnectionArgs } from "./orchestrator-host";

/**
 * What is waited for.
 */
export interface OnboardingReadyArgs {
  /**
   * How far the node has to be.
   * One of `registered`, `onboarded`, `provisioned`, `running`.
   * Default: `running`.
   */
  waitFor?: pulumi.Input<"registered" | "onboarded" | "provisioned" | "running">;
  /**
   * How long to wait, as a time span. After that the next `up` waits on.
   * Default: `1h`.
   */
  timeout?: pulumi.Input<string>;
  /**
   * `false`: a node that is not as far in time is a warning and no error, so that what depends on this goes on; `isReady` tells, and the next `up` waits again. Default: true.
   */
  required?: pulumi.Input<boolean>;
}

/**
 * What is waited for.
 */
export interface OnboardingReady {
  /**
   * How far the node has to be.
   * One of `registered`, `onboarded`, `provisioned`, `running`.
   * Default: `running`.
   */
  waitFor: "registered" | "onboarded" | "provisioned" | "running";
  /**
   * How long to wait, as a time span. After that the next `up` waits on.
   * Default: `1h`.
   */
  timeout: string;
  /**
   * `false`: a node that is not as far in time is a warning and no error, so that what depends on this goes on; `isReady` tells, and the next `up` waits again. Default: true.
   */
  required?: boolean;
}

/** Arguments of Onboarding. */
export interface OnboardingArgs {
  /**
   * The orchestrator, its project, and who asks.
   * A change is applied at once.
   */
  orchestrator: pulumi.Input<OrchestratorConnectionArgs>;
  /**
   * Serial number of the node.
   * A change replaces the resource.
   */
  serial: pulumi.Input<string>;
  /**
   * What is waited for.
   * Default: `{"waitFor":"running","timeout":"1h"}`.
   * A change is applied at once.
   */
  ready?: pulumi.Input<OnboardingReadyArgs>;
}

/**
 * Waits until a node has come as far as it should, and says how far it is. It stands beside the machine in a program, or after it; the record is made by an OrchestratorHost, or by an operator at the node.
 */
export class Onboarding extends EdgeResource {
  /** @internal */
  static readonly __pulumiType: string = tokenOf("Onboarding");

  /** Reads an existing onboarding that is managed by another stack; nothing is changed. */
  static get(name: string, id: pulumi.Input<pulumi.ID>, options?: ResourceOptions): Onboarding {
    return new Onboarding(name, undefined as unknown as OnboardingArgs, { ...options, id });
  }

  /** True for an instance of this class, also of another copy of this package. */
  static override isInstance(value: unknown): value is Onboarding {
    return isOfType(value, "Onboarding");
  }

  /**
   * The orchestrator, its project, and who asks.
   * A change is applied at once.
   */
  declare readonly orchestrator: pulumi.Output<OrchestratorConnection>;
  /**
   * Serial number of the node.
   * A change replaces the resource.
   */
  declare readonly serial: pulumi.Output<string>;
  /**
   * What is waited for.
   * Default: `{"waitFor":"running","timeout":"1h"}`.
   * A change is applied at once.
   */
  declare readonly ready: pulumi.Output<OnboardingReady>;
  /**
   * The orchestrator's id of the host, once there is one.
   * A change is applied at once.
   */
  declare readonly hostId: pulumi.Output<string | undefined>;
  /**
   * How far it is: `registered`, `onboarded`, `provisioned` or `running`.
   * A change is applied at once.
   */
  declare readonly stage: pulumi.Output<string>;
  /**
   * uuid in the record, once the node has reported.
   * A change is applied at once.
   */
  declare readonly reportedUuid: pulumi.Output<string | undefined>;
  /**
   * The orchestrator's id of what it is provisioned with.
   * A change is applied at once.
   */
  declare readonly instanceId: pulumi.Output<string | undefined>;
  /**
   * The orchestrator's own words.
   * A change is applied at once.
   */
  declare readonly registrationStatus: pulumi.Output<string | undefined>;
  /**
   * The orchestrator's own words.
   * A change is applied at once.
   */
  declare readonly onboardingStatus: pulumi.Output<string | undefined>;
  /**
   * The orchestrator's own words.
   * A change is applied at once.
   */
  declare readonly provisioningStatus: pulumi.Output<string | undefined>;
  /**
   * The orchestrator's own words.
   * A change is applied at once.
   */
  declare readonly hostStatus: pulumi.Output<string | undefined>;
  /**
   * OS profile that it is provisioned with.
   * A change is applied at once.
   */
  declare readonly osName: pulumi.Output<string | undefined>;
  /**
   * Image of that profile.
   * A change is applied at once.
   */
  declare readonly osImageUrl: pulumi.Output<string | undefined>;
  /**
   * Whether it is as far as was waited for.
   * A change is applied at once.
   */
  declare readonly isReady: pulumi.Output<boolean | undefined>;

  constructor(name: string, args: OnboardingArgs, options?: ResourceOptions) {
    super(
      "Onboarding",
      "onboarding",
      name,
      { ...args },
      {
        outputs: [
          "orchestrator",
          "serial",
          "ready",
          "hostId",
          "stage",
          "reportedUuid",
          "instanceId",
          "registrationStatus",
          "onboardingStatus",
          "provisioningStatus",
          "hostStatus",
          "osName",
          "osImageUrl",
          "isReady",
        ],
        required: ["orchestrator", "serial"],
        secrets: ["orchestrator.password"],
      },
      options,
    );
  }
}
