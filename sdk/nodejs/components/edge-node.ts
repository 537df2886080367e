// One edge node: a machine with a disk of its own, a console that is logged, and a moment when it is ready.
import * as pulumi from "@pulumi/pulumi";
import { componentOptions, ComponentOptions, ReferenceArgs } from "../resource";
import { HttpsBoot } from "./https-boot";
import {
  DiskArgs,
  Domain,
  DomainArgs,
  FwCfgArgs,
  KernelArgs,
  Network,
  NicArgs,
  Pool,
  SerialArgs,
  Volume,
} from "../resources";

/** What all nodes of a fleet can have in common. */
export interface EdgeNodeArgs {
  /**
   * The base volume that the node's disk is an overlay of: the resource, or `pool/name`. It must not change any
   * more. Without it the disk is empty. Changing it replaces the disk, which needs `replaceData: true`.
   */
  image?: pulumi.Input<Volume | string | ReferenceArgs>;
  /** Boots this kernel of the host directly instead of what is on the disk. A change needs a restart. */
  kernel?: pulumi.Input<KernelArgs>;
  /**
   * Virtual size of the node's disk, such as `20GiB`. Default: that of the image; with neither image nor size the
   * node has no disk. It can grow while the node runs.
   */
  disk?: pulumi.Input<string>;
  /** The pool for disk and console log: the resource, or its name. Default: `default`. */
  pool?: pulumi.Input<Pool | string | ReferenceArgs>;
  /** The network the node is on: the resource, or its name. Moved without interrupting the node. */
  network: pulumi.Input<Network | string | ReferenceArgs>;
  /** Number of virtual CPUs. Default: 1. Live up to `maxVcpu`, else with a restart. */
  vcpu?: pulumi.Input<number>;
  /** As many CPUs can be plugged while the node runs. Default: `vcpu`. A change needs a restart. */
  maxVcpu?: pulumi.Input<number>;
  /** Memory, such as `512MiB`. Default: `1GiB`. Live up to `maxMemory`, else with a restart. */
  memory?: pulumi.Input<string>;
  /** Ceiling of `memory` while the node runs. Default: `memory`. A change needs a restart. */
  maxMemory?: pulumi.Input<string>;
  /** Boot over HTTPS when there is nothing to boot on the disk: what HttpsBoot gives. Switches UEFI on. */
  httpsBoot?: HttpsBoot;
  /** `bios` or `uefi`. Default: `bios`. A change needs a restart. */
  firmware?: pulumi.Input<"bios" | "uefi">;
  /** SMBIOS serial number, 5 to 20 letters and digits. Default: ten hex digits that stay the same. */
  serial?: pulumi.Input<string>;
  /** VNC on the host's loopback. Default: true. */
  vnc?: pulumi.Input<boolean>;
  /**
   * When the node counts as ready: `console` waits for a text (or `/pattern/`) on its serial console, `lease` for
   * its address. After `timeout` (default `10m`) the node is kept, and the next `pulumi up` goes on waiting.
   */
  ready?: pulumi.Input<{
    console?: pulumi.Input<string>;
    lease?: pulumi.Input<boolean>;
    timeout?: pulumi.Input<string>;
  }>;
  /** Start with the host. Default: true. */
  autostart?: pulumi.Input<boolean>;
  /** Whether the node runs. Default: true. */
  running?: pulumi.Input<boolean>;
  /** `manual`: a change that needs a restart is saved and pending. `auto`: the node restarts. Default: `manual`. */
  restart?: pulumi.Input<"manual" | "auto">;
  /** Allows a change that replaces the disk and loses what the node wrote. Default: false. */
  replaceData?: pulumi.Input<boolean>;
  /**
   * Anything else that a Domain can have; wins over what EdgeNode sets. Disks, network cards and serial ports come
   * beside the node's own, which have the keys `root`, `lan` and `console`.
   */
  domain?: Partial<Omit<DomainArgs, "disks" | "fwCfg" | "nics" | "serials">> & {
    disks?: Record<string, DiskArgs>;
    fwCfg?: Record<string, FwCfgArgs>;
    nics?: Record<string, NicArgs>;
    serials?: Record<string, SerialArgs>;
  };
}

/** A virtual edge node. */
export class EdgeNode extends pulumi.ComponentResource {
  /** @internal */
  static readonly __pulumiType: string = "edgefleet:index:EdgeNode";

  /** The machine. */
  readonly domain: Domain;
  /** The node's disk, if it has one. */
  readonly disk: Volume | undefined;
  /** SMBIOS serial number; known in preview. */
  readonly serial: pulumi.Output<string>;
  /** MAC address; known in preview. */
  readonly mac: pulumi.Output<string>;
  /** Address given by DHCP; known once `ready.lease` was waited for. */
  readonly ip: pulumi.Output<string | undefined>;

  constructor(name: string, args: EdgeNodeArgs, options?: ComponentOptions) {
    super("edgefleet:index:EdgeNode", name, {}, componentOptions(options));
    // What the component waits for, its children wait for; Pulumi does not pass that on.
    const parent = {
      parent: this,
      ...(options?.dependsOn === undefined ? {} : { dependsOn: options.dependsOn }),
    };
    const pool = args.pool ?? "default";
    this.disk =
      args.image === undefined && args.disk === undefined
        ? undefined
        : new Volume(
            `${name}-root`,
            { pool, backing: args.image, size: args.disk, replaceData: args.replaceData },
            parent,
          );

    const { httpsBoot: boot } = args;
    const {
      ready = { console: "login:", lease: true },
      domain: { disks, fwCfg, nics, serials, ...more } = {},
    } = args;
    this.domain = new Domain(
      name,
      {
        vcpu: args.vcpu,
        maxVcpu: args.maxVcpu,
        memory: args.memory,
        maxMemory: args.maxMemory,
        firmware: args.firmware ?? boot?.domain.firmware,
        fwCfg: boot || fwCfg ? { ...boot?.domain.fwCfg, ...fwCfg } : undefined,
        kernel: args.kernel,
        disks: {
          ...(this.disk
            ? { root: { source: { volume: this.disk }, ...(boot ? { bootOrder: 1 } : {}) } }
            : {}),
          ...disks,
        },
        nics: { lan: { network: args.network, ...boot?.nic }, ...nics },
        serials: { console: { log: { pool } }, ...serials },
        smbios: { serial: args.serial, product: "Edgefleet virtual edge node" },
        vnc: pulumi.output(args.vnc ?? true).apply((on) => (on ? {} : undefined)) as pulumi.Input<
          Record<string, never>
        >,
        autostart: args.autostart ?? true,
        running: args.running,
        restart: args.restart,
        ready,
        ...more,
      },
      boot ? { ...parent, dependsOn: afterToo(boot, options?.dependsOn) } : parent,
    );
    this.serial = this.domain.smbios.apply((smbios) => smbios?.serial as string);
    this.mac = this.domain.nics.apply((nics) => nics["lan"]?.mac as string);
    this.ip = this.domain.addresses.apply((addresses) => addresses?.find((a) => a.nic === "lan")?.address);
    this.registerOutputs({ serial: this.serial, mac: this.mac, ip: this.ip });
  }
}

/** The network's options come with it, and they have to be there before the machine asks. */
function afterToo(
  boot: HttpsBoot,
  others: pulumi.ResourceOptions["dependsOn"],
): pulumi.Output<pulumi.Resource[]> {
  return pulumi.output(others ?? []).apply((known) => [boot, ...[known].flat()] as pulumi.Resource[]);
}
