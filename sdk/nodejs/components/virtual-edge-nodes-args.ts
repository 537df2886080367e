// Generated from the component definitions by `make generate`.
import * as pulumi from "@pulumi/pulumi";
import { ReferenceArgs } from "../resource";
import {
  DiskArgs,
  DnsHostArgs,
  DomainArgs,
  FwCfgArgs,
  Network,
  NicArgs,
  NodeLoginArgs,
  OnboardingCredentialsArgs,
  OrchestratorConnectionArgs,
  Pool,
  ProvisioningArgs,
  SerialArgs,
} from "../resources";

import { WavesArgs } from "./edge-fleet-args";
import { HttpsBootSettingsArgs } from "./edge-node-args";

/**
 * What one node has of its own; wins over what all have in common.
 */
export interface SiteNodeArgs {
  /**
   * `io`: the node asks for an operator's user name and password, which are typed at its console. `nio`: it is registered before it boots, and asks nobody. Default: `io`. A change replaces the node's record.
   * One of `io`, `nio`.
   */
  onboarding?: "io" | "nio";
  /**
   * Who onboards with `io`; needs the project's Edge-Onboarding-Group. The password is encrypted in state.
   */
  onboardingUser?: pulumi.Input<OnboardingCredentialsArgs>;
  /**
   * A Linux login on the installed system. With it the installation is followed to its end; without it the node counts as provisioned when it asks for a login.
   */
  login?: pulumi.Input<NodeLoginArgs>;
  /**
   * Number of virtual CPUs. Live up to `maxVcpu`; fewer are live under KVM, when the guest lets go of them.
   * Preview says what a change does to the running machine.
   */
  vcpu?: pulumi.Input<number>;
  /**
   * Memory of the guest, in whole MiB. Live up to `maxMemory`, through the balloon: the guest's driver takes or gives back pages.
   * Preview says what a change does to the running machine.
   */
  memory?: pulumi.Input<string>;
  /**
   * Virtual size of the node's disk, such as `20GiB`. It can grow while the node runs.
   */
  disk?: pulumi.Input<string>;
  /**
   * How its provisioning is followed: profile, time-outs by stage, retries, and where its logs go.
   */
  provisioning?: Partial<ProvisioningArgs>;
  /**
   * Anything else that a Domain can have; wins over what EdgeNode sets. Disks, network cards and serial ports come beside the node's own, which have the keys `root`, `lan` and `console`; `root` is the first disk, `vda`.
   */
  domain?: Partial<Omit<DomainArgs, "disks" | "fwCfg" | "nics" | "serials">> & {
    disks?: Record<string, DiskArgs>;
    fwCfg?: Record<string, FwCfgArgs>;
    nics?: Record<string, NicArgs>;
    serials?: Record<string, SerialArgs>;
  };
  /**
   * The machine's serial number. Default: ten upper-case hex digits derived from the resource, known in preview.
   * Preview says what a change does to the running machine.
   */
  serial?: string;
}

/**
 * Serial numbers as Virtual Edge Node makes them: `VH017N1M03` for machine 3 of network 1 on the host 192.0.2.17.
 */
export interface VenSerialsArgs {
  /**
   * IPv4 address of the host. Its last number goes into them.
   */
  hostIp: string;
  /**
   * Number of the network. Default: 1.
   */
  network?: number;
}

