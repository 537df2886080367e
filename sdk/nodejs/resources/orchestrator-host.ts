// Generated from the resource definitions by `make generate`.
import * as pulumi from "@pulumi/pulumi";
import { EdgeResource, isOfType, tokenOf, ResourceOptions } from "../resource";

/**
 * The orchestrator, its project, and who asks.
 */
export interface OrchestratorConnectionArgs {
  /**
   * Domain of the orchestrator, such as `edge.example.com`; its services are `api.…` and `keycloak.…` in it.
   */
  fqdn: pulumi.Input<string>;
  /**
   * Name of the project.
   */
  project: pulumi.Input<string>;
  /**
   * User of the orchestrator; needs the project's Host-Manager-Group.
   */
  username: pulumi.Input<string>;
  /**
   * The user's password. Encrypted in state.
   */
  password: pulumi.Input<string>;
  /**
   * PEM of certificate authorities to trust besides those of the system. Certificates are always verified.
   */
  ca?: pulumi.Input<string>;
  /**
   * `IP` or `IP:port` that all names of the orchestrator lead to, where DNS does not know them.
   */
  address?: pulumi.Input<string>;
}

/**
 * The orchestrator, its project, and who asks.
 */
export interface OrchestratorConnection {
  /**
   * Domain of the orchestrator, such as `edge.example.com`; its services are `api.…` and `keycloak.…` in it.
   */
  fqdn: string;
  /**
   * Name of the project.
   */
  project: string;
  /**
   * User of the orchestrator; needs the project's Host-Manager-Group.
   */
  username: string;
  /**
   * The user's password. Encrypted in state.
   */
  password: string;
  /**
   * PEM of certificate authorities to trust besides those of the system. Certificates are always verified.
   */
  ca?: string;
  /**
   * `IP` or `IP:port` that all names of the orchestrator lead to, where DNS does not know them.
   */
  address?: string;
}

/**
 * When it counts as made.
 */
export interface OrchestratorHostReadyArgs {
  /**
   * How far the node has to be. Beyond `registered` the machine has to boot meanwhile, so the resource must not stand before it: use an Onboarding beside the machine, or stand after it with `register: false`.
   * One of `registered`, `onboarded`, `provisioned`, `running`.
   * Default: `registered`.
   */
  waitFor?: pulumi.Input<"registered" | "onboarded" | "provisioned" | "running">;
  /**
   * How long to wait, as a time span. After that the record is kept and the next `up` waits on.
   * Default: `1h`.
   */
  timeout?: pulumi.Input<string>;
}

/**
 * When it counts as made.
 */
export interface OrchestratorHostReady {
  /**
   * How far the node has to be. Beyond `registered` the machine has to boot meanwhile, so the resource must not stand before it: use an Onboarding beside the machine, or stand after it with `register: false`.
   * One of `registered`, `onboarded`, `provisioned`, `running`.
   * Default: `registered`.
   */
  waitFor: "registered" | "onboarded" | "provisioned" | "running";
  /**
   * How long to wait, as a time span. After that the record is kept and the next `up` waits on.
   * Default: `1h`.
   */
  timeout: string;
}

