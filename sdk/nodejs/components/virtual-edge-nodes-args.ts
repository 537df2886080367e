// What virtual edge nodes can be given: the site, its nodes, and what one node has of its own.
import * as pulumi from "@pulumi/pulumi";
import { ReferenceArgs } from "../resource";
import {
  DnsHostArgs,
  Network,
  NodeLoginArgs,
  OnboardingCredentialsArgs,
  OrchestratorConnectionArgs,
  Pool,
  ProvisioningArgs,
} from "../resources";
import { EdgeNodeArgs } from "./edge-node";
import { HttpsBoot } from "./https-boot";
import { VenSerialsArgs } from "./node-serials";

/** How a node's provisioning is followed. */
export type FollowArgs = Pick<
  ProvisioningArgs,
  "profile" | "ending" | "timeouts" | "retries" | "restartPolicy" | "logDir"
>;

/** What one node can have of its own; it wins over what all have in common. */
export interface VirtualEdgeNodeArgs {
  /**
   * `io`: the node asks for an operator's user name and password, which are typed at its console. `nio`: it is
   * registered before it boots, and asks nobody. Default: `io`. A change replaces the node's record.
   */
  onboarding?: "io" | "nio";
  /** Who onboards with `io`; needs the project's Edge-Onboarding-Group. The password is encrypted in state. */
  onboardingUser?: pulumi.Input<OnboardingCredentialsArgs>;
  /**
   * A Linux login on the installed system. With it the installation is followed to its last words; without it the
   * node counts as provisioned when it asks for a login. The password is encrypted in state.
   */
  login?: pulumi.Input<NodeLoginArgs>;
  /** Number of virtual CPUs. Default: 4. A change needs a restart. */
  vcpu?: pulumi.Input<number>;
  /** Memory, in whole MiB. Default: `8GiB`. A change needs a restart. */
  memory?: pulumi.Input<string>;
  /** Virtual size of the disk. Default: `110GiB`. It can grow while the node runs. */
  disk?: pulumi.Input<string>;
  /**
   * SMBIOS serial number, 5 to 20 letters and digits. Default: one that stays the same, known in preview. A change
   * makes another record, and needs a restart of the machine.
   */
  serial?: string;
  /** How its provisioning is followed: profile, time-outs by stage, retries, and where its logs go. */
  provisioning?: FollowArgs;
  /** Anything else that a Domain can have; wins over what is set here. */
  domain?: EdgeNodeArgs["domain"];
}

/** Arguments of VirtualEdgeNodes. */
export interface VirtualEdgeNodesArgs extends Omit<VirtualEdgeNodeArgs, "serial"> {
  /** The orchestrator with its project; its `fqdn` is what the nodes boot from. */
  orchestrator: OrchestratorConnectionArgs;
  /**
   * How many nodes: the same as `nodes` with the keys 1 to `count`. Lowering it removes the last ones. Give this or
   * `nodes`.
   */
  count?: number;
  /** The nodes by name, with what each has of its own. Removing an entry removes that node and no other. */
  nodes?: Record<string, VirtualEdgeNodeArgs>;
  /** One serial number for each node, in their order. */
  serials?: string[];
  /** Serial numbers made of the host's address and the node's number, as Virtual Edge Node makes them. */
  venSerials?: VenSerialsArgs;
  /**
   * Names of the machines on the host, and of their records, begin with it and end with the node's key. Default:
   * project, stack and resource. A change replaces the machines.
   */
  namePrefix?: string;
  /** The pool for disks, logs and the list of CAs: the resource, or its name. Default: `default`. */
  pool?: pulumi.Input<Pool | string | ReferenceArgs>;
  /** `kvm`, `tcg`, or `auto`, which proves KVM first. Default: `auto`. */
  accelerator?: pulumi.Input<"auto" | "kvm" | "tcg">;
  /**
   * A Network of the program, which has to have `httpsBoot.dnsmasqOptions`; or, by name, a network that somebody else
   * made: the boot options are merged into that one, and taken out again in the end. Default: a NAT network of the
   * site's own.
   */
  network?: Network | string;
  /** An existing bridge device of the host, instead of `network`. Its DHCP has to offer HTTPS boot. */
  bridge?: string;
  /** Subnet of the site's own network, such as `192.168.150.0/24`. Default: a free one. */
  subnet?: pulumi.Input<string>;
  /** Names that the DNS of the site's own network answers, where no other DNS knows the orchestrator. */
  dnsHosts?: Record<string, DnsHostArgs>;
  /** Further options of dnsmasq, after those of HTTPS boot; not with `httpsBoot`. */
  dnsmasqOptions?: pulumi.Input<pulumi.Input<string>[]>;
  /** How the nodes boot, where several sites share it. Default: from the orchestrator, trusting `certificates`. */
  httpsBoot?: HttpsBoot;
  /** CA certificates that the firmware trusts: PEM or DER in base64. Default: the orchestrator's `ca`. */
  certificates?: pulumi.Input<pulumi.Input<string>[]>;
  /** Leave PXE and the card's option ROM on. Both wait for a server that does not answer. Default: false. */
  pxe?: boolean;
  /** How long the orchestrator may take to say that an installed node runs. Default: `30m`. */
  timeout?: pulumi.Input<string>;
  /** VNC on the host's loopback. Default: true. */
  vnc?: pulumi.Input<boolean>;
  /** Start the machines with the host. Default: true. */
  autostart?: pulumi.Input<boolean>;
  /** `manual`: a change that needs a restart is pending until then. `auto`: the node restarts. Default: `manual`. */
  restart?: pulumi.Input<"manual" | "auto">;
}
