// Generated from the lookups by `make generate`.
import * as pulumi from "@pulumi/pulumi";
import { announcePlugin } from "../plugin";
import { version } from "../version";
import { Address, Disk, Nic } from "../resources";

/** Arguments of getDomain. */
export interface GetDomainArgs {
  /**
   * Name of the domain on the host. Give this or `uuid`.
   */
  name?: string;
  /**
   * libvirt's id of the domain. Give this or `name`.
   */
  uuid?: string;
}

/** Arguments that may be outputs of getDomain. */
export interface GetDomainOutputArgs {
  /**
   * Name of the domain on the host. Give this or `uuid`.
   */
  name?: pulumi.Input<string>;
  /**
   * libvirt's id of the domain. Give this or `name`.
   */
  uuid?: pulumi.Input<string>;
}

/** What is found by getDomain. */
export interface GetDomainResult {
  /**
   * Name, unique on the host.
   * A change replaces the resource.
   */
  name: string;
  /**
   * libvirt's id of the machine; the guest sees it in SMBIOS.
   * A change replaces the resource.
   */
  uuid: string;
  /**
   * A short title for people.
   * A change is applied at once.
   */
  title?: string;
  /**
   * A description for people.
   * A change is applied at once.
   */
  description?: string;
  /**
   * QEMU's machine type. `q35` and `pc` take the newest of their family when the machine is made, and it keeps that one.
   * Default: `q35`.
   * Preview says what a change does to the running machine.
   */
  machine: string;
  /**
   * SeaBIOS, or UEFI (OVMF) with variables of its own, which survive every change except a replacement, which makes them anew; see `nvram` and `secureBoot`.
   * One of `bios`, `uefi`.
   * Default: `bios`.
   * Preview says what a change does to the running machine.
   */
  firmware: "bios" | "uefi";
  /**
   * Number of virtual CPUs. Live up to `maxVcpu`; fewer are live under KVM, when the guest lets go of them.
   * Default: `1`.
   * Preview says what a change does to the running machine.
   */
  vcpu: number;
  /**
   * As many CPUs can be plugged while the machine runs. Default: as many as `vcpu`.
   * Preview says what a change does to the running machine.
   */
  maxVcpu?: number;
  /**
   * Memory of the guest, in whole MiB. Live up to `maxMemory`, through the balloon: the guest's driver takes or gives back pages.
   * Default: `1GiB`.
   * Preview says what a change does to the running machine.
   */
  memory: string;
  /**
   * What the guest sees at boot, and the ceiling of `memory` while it runs, in whole MiB. It is a balloon, not a memory slot: the guest boots with all of it and gives back what is above `memory`. Default: as much as `memory`.
   * Preview says what a change does to the running machine.
   */
  maxMemory?: string;
  /**
   * The machine's serial number. Default: ten upper-case hex digits derived from the resource, known in preview.
   * Preview says what a change does to the running machine.
   */
  serial?: string;
  /**
   * Disks by a key of your choice. Virtio disks come and go while the machine runs, as long as there are free slots (`hotplugSlots`).
   * Preview says what a change does to the running machine.
   */
  disks: Record<string, Disk>;
  /**
   * Network cards by a key of your choice; a guest finds those that it starts with in the order of the keys. They come and go while the machine runs, as long as there are free slots (`hotplugSlots`).
   * Preview says what a change does to the running machine.
   */
  nics: Record<string, Nic>;
  /**
   * Start with the host.
   * Default: `false`.
   * A change is applied at once.
   */
  autostart: boolean;
  /**
   * Whether the machine runs. A stopped one is started again by the next `up`, and the other way round.
   * Default: `true`.
   * A change is applied at once.
   */
  running: boolean;
  /**
   * Where VNC listens while the machine runs, as `address:port`.
   */
  vncAddress?: string;
  /**
   * The host's pseudo terminal (or socket) of the first serial port while the machine runs.
   */
  consolePath?: string;
  /**
   * `kvm` or `tcg`: what `auto` came to.
   */
  acceleratorUsed: string;
  /**
   * Addresses given out by DHCP; none while it does not run.
   */
  addresses: Address[];
}

/**
 * Looks up a machine of the host by name or uuid, whoever made it, with the addresses that DHCP gave it. Nothing is changed, nothing is waited for.
 * It uses the native door: give a `{ provider }` to look on another host than that of the configuration.
 */
export function getDomain(args: GetDomainArgs, options?: pulumi.InvokeOptions): Promise<GetDomainResult> {
  announcePlugin();
  return pulumi.runtime.invoke(
    "edgefleet:index:getDomain",
    { ...args },
    { version, ...options },
  ) as Promise<GetDomainResult>;
}

/**
 * The same for arguments that may be outputs.
 * Looks up a machine of the host by name or uuid, whoever made it, with the addresses that DHCP gave it. Nothing is changed, nothing is waited for.
 */
export function getDomainOutput(
  args: GetDomainOutputArgs,
  options?: pulumi.InvokeOutputOptions,
): pulumi.Output<GetDomainResult> {
  announcePlugin();
  return pulumi.runtime.invokeOutput(
    "edgefleet:index:getDomain",
    { ...args },
    { version, ...options },
  ) as pulumi.Output<GetDomainResult>;
}