/** Arguments of VirtualEdgeNodes. */
export interface VirtualEdgeNodesArgs {
  /**
   * The orchestrator, its project, and who asks.
   * A change is applied at once.
   */
  orchestrator: OrchestratorConnectionArgs;
  /**
   * How many nodes: the same as `nodes` with the keys 1 to `count`. Lowering it removes the last ones. Give this or `nodes`.
   */
  count?: number;
  /**
   * The nodes by name, with what each has of its own. Removing an entry removes that node and no other.
   */
  nodes?: Record<string, SiteNodeArgs>;
  /**
   * `io`: the node asks for an operator's user name and password, which are typed at its console. `nio`: it is registered before it boots, and asks nobody. Default: `io`. A change replaces the node's record.
   * One of `io`, `nio`.
   */
  onboarding?: "io" | "nio";
  /**
   * Who onboards with `io`; needs the project's Edge-Onboarding-Group. The password is encrypted in state.
   */
  onboardingUser?: pulumi.Input<OnboardingCredentialsArgs>;
  /**
   * A Linux login on the installed system. With it the installation is followed to its end; without it the node counts as provisioned when it asks for a login.
   */
  login?: pulumi.Input<NodeLoginArgs>;
  /**
   * Number of virtual CPUs. Live up to `maxVcpu`; fewer are live under KVM, when the guest lets go of them.
   * Default: `4`.
   * Preview says what a change does to the running machine.
   */
  vcpu?: pulumi.Input<number>;
  /**
   * Memory of the guest, in whole MiB. Live up to `maxMemory`, through the balloon: the guest's driver takes or gives back pages.
   * Default: `8GiB`.
   * Preview says what a change does to the running machine.
   */
  memory?: pulumi.Input<string>;
  /**
   * Virtual size of the node's disk, such as `20GiB`. It can grow while the node runs.
   * Default: `110GiB`.
   */
  disk?: pulumi.Input<string>;
  /**
   * How its provisioning is followed: profile, time-outs by stage, retries, and where its logs go.
   */
  provisioning?: Partial<ProvisioningArgs>;
  /**
   * Anything else that a Domain can have; wins over what EdgeNode sets. Disks, network cards and serial ports come beside the node's own, which have the keys `root`, `lan` and `console`; `root` is the first disk, `vda`.
   */
  domain?: Partial<Omit<DomainArgs, "disks" | "fwCfg" | "nics" | "serials">> & {
    disks?: Record<string, DiskArgs>;
    fwCfg?: Record<string, FwCfgArgs>;
    nics?: Record<string, NicArgs>;
    serials?: Record<string, SerialArgs>;
  };
  /**
   * Brings up a few nodes after the other, and stops when too many of them do not become ready. Default: all at once.
   */
  waves?: WavesArgs;
  /**
   * One serial number for each node, in their order. Default: each has one that stays the same.
   */
  serials?: string[];
  /**
   * Serial numbers as Virtual Edge Node makes them: `VH017N1M03` for machine 3 of network 1 on the host 192.0.2.17.
   */
  venSerials?: VenSerialsArgs;
  /**
   * Names of the machines on the host, and of their records, begin with it and end with the node's key. Default: project, stack and resource. A change replaces the machines.
   */
  namePrefix?: string;
  /**
   * The pool for disks, logs and the list of CAs: the resource, or its name. Default: `default`.
   */
  pool?: pulumi.Input<Pool | string | ReferenceArgs>;
  /**
   * How the CPU is virtualised: `kvm` in hardware, `tcg` by translation, `auto` with KVM when a trial guest really runs on it, else with TCG; settled when the machine is made.
   * One of `auto`, `kvm`, `tcg`.
   * Default: `auto`.
   * Preview says what a change does to the running machine.
   */
  accelerator?: pulumi.Input<"auto" | "kvm" | "tcg">;
  /**
   * A Network of the program, which has to have the `dnsmasqOptions` of `httpsBoot`; or, by name, one that somebody else made: the boot options are merged into it, and taken out again in the end. Default: a NAT network of the site's own.
   */
  network?: Network | string | ReferenceArgs;
  /**
   * An existing bridge device of the host, instead of `network`. Its DHCP has to offer HTTPS boot.
   */
  bridge?: string;
  /**
   * Subnet of the site's own network, such as `192.168.150.0/24`. Default: a free one. A change replaces the network.
   */
  subnet?: pulumi.Input<string>;
  /**
   * Names that the DNS of the site's own network answers, where no other DNS knows the orchestrator.
   * A change is applied at once.
   */
  dnsHosts?: pulumi.Input<Record<string, pulumi.Input<DnsHostArgs>>>;
  /**
   * Further options of dnsmasq, after those of HTTPS boot; not with `httpsBoot`.
   */
  dnsmasqOptions?: pulumi.Input<pulumi.Input<string>[]>;
  /**
   * How the nodes boot, where several sites share it: an HttpsBoot. Default: from the orchestrator, trusting `certificates`.
   */
  httpsBoot?: HttpsBootSettingsArgs;
  /**
   * CA certificates that the firmware trusts: PEM, or DER in base64. Default: the orchestrator's `ca`.
   */
  certificates?: pulumi.Input<pulumi.Input<string>[]>;
  /**
   * Leave PXE and the card's option ROM on. Both wait for a server that does not answer. Default: false.
   */
  pxe?: boolean;
  /**
   * How long the orchestrator may take to say that an installed node runs.
   * Default: `30m`.
   */
  timeout?: pulumi.Input<string>;
  /**
   * A screen over VNC on the host's loopback.
   * Default: `true`.
   * Preview says what a change does to the running machine.
   */
  vnc?: pulumi.Input<boolean>;
  /**
   * Start with the host.
   * Default: `true`.
   * A change is applied at once.
   */
  autostart?: pulumi.Input<boolean>;
  /**
   * What happens when a change needs a restart: `manual` saves it and shows it as pending, `auto` restarts the machine at once.
   * One of `manual`, `auto`.
   * Default: `manual`.
   * A change is applied at once.
   */
  restart?: pulumi.Input<"manual" | "auto">;
}
