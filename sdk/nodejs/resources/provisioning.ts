// Generated from the resource definitions by `make generate`.
import * as pulumi from "@pulumi/pulumi";
import { EdgeResource, isOfType, tokenOf, ReferenceArgs, ResourceOptions } from "../resource";
import { Domain } from "./domain";

/**
 * Who onboards the node; needed with onboarding `io`.
 */
export interface OnboardingCredentialsArgs {
  /**
   * User name.
   */
  username: pulumi.Input<string>;
  /**
   * Password. It is typed into the console, and stands in no log, error text or plain state.
   */
  password: pulumi.Input<string>;
}

/**
 * Who onboards the node; needed with onboarding `io`.
 */
export interface OnboardingCredentials {
  /**
   * User name.
   */
  username: string;
  /**
   * Password. It is typed into the console, and stands in no log, error text or plain state.
   */
  password: string;
}

/**
 * A Linux login on the installed system. With it the installation is followed to its end; without it the node counts as provisioned when it asks for a login.
 */
export interface NodeLoginArgs {
  /**
   * User name.
   */
  username: pulumi.Input<string>;
  /**
   * Password. It is typed into the console, and stands in no log, error text or plain state.
   */
  password: pulumi.Input<string>;
}

/**
 * A Linux login on the installed system. With it the installation is followed to its end; without it the node counts as provisioned when it asks for a login.
 */
export interface NodeLogin {
  /**
   * User name.
   */
  username: string;
  /**
   * Password. It is typed into the console, and stands in no log, error text or plain state.
   */
  password: string;
}

/** Arguments of Provisioning. */
export interface ProvisioningArgs {
  /**
   * The machine: its Domain, or its name on the host. The serial ports that the profile watches (ttyS0 and ttyS1) each need a log.
   * A change is applied at once.
   */
  domain: pulumi.Input<Domain | string | ReferenceArgs>;
  /**
   * What the node will say and how it is answered: the name of a profile that comes with Edgefleet (`edge-orchestrator`, `edge-orchestrator-installer-script`), or the path of a JSON file, see docs/provisioning.md.
   * Default: `edge-orchestrator`.
   * A change is applied at once.
   */
  profile?: pulumi.Input<string>;
  /**
   * The ending of the profile that is expected, such as `ubuntu` or `microvisor`. Default: what the node says decides.
   * A change is applied at once.
   */
  ending?: pulumi.Input<string>;
  /**
   * Interactive: the node asks for `credentials`, which are typed. Or non-interactive: the orchestrator knows the node beforehand.
   * One of `io`, `nio`.
   * Default: `io`.
   * A change is applied at once.
   */
  onboarding?: pulumi.Input<"io" | "nio">;
  /**
   * Who onboards the node; needed with onboarding `io`.
   */
  credentials?: pulumi.Input<OnboardingCredentialsArgs>;
  /**
   * A Linux login on the installed system. With it the installation is followed to its end; without it the node counts as provisioned when it asks for a login.
   */
  login?: pulumi.Input<NodeLoginArgs>;
  /**
   * `false`: a node that fails is a warning and no error, so that what depends on this goes on; `isReady` tells, and the next `up` watches again. Default: true.
   * A change is applied at once.
   */
  required?: pulumi.Input<boolean>;
  /**
   * Time-outs by stage of the profile, instead of the profile's.
   */
  timeouts?: pulumi.Input<Record<string, pulumi.Input<string>>>;
  /**
   * How often the node may start over: from a prompt of iPXE or of the UEFI shell, after a failure that may pass, or with `restartPolicy`.
   * Default: `2`.
   * A change is applied at once.
   */
  retries?: pulumi.Input<number>;
  /**
   * What happens to a node that failed: it is kept as it is, to be looked at; or it is switched off and on again, as often as `retries` allows, where that can help. It never helps against refused credentials, secure boot or a disk that is too small.
   * One of `never`, `onFailure`.
   * Default: `never`.
   * A change is applied at once.
   */
  restartPolicy?: pulumi.Input<"never" | "onFailure">;
  /**
   * Folder on the machine that runs Pulumi, made when it is not there: `<node>.timeline.json` with every stage and its time, and `<node>.console.log` with what the consoles said. Earlier timelines in it make the expected times better. Default: nothing is written.
   * A change is applied at once.
   */
  logDir?: pulumi.Input<string>;
}

/**
 * Follows a node from power-on to an installed system: reads its consoles, types the credentials, and says which stage it is in. A node that fails is kept, with the stage, the reason and its last lines; the next `pulumi up` goes on watching where the node is by then. Once the node is provisioned, its later restarts are not looked at; a machine that was made anew is followed again.
 */
export class Provisioning extends EdgeResource {
  /** @internal */
  static readonly __pulumiType: string = tokenOf("Provisioning");

  /** Reads an existing provisioning that is managed by another stack; nothing is changed. */
  static get(name: string, id: pulumi.Input<pulumi.ID>, options?: ResourceOptions): Provisioning {
    return new Provisioning(name, undefined as unknown as ProvisioningArgs, { ...options, id });
  }

  /** True for an instance of this class, also of another copy of this package. */
  static override isInstance(value: unknown): value is Provisioning {
    return isOfType(value, "Provisioning");
  }