/** Arguments of OrchestratorHost. */
export interface OrchestratorHostArgs {
  /**
   * The orchestrator, its project, and who asks.
   * A change is applied at once.
   */
  orchestrator: pulumi.Input<OrchestratorConnectionArgs>;
  /**
   * Name of the record, at most 20 letters, digits, spaces and - _ . / :. Default: the resource's name.
   * A change is applied at once.
   */
  name?: pulumi.Input<string>;
  /**
   * Serial number of the node (SMBIOS), 5 to 20 letters and digits. Default: one of its own, for `smbios.serial` of the machine.
   * A change replaces the resource.
   */
  serial?: pulumi.Input<string>;
  /**
   * uuid of the node (SMBIOS). Without it, the orchestrator takes the one that the node reports.
   * A change replaces the resource.
   */
  uuid?: pulumi.Input<string>;
  /**
   * `true` registers the node before it boots (non-interactive onboarding). `false` is for interactive onboarding: the record is made when an operator's credentials are typed at the node, and then belongs to this stack. With `ready` it is waited for; without, the serial number is kept for it, so that it can stand before its machine and is taken away after it.
   * Default: `true`.
   * A change replaces the resource.
   */
  register?: pulumi.Input<boolean>;
  /**
   * Onboard the node as soon as it reports, without a further decision on the orchestrator. A node that has onboarded stays so.
   * Default: `true`.
   * A change is applied at once.
   */
  autoOnboard?: pulumi.Input<boolean>;
  /**
   * When it counts as made.
   * A change is applied at once.
   */
  ready?: pulumi.Input<OrchestratorHostReadyArgs>;
  /**
   * Take over an object of this name that exists already and was not made by Edgefleet. It keeps its id, its place and its data; all else becomes what the program says, defaults included. From then on it is managed, and removed by `pulumi destroy`, like any other.
   * A change is applied at once.
   */
  adopt?: pulumi.Input<boolean>;
}

/**
 * A host on an Edge Orchestrator: registers a node, follows how it onboards, and takes its instance and its record away again.
 */
export class OrchestratorHost extends EdgeResource {
  /** @internal */
  static readonly __pulumiType: string = tokenOf("OrchestratorHost");

  /** Reads an existing orchestrator-host that is managed by another stack; nothing is changed. */
  static get(name: string, id: pulumi.Input<pulumi.ID>, options?: ResourceOptions): OrchestratorHost {
    return new OrchestratorHost(name, undefined as unknown as OrchestratorHostArgs, { ...options, id });
  }

  /** True for an instance of this class, also of another copy of this package. */
  static override isInstance(value: unknown): value is OrchestratorHost {
    return isOfType(value, "OrchestratorHost");
  }

  /**
   * The orchestrator, its project, and who asks.
   * A change is applied at once.
   */
  declare readonly orchestrator: pulumi.Output<OrchestratorConnection>;
  /**
   * Name of the record, at most 20 letters, digits, spaces and - _ . / :. Default: the resource's name.
   * A change is applied at once.
   */
  declare readonly name: pulumi.Output<string>;
  /**
   * Serial number of the node (SMBIOS), 5 to 20 letters and digits. Default: one of its own, for `smbios.serial` of the machine.
   * A change replaces the resource.
   */
  declare readonly serial: pulumi.Output<string>;
  /**
   * uuid of the node (SMBIOS). Without it, the orchestrator takes the one that the node reports.
   * A change replaces the resource.
   */
  declare readonly uuid: pulumi.Output<string | undefined>;
  /**
   * `true` registers the node before it boots (non-interactive onboarding). `false` is for interactive onboarding: the record is made when an operator's credentials are typed at the node, and then belongs to this stack. With `ready` it is waited for; without, the serial number is kept for it, so that it can stand before its machine and is taken away after it.
   * Default: `true`.
   * A change replaces the resource.
   */
  declare readonly register: pulumi.Output<boolean>;
  /**
   * Onboard the node as soon as it reports, without a further decision on the orchestrator. A node that has onboarded stays so.
   * Default: `true`.
   * A change is applied at once.
   */
  declare readonly autoOnboard: pulumi.Output<boolean>;
  /**
   * When it counts as made.
   * A change is applied at once.
   */
  declare readonly ready: pulumi.Output<OrchestratorHostReady | undefined>;
  /**
   * The orchestrator's id of the host, such as `host-1a2b3c4d`, once there is one.
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

  constructor(name: string, args: OrchestratorHostArgs, options?: ResourceOptions) {
    super(
      "OrchestratorHost",
      "orchestratorHost",
      name,
      { ...args },
      {
        outputs: [
          "orchestrator",
          "name",
          "serial",
          "uuid",
          "register",
          "autoOnboard",
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
        ],
        required: ["orchestrator"],
        secrets: ["orchestrator.password"],
      },
      options,
    );
  }
}
