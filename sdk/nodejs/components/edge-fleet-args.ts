// Generated from the component definitions by `make generate`.
import * as pulumi from "@pulumi/pulumi";
import { ReferenceArgs } from "../resource";
import {
  DiskArgs,
  DomainArgs,
  FwCfgArgs,
  KernelArgs,
  Network,
  NicArgs,
  Pool,
  ReadyArgs,
  SerialArgs,
  Volume,
} from "../resources";
import { EdgeNodeArgs } from "./edge-node-args";
import { HttpsBootSettingsArgs } from "./edge-node-args";

/**
 * Brings up a few nodes after the other, and stops when too many of them do not become ready. Default: all at once.
 */
export interface WavesArgs {
  /**
   * How many nodes are brought up at once.
   */
  maxParallel: number;
  /**
   * How many nodes of a wave have to be ready before the next wave is begun, in percent. Default: 100.
   */
  successThreshold?: pulumi.Input<number>;
  /**
   * As many nodes that are not ready, in all waves so far, stop the rest. Default: no such limit.
   */
  errorThreshold?: pulumi.Input<number>;
}

/** Arguments of EdgeFleet. */
export interface EdgeFleetArgs {
  /**
   * The base volume that the node's disk is an overlay of: the resource, or `pool/name`. It must not change any more. Without it the disk is empty. Changing it replaces the disk, which needs `replaceData: true`.
   */
  image?: pulumi.Input<Volume | string | ReferenceArgs>;
  /**
   * Start this kernel directly, without firmware menu and boot loader.
   * Preview says what a change does to the running machine.
   */
  kernel?: pulumi.Input<KernelArgs>;
  /**
   * Virtual size of the node's disk, such as `20GiB`. Default: that of the image; with neither image nor size the node has no disk. It can grow while the node runs.
   */
  disk?: pulumi.Input<string>;
  /**
   * The pool for disk and console log: the resource, or its name. Default: `default`.
   */
  pool?: pulumi.Input<Pool | string | ReferenceArgs>;
  /**
   * The network the node is on: the resource, or its name. Moved without interrupting the node.
   */
  network: pulumi.Input<Network | string | ReferenceArgs>;
  /**
   * Number of virtual CPUs. Live up to `maxVcpu`; fewer are live under KVM, when the guest lets go of them.
   * Default: `1`.
   * Preview says what a change does to the running machine.
   */
  vcpu?: pulumi.Input<number>;
  /**
   * As many CPUs can be plugged while the machine runs. Default: as many as `vcpu`.
   * Preview says what a change does to the running machine.
   */
  maxVcpu?: pulumi.Input<number>;
  /**
   * Memory of the guest, in whole MiB. Live up to `maxMemory`, through the balloon: the guest's driver takes or gives back pages.
   * Default: `1GiB`.
   * Preview says what a change does to the running machine.
   */
  memory?: pulumi.Input<string>;
  /**
   * What the guest sees at boot, and the ceiling of `memory` while it runs, in whole MiB. It is a balloon, not a memory slot: the guest boots with all of it and gives back what is above `memory`. Default: as much as `memory`.
   * Preview says what a change does to the running machine.
   */
  maxMemory?: pulumi.Input<string>;
  /**
   * Boot over HTTPS when there is nothing to boot on the disk: an HttpsBoot, or what it has in it. Switches UEFI on.
   */
  httpsBoot?: HttpsBootSettingsArgs;
  /**
   * SeaBIOS, or UEFI (OVMF) with variables of its own, which survive every change except a replacement, which makes them anew; see `nvram` and `secureBoot`.
   * One of `bios`, `uefi`.
   * Default: `bios`.
   * Preview says what a change does to the running machine.
   */
  firmware?: pulumi.Input<"bios" | "uefi">;
  /**
   * The machine's serial number. Default: ten upper-case hex digits derived from the resource, known in preview.
   * Preview says what a change does to the running machine.
   */
  serial?: pulumi.Input<string>;
  /**
   * A screen over VNC on the host's loopback.
   * Default: `true`.
   * Preview says what a change does to the running machine.
   */
  vnc?: pulumi.Input<boolean>;
  /**
   * When the machine counts as made. Waited for once after each start.
   * Default: `{"console":"login:","lease":true}`.
   * A change is applied at once.
   */
  ready?: pulumi.Input<ReadyArgs>;
  /**
   * Start with the host.
   * Default: `true`.
   * A change is applied at once.
   */
  autostart?: pulumi.Input<boolean>;
  /**
   * Whether the machine runs. A stopped one is started again by the next `up`, and the other way round.
   * Default: `true`.
   * A change is applied at once.
   */
  running?: pulumi.Input<boolean>;
  /**
   * What happens when a change needs a restart: `manual` saves it and shows it as pending, `auto` restarts the machine at once.
   * One of `manual`, `auto`.
   * Default: `manual`.
   * A change is applied at once.
   */
  restart?: pulumi.Input<"manual" | "auto">;
  /**
   * Allows a change that replaces the volume, and with it all data that a guest wrote. Without it such a change is refused in preview. CA lists, cloud-init disks and boot disks without a `size` hold no such data and do not need it.
   * Default: `false`.
   * A change is applied at once.
   */
  replaceData?: pulumi.Input<boolean>;
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
   * How many nodes: the same as `nodes` with the keys 1 to `count`, so going from one to the other changes nothing. Lowering it removes the last ones; to remove one from the middle, use `nodes`.
   */
  count?: number;
  /**
   * The nodes by name, with what each has of its own. Removing an entry removes that node and no other.
   */
  nodes?: Record<
    string,
    Partial<Omit<EdgeNodeArgs, "httpsBoot" | "domain">> & {
      httpsBoot?: HttpsBootSettingsArgs;
      domain?: Partial<Omit<DomainArgs, "disks" | "fwCfg" | "nics" | "serials">> & {
        disks?: Record<string, DiskArgs>;
        fwCfg?: Record<string, FwCfgArgs>;
        nics?: Record<string, NicArgs>;
        serials?: Record<string, SerialArgs>;
      };
    }
  >;
  /**
   * Brings up a few nodes after the other, and stops when too many of them do not become ready. Default: all at once.
   */
  waves?: WavesArgs;
}