  /**
   * The machine: its Domain, or its name on the host. The serial ports that the profile watches (ttyS0 and ttyS1) each need a log.
   * A change is applied at once.
   */
  declare readonly domain: pulumi.Output<{ name: string; incarnation?: string }>;
  /**
   * What the node will say and how it is answered: the name of a profile that comes with Edgefleet (`edge-orchestrator`, `edge-orchestrator-installer-script`), or the path of a JSON file, see docs/provisioning.md.
   * Default: `edge-orchestrator`.
   * A change is applied at once.
   */
  declare readonly profile: pulumi.Output<string>;
  /**
   * The ending of the profile that is expected, such as `ubuntu` or `microvisor`. Default: what the node says decides.
   * A change is applied at once.
   */
  declare readonly ending: pulumi.Output<string | undefined>;
  /**
   * Interactive: the node asks for `credentials`, which are typed. Or non-interactive: the orchestrator knows the node beforehand.
   * One of `io`, `nio`.
   * Default: `io`.
   * A change is applied at once.
   */
  declare readonly onboarding: pulumi.Output<"io" | "nio">;
  /**
   * Who onboards the node; needed with onboarding `io`.
   */
  declare readonly credentials: pulumi.Output<OnboardingCredentials | undefined>;
  /**
   * A Linux login on the installed system. With it the installation is followed to its end; without it the node counts as provisioned when it asks for a login.
   */
  declare readonly login: pulumi.Output<NodeLogin | undefined>;
  /**
   * `false`: a node that fails is a warning and no error, so that what depends on this goes on; `isReady` tells, and the next `up` watches again. Default: true.
   * A change is applied at once.
   */
  declare readonly required: pulumi.Output<boolean | undefined>;
  /**
   * Time-outs by stage of the profile, instead of the profile's.
   */
  declare readonly timeouts: pulumi.Output<Record<string, string>>;
  /**
   * How often the node may start over: from a prompt of iPXE or of the UEFI shell, after a failure that may pass, or with `restartPolicy`.
   * Default: `2`.
   * A change is applied at once.
   */
  declare readonly retries: pulumi.Output<number>;
  /**
   * What happens to a node that failed: it is kept as it is, to be looked at; or it is switched off and on again, as often as `retries` allows, where that can help. It never helps against refused credentials, secure boot or a disk that is too small.
   * One of `never`, `onFailure`.
   * Default: `never`.
   * A change is applied at once.
   */
  declare readonly restartPolicy: pulumi.Output<"never" | "onFailure">;
  /**
   * Folder on the machine that runs Pulumi, made when it is not there: `<node>.timeline.json` with every stage and its time, and `<node>.console.log` with what the consoles said. Earlier timelines in it make the expected times better. Default: nothing is written.
   * A change is applied at once.
   */
  declare readonly logDir: pulumi.Output<string | undefined>;
  /**
   * Name of the machine on its host.
   * A change is applied at once.
   */
  declare readonly node: pulumi.Output<string>;
  /**
   * The stage it has reached.
   * A change is applied at once.
   */
  declare readonly stage: pulumi.Output<string>;
  /**
   * Why it failed, as docs/provisioning.md explains.
   * One of `dhcp`, `dns`, `tls`, `http`, `ipxe`, `agent`, `credentials`, `secure-boot`, `disk-full`, `workflow`, `os`, `stopped`, `stalled`.
   * A change is applied at once.
   */
  declare readonly failure: pulumi.Output<
    | "dhcp"
    | "dns"
    | "tls"
    | "http"
    | "ipxe"
    | "agent"
    | "credentials"
    | "secure-boot"
    | "disk-full"
    | "workflow"
    | "os"
    | "stopped"
    | "stalled"
    | undefined
  >;
  /**
   * The ending of the profile that it took, such as `ubuntu`.
   * A change is applied at once.
   */
  declare readonly outcome: pulumi.Output<string | undefined>;
  /**
   * Address that DHCP has given to its first network card, once it is provisioned.
   * A change is applied at once.
   */
  declare readonly ip: pulumi.Output<string | undefined>;
  /**
   * Whether it is provisioned.
   * A change is applied at once.
   */
  declare readonly isReady: pulumi.Output<boolean | undefined>;
  /**
   * When it was first watched, in ISO 8601.
   * A change is applied at once.
   */
  declare readonly began: pulumi.Output<string>;
  /**
   * How long each stage took. Stages that were over before the node was watched are not in it.
   */
  declare readonly durations: pulumi.Output<Record<string, string>>;

  constructor(name: string, args: ProvisioningArgs, options?: ResourceOptions) {
    super(
      "Provisioning",
      "provisioning",
      name,
      { ...args },
      {
        outputs: [
          "domain",
          "profile",
          "ending",
          "onboarding",
          "credentials",
          "login",
          "required",
          "timeouts",
          "retries",
          "restartPolicy",
          "logDir",
          "node",
          "stage",
          "failure",
          "outcome",
          "ip",
          "isReady",
          "began",
          "durations",
        ],
        required: ["domain"],
        secrets: ["credentials.password", "login.password"],
      },
      options,
    );
  }
}
