// Generated from the resource definitions by `make generate`.
import * as pulumi from "@pulumi/pulumi";
import { EdgeResource, isOfType, tokenOf, ReferenceArgs, ResourceOptions } from "../resource";
import { Network } from "./network";
import { Pool } from "./pool";
import { Volume } from "./volume";

/**
 * Where UEFI variables are kept, and when they are made anew. Once given it stays, also when a program leaves it out, or goes to a BIOS and back. The variables survive every change except a replacement, which makes them anew. Default: in libvirt's own folder, as long as there is the machine.
 */
export interface NvramArgs {
  /**
   * The pool that the UEFI variables are kept in, as volume `<machine>-uefi<generation>-<incarnation>.fd`, 528 KiB; it needs a folder on the host. In another pool they are made anew; the file in the old one is removed when the machine does not run on it any more.
   * Preview says what a change does to the running machine.
   */
  pool: pulumi.Input<Pool | string | ReferenceArgs>;
  /**
   * A higher number makes the UEFI variables anew with the next start: boot entries, settings and what the guest stored in them. It can only grow. Default: 1.
   * Preview says what a change does to the running machine.
   */
  generation?: pulumi.Input<number>;
}

/**
 * Where UEFI variables are kept, and when they are made anew. Once given it stays, also when a program leaves it out, or goes to a BIOS and back. The variables survive every change except a replacement, which makes them anew. Default: in libvirt's own folder, as long as there is the machine.
 */
export interface Nvram {
  /**
   * The pool that the UEFI variables are kept in, as volume `<machine>-uefi<generation>-<incarnation>.fd`, 528 KiB; it needs a folder on the host. In another pool they are made anew; the file in the old one is removed when the machine does not run on it any more.
   * Preview says what a change does to the running machine.
   */
  pool: { name: string; incarnation?: string };
  /**
   * A higher number makes the UEFI variables anew with the next start: boot entries, settings and what the guest stored in them. It can only grow. Default: 1.
   * Preview says what a change does to the running machine.
   */
  generation: number;
}

/**
 * Boot only what is signed by a known key: UEFI Secure Boot, on a machine of type q35. Keys are a part of the UEFI variables, so `nvram` is needed, and other keys make the variables anew. Keys of your own need OVMF's build of 4 MiB on the host; Debian 12 and Ubuntu 22.04 and later have it.
 */
export interface SecureBootArgs {
  /**
   * X.509 certificates whose signatures on boot files are accepted, as texts: PEM (one or many certificates in a text), or DER in base64. Default: Microsoft's, as the host's firmware package brings them along.
   * Preview says what a change does to the running machine.
   */
  db?: pulumi.Input<pulumi.Input<string>[]>;
  /**
   * Certificates of those who may change `db` (key exchange keys), as texts: PEM (one or many certificates in a text), or DER in base64. Default: that of `pk`.
   * Preview says what a change does to the running machine.
   */
  kek?: pulumi.Input<pulumi.Input<string>[]>;
  /**
   * The certificate of the machine's owner, who may change `kek` (platform key): PEM, or DER in base64. Default: the first of `db`.
   * Preview says what a change does to the running machine.
   */
  pk?: pulumi.Input<string>;
}

/**
 * Boot only what is signed by a known key: UEFI Secure Boot, on a machine of type q35. Keys are a part of the UEFI variables, so `nvram` is needed, and other keys make the variables anew. Keys of your own need OVMF's build of 4 MiB on the host; Debian 12 and Ubuntu 22.04 and later have it.
 */
export interface SecureBoot {
  /**
   * X.509 certificates whose signatures on boot files are accepted, as texts: PEM (one or many certificates in a text), or DER in base64. Default: Microsoft's, as the host's firmware package brings them along.
   * Preview says what a change does to the running machine.
   */
  db?: string[];
  /**
   * Certificates of those who may change `db` (key exchange keys), as texts: PEM (one or many certificates in a text), or DER in base64. Default: that of `pk`.
   * Preview says what a change does to the running machine.
   */
  kek?: string[];
  /**
   * The certificate of the machine's owner, who may change `kek` (platform key): PEM, or DER in base64. Default: the first of `db`.
   * Preview says what a change does to the running machine.
   */
  pk?: string;
}

/**
 * A TPM, emulated by swtpm, which the host needs. What it stores is kept through every change, also while the machine has none, except a replacement, which makes it anew; it is removed with the machine.
 */
export interface TpmArgs {
  /**
   * How the guest talks to it: over TCG's FIFO interface (TIS), or by command response buffer (CRB).
   * One of `tpm-tis`, `tpm-crb`.
   * Default: `tpm-tis`.
   * Preview says what a change does to the running machine.
   */
  model?: pulumi.Input<"tpm-tis" | "tpm-crb">;
  /**
   * Version of the TPM specification.
   * One of `2.0`.
   * Default: `2.0`.
   * Preview says what a change does to the running machine.
   */
  version?: pulumi.Input<"2.0">;
}

/**
 * A TPM, emulated by swtpm, which the host needs. What it stores is kept through every change, also while the machine has none, except a replacement, which makes it anew; it is removed with the machine.
 */
export interface Tpm {
  /**
   * How the guest talks to it: over TCG's FIFO interface (TIS), or by command response buffer (CRB).
   * One of `tpm-tis`, `tpm-crb`.
   * Default: `tpm-tis`.
   * Preview says what a change does to the running machine.
   */
  model: "tpm-tis" | "tpm-crb";
  /**
   * Version of the TPM specification.
   * One of `2.0`.
   * Default: `2.0`.
   * Preview says what a change does to the running machine.
   */
  version: "2.0";
}

/**
 * Start this kernel directly, without firmware menu and boot loader.
 */
export interface KernelArgs {
  /**
   * Kernel image on the host, by absolute path.
   * Preview says what a change does to the running machine.
   */
  image: pulumi.Input<string>;
  /**
   * Initial ramdisk on the host, by absolute path.
   * Preview says what a change does to the running machine.
   */
  initrd?: pulumi.Input<string>;
  /**
   * Kernel command line.
   * Preview says what a change does to the running machine.
   */
  cmdline?: pulumi.Input<string>;
}

/**
 * Start this kernel directly, without firmware menu and boot loader.
 */
export interface Kernel {
  /**
   * Kernel image on the host, by absolute path.
   * Preview says what a change does to the running machine.
   */
  image: string;
  /**
   * Initial ramdisk on the host, by absolute path.
   * Preview says what a change does to the running machine.
   */
  initrd?: string;
  /**
   * Kernel command line.
   * Preview says what a change does to the running machine.
   */
  cmdline?: string;
}

/**
 * What CPU the guest sees. Default: host-model under KVM, maximum under TCG.
 */
export interface CpuArgs {
  /**
   * The host's model, the host's very CPU, all that QEMU can do, or a named model.
   * One of `host-model`, `host-passthrough`, `maximum`, `custom`.
   * Preview says what a change does to the running machine.
   */
  mode: pulumi.Input<"host-model" | "host-passthrough" | "maximum" | "custom">;
  /**
   * With mode `custom`: libvirt's name of the model, such as `Haswell`.
   * Preview says what a change does to the running machine.
   */
  model?: pulumi.Input<string>;
}

/**
 * What CPU the guest sees. Default: host-model under KVM, maximum under TCG.
 */
export interface Cpu {
  /**
   * The host's model, the host's very CPU, all that QEMU can do, or a named model.
   * One of `host-model`, `host-passthrough`, `maximum`, `custom`.
   * Preview says what a change does to the running machine.
   */
  mode: "host-model" | "host-passthrough" | "maximum" | "custom";
  /**
   * With mode `custom`: libvirt's name of the model, such as `Haswell`.
   * Preview says what a change does to the running machine.
   */
  model?: string;
}

/**
 * One disk.
 */
export interface DiskArgs {
  /**
   * What the disk is made of.
   * Preview says what a change does to the running machine.
   */
  source: pulumi.Input<DiskSourceArgs>;
  /**
   * A disk, or a CD-ROM drive, which is read-only and sits on SATA.
   * One of `disk`, `cdrom`.
   * Default: `disk`.
   * Preview says what a change does to the running machine.
   */
  device?: pulumi.Input<"disk" | "cdrom">;
  /**
   * How the guest reaches it; only virtio disks can be plugged while it runs. Default: virtio, for a CD-ROM sata.
   * One of `virtio`, `sata`.
   * Preview says what a change does to the running machine.
   */
  bus?: pulumi.Input<"virtio" | "sata">;
  /**
   * Its name in libvirt, such as `vda`: the order of disks on their bus; firmware boots from the first one where no device has a `bootOrder`. Default: the next free one in the order of the keys; a disk keeps it when others come or go.
   * Preview says what a change does to the running machine.
   */
  target?: pulumi.Input<string>;
  /**
   * Serial number that the guest sees; `/dev/disk/by-id` is made of it.
   * Preview says what a change does to the running machine.
   */
  serial?: pulumi.Input<string>;
  /**
   * The guest cannot write on it.
   * Default: `false`.
   * Preview says what a change does to the running machine.
   */
  readonly?: pulumi.Input<boolean>;
  /**
   * Cache mode of the host. Default: QEMU's, writeback.
   * One of `none`, `writeback`, `writethrough`, `directsync`, `unsafe`.
   * Preview says what a change does to the running machine.
   */
  cache?: pulumi.Input<"none" | "writeback" | "writethrough" | "directsync" | "unsafe">;
  /**
   * Whether space that the guest frees is given back to the host. Default: QEMU's, ignore.
   * One of `unmap`, `ignore`.
   * Preview says what a change does to the running machine.
   */
  discard?: pulumi.Input<"unmap" | "ignore">;
  /**
   * Place in the boot order, from 1. As soon as one device has a place, those without are not booted.
   * A change takes effect when the machine next starts.
   */
  bootOrder?: pulumi.Input<number>;
}

/**
 * One disk.
 */
export interface Disk {
  /**
   * What the disk is made of.
   * Preview says what a change does to the running machine.
   */
  source: DiskSource;
  /**
   * A disk, or a CD-ROM drive, which is read-only and sits on SATA.
   * One of `disk`, `cdrom`.
   * Default: `disk`.
   * Preview says what a change does to the running machine.
   */
  device: "disk" | "cdrom";
  /**
   * How the guest reaches it; only virtio disks can be plugged while it runs. Default: virtio, for a CD-ROM sata.
   * One of `virtio`, `sata`.
   * Preview says what a change does to the running machine.
   */
  bus: "virtio" | "sata";
  /**
   * Its name in libvirt, such as `vda`: the order of disks on their bus; firmware boots from the first one where no device has a `bootOrder`. Default: the next free one in the order of the keys; a disk keeps it when others come or go.
   * Preview says what a change does to the running machine.
   */
  target: string;
  /**
   * Serial number that the guest sees; `/dev/disk/by-id` is made of it.
   * Preview says what a change does to the running machine.
   */
  serial?: string;
  /**
   * The guest cannot write on it.
   * Default: `false`.
   * Preview says what a change does to the running machine.
   */
  readonly: boolean;
  /**
   * Cache mode of the host. Default: QEMU's, writeback.
   * One of `none`, `writeback`, `writethrough`, `directsync`, `unsafe`.
   * Preview says what a change does to the running machine.
   */
  cache?: "none" | "writeback" | "writethrough" | "directsync" | "unsafe";
  /**
   * Whether space that the guest frees is given back to the host. Default: QEMU's, ignore.
   * One of `unmap`, `ignore`.
   * Preview says what a change does to the running machine.
   */
  discard?: "unmap" | "ignore";
  /**
   * Place in the boot order, from 1. As soon as one device has a place, those without are not booted.
   * A change takes effect when the machine next starts.
   */
  bootOrder?: number;
}

/**
 * What the disk is made of.
 */
export interface DiskSourceArgs {
  /**
   * A volume: the resource, or `pool/name` of one that exists.
   */
  volume?: pulumi.Input<Volume | string | ReferenceArgs>;
  /**
   * An image file on the host, by absolute path; its format is told by its ending (`.qcow2`, else raw).
   */
  file?: pulumi.Input<string>;
}

/**
 * What the disk is made of.
 */
export interface DiskSource {
  /**
   * A volume: the resource, or `pool/name` of one that exists.
   */
  volume?: { name: string; incarnation?: string; pool: string };
  /**
   * An image file on the host, by absolute path; its format is told by its ending (`.qcow2`, else raw).
   */
  file?: string;
}

/**
 * One network card.
 */
export interface NicArgs {
  /**
   * A network: the resource, or its name. Give this or `bridge`. Changed by plugging the cable over.
   * A change is applied at once.
   */
  network?: pulumi.Input<Network | string | ReferenceArgs>;
  /**
   * A bridge device of the host. Give this or `network`. Changed by plugging the cable over.
   * A change is applied at once.
   */
  bridge?: pulumi.Input<string>;
  /**
   * The card that the guest sees.
   * One of `virtio`, `e1000e`, `rtl8139`.
   * Default: `virtio`.
   * Preview says what a change does to the running machine.
   */
  model?: pulumi.Input<"virtio" | "e1000e" | "rtl8139">;
  /**
   * MAC address. Default: 02: and 40 bits derived from the resource and the key, known in preview.
   * Preview says what a change does to the running machine.
   */
  mac?: pulumi.Input<string>;
  /**
   * Largest packet in bytes, of the card and of its cable on the host; a virtio card tells the guest. Default: the network's.
   * Preview says what a change does to the running machine.
   */
  mtu?: pulumi.Input<number>;
  /**
   * The card's option ROM, which firmware runs to boot from the network.
   * Preview says what a change does to the running machine.
   */
  rom?: pulumi.Input<NicRomArgs>;
  /**
   * Whether the cable is plugged in.
   * One of `up`, `down`.
   * Default: `up`.
   * A change is applied at once.
   */
  link?: pulumi.Input<"up" | "down">;
  /**
   * Place in the boot order, from 1. As soon as one device has a place, those without are not booted.
   * A change takes effect when the machine next starts.
   */
  bootOrder?: pulumi.Input<number>;
}

/**
 * One network card.
 */
export interface Nic {
  /**
   * A network: the resource, or its name. Give this or `bridge`. Changed by plugging the cable over.
   * A change is applied at once.
   */
  network?: { name: string; incarnation?: string };
  /**
   * A bridge device of the host. Give this or `network`. Changed by plugging the cable over.
   * A change is applied at once.
   */
  bridge?: string;
  /**
   * The card that the guest sees.
   * One of `virtio`, `e1000e`, `rtl8139`.
   * Default: `virtio`.
   * Preview says what a change does to the running machine.
   */
  model: "virtio" | "e1000e" | "rtl8139";
  /**
   * MAC address. Default: 02: and 40 bits derived from the resource and the key, known in preview.
   * Preview says what a change does to the running machine.
   */
  mac: string;
  /**
   * Largest packet in bytes, of the card and of its cable on the host; a virtio card tells the guest. Default: the network's.
   * Preview says what a change does to the running machine.
   */
  mtu?: number;
  /**
   * The card's option ROM, which firmware runs to boot from the network.
   * Preview says what a change does to the running machine.
   */
  rom?: NicRom;
  /**
   * Whether the cable is plugged in.
   * One of `up`, `down`.
   * Default: `up`.
   * A change is applied at once.
   */
  link: "up" | "down";
  /**
   * Place in the boot order, from 1. As soon as one device has a place, those without are not booted.
   * A change takes effect when the machine next starts.
   */
  bootOrder?: number;
}

/**
 * The card's option ROM, which firmware runs to boot from the network.
 */
export interface NicRomArgs {
  /**
   * Whether the card has one. Without, a machine boots from the network by its firmware's own means or not at all.
   * Default: `true`.
   * Preview says what a change does to the running machine.
   */
  enabled?: pulumi.Input<boolean>;
  /**
   * The ROM's image on the host, by absolute path. Default: QEMU's for that card, which is iPXE.
   * Preview says what a change does to the running machine.
   */
  file?: pulumi.Input<string>;
}

/**
 * The card's option ROM, which firmware runs to boot from the network.
 */
export interface NicRom {
  /**
   * Whether the card has one. Without, a machine boots from the network by its firmware's own means or not at all.
   * Default: `true`.
   * Preview says what a change does to the running machine.
   */
  enabled: boolean;
  /**
   * The ROM's image on the host, by absolute path. Default: QEMU's for that card, which is iPXE.
   * Preview says what a change does to the running machine.
   */
  file?: string;
}

/**
 * One serial port, a pseudo terminal on the host; `virsh console` and `edgefleet console` reach the first.
 */
export interface SerialArgs {
  /**
   * Keep what the guest writes since it was last started, 2 MiB and three older parts.
   * Preview says what a change does to the running machine.
   */
  log?: pulumi.Input<SerialLogArgs>;
  /**
   * A UNIX socket on the host instead of a pseudo terminal. A log is kept beside it.
   * Preview says what a change does to the running machine.
   */
  socket?: pulumi.Input<SerialSocketArgs>;
  /**
   * Which port it is: 0 is the guest's ttyS0. Default: the next free one, in the order of the keys.
   * Preview says what a change does to the running machine.
   */
  port?: pulumi.Input<number>;
}

/**
 * One serial port, a pseudo terminal on the host; `virsh console` and `edgefleet console` reach the first.
 */
export interface Serial {
  /**
   * Keep what the guest writes since it was last started, 2 MiB and three older parts.
   * Preview says what a change does to the running machine.
   */
  log?: SerialLog;
  /**
   * A UNIX socket on the host instead of a pseudo terminal. A log is kept beside it.
   * Preview says what a change does to the running machine.
   */
  socket?: SerialSocket;
  /**
   * Which port it is: 0 is the guest's ttyS0. Default: the next free one, in the order of the keys.
   * Preview says what a change does to the running machine.
   */
  port: number;
}

/**
 * Keep what the guest writes since it was last started, 2 MiB and three older parts.
 */
export interface SerialLogArgs {
  /**
   * The pool that the log is kept in, as volume `<machine>-<key>-<incarnation>.log`; it needs a folder on the host.
   * Preview says what a change does to the running machine.
   */
  pool: pulumi.Input<Pool | string | ReferenceArgs>;
}

/**
 * Keep what the guest writes since it was last started, 2 MiB and three older parts.
 */
export interface SerialLog {
  /**
   * The pool that the log is kept in, as volume `<machine>-<key>-<incarnation>.log`; it needs a folder on the host.
   * Preview says what a change does to the running machine.
   */
  pool: { name: string; incarnation?: string };
}

/**
 * A UNIX socket on the host instead of a pseudo terminal. A log is kept beside it.
 */
export interface SerialSocketArgs {
  /**
   * The socket's absolute path on the host, of up to 107 bytes. Default: `/run/libvirt/qemu/<incarnation>-<key>.sock`; on a session of libvirt it has to be given.
   * Preview says what a change does to the running machine.
   */
  path?: pulumi.Input<string>;
  /**
   * `bind` makes the socket, for one program at a time to connect to; `connect` connects to one that a program has made.
   * One of `bind`, `connect`.
   * Default: `bind`.
   * Preview says what a change does to the running machine.
   */
  mode?: pulumi.Input<"bind" | "connect">;
}

/**
 * A UNIX socket on the host instead of a pseudo terminal. A log is kept beside it.
 */
export interface SerialSocket {
  /**
   * The socket's absolute path on the host, of up to 107 bytes. Default: `/run/libvirt/qemu/<incarnation>-<key>.sock`; on a session of libvirt it has to be given.
   * Preview says what a change does to the running machine.
   */
  path: string;
  /**
   * `bind` makes the socket, for one program at a time to connect to; `connect` connects to one that a program has made.
   * One of `bind`, `connect`.
   * Default: `bind`.
   * Preview says what a change does to the running machine.
   */
  mode: "bind" | "connect";
}

/**
 * A screen over VNC, with a graphics card and a tablet as pointer.
 */
export interface VncArgs {
  /**
   * Address of the host to listen on; anything but loopback needs a password.
   * Default: `127.0.0.1`.
   * Preview says what a change does to the running machine.
   */
  listen?: pulumi.Input<string>;
  /**
   * TCP port, 5900 to 65535; -1 takes the next free one from 5900 on at each start.
   * Default: `-1`.
   * Preview says what a change does to the running machine.
   */
  port?: pulumi.Input<number>;
  /**
   * Asked for by VNC, which looks at 8 characters and no more.
   * Preview says what a change does to the running machine.
   */
  password?: pulumi.Input<string>;
}

/**
 * A screen over VNC, with a graphics card and a tablet as pointer.
 */
export interface Vnc {
  /**
   * Address of the host to listen on; anything but loopback needs a password.
   * Default: `127.0.0.1`.
   * Preview says what a change does to the running machine.
   */
  listen: string;
  /**
   * TCP port, 5900 to 65535; -1 takes the next free one from 5900 on at each start.
   * Default: `-1`.
   * Preview says what a change does to the running machine.
   */
  port: number;
  /**
   * Asked for by VNC, which looks at 8 characters and no more.
   * Preview says what a change does to the running machine.
   */
  password?: string;
}

/**
 * What the guest reads about the machine in SMBIOS (`dmidecode -t system`).
 */
export interface SmbiosArgs {
  /**
   * Where it comes from: the fields below, QEMU's own words without any serial number, or the host's own name plate. Default: sysinfo.
   * One of `sysinfo`, `emulate`, `host`.
   * Preview says what a change does to the running machine.
   */
  mode?: pulumi.Input<"sysinfo" | "emulate" | "host">;
  /**
   * The machine's serial number. Default: ten upper-case hex digits derived from the resource, known in preview.
   * Preview says what a change does to the running machine.
   */
  serial?: pulumi.Input<string>;
  /**
   * Who made it.
   * Preview says what a change does to the running machine.
   */
  manufacturer?: pulumi.Input<string>;
  /**
   * What it is called.
   * Preview says what a change does to the running machine.
   */
  product?: pulumi.Input<string>;
  /**
   * Its version.
   * Preview says what a change does to the running machine.
   */
  version?: pulumi.Input<string>;
}

/**
 * What the guest reads about the machine in SMBIOS (`dmidecode -t system`).
 */
export interface Smbios {
  /**
   * Where it comes from: the fields below, QEMU's own words without any serial number, or the host's own name plate. Default: sysinfo.
   * One of `sysinfo`, `emulate`, `host`.
   * Preview says what a change does to the running machine.
   */
  mode?: "sysinfo" | "emulate" | "host";
  /**
   * The machine's serial number. Default: ten upper-case hex digits derived from the resource, known in preview.
   * Preview says what a change does to the running machine.
   */
  serial: string;
  /**
   * Who made it.
   * Preview says what a change does to the running machine.
   */
  manufacturer?: string;
  /**
   * What it is called.
   * Preview says what a change does to the running machine.
   */
  product?: string;
  /**
   * Its version.
   * Preview says what a change does to the running machine.
   */
  version?: string;
}

/**
 * Where the content comes from.
 */
export interface FwCfgArgs {
  /**
   * A text of one line.
   * Preview says what a change does to the running machine.
   */
  value?: pulumi.Input<string>;
  /**
   * The content of a file on the host, by absolute path, as it is when the machine starts.
   * Preview says what a change does to the running machine.
   */
  file?: pulumi.Input<string>;
  /**
   * The content of a volume: the resource, or `pool/name` of one that exists. A volume that is made anew needs a restart.
   * Preview says what a change does to the running machine.
   */
  volume?: pulumi.Input<Volume | string | ReferenceArgs>;
}

/**
 * Where the content comes from.
 */
export interface FwCfg {
  /**
   * A text of one line.
   * Preview says what a change does to the running machine.
   */
  value?: string;
  /**
   * The content of a file on the host, by absolute path, as it is when the machine starts.
   * Preview says what a change does to the running machine.
   */
  file?: string;
  /**
   * The content of a volume: the resource, or `pool/name` of one that exists. A volume that is made anew needs a restart.
   * Preview says what a change does to the running machine.
   */
  volume?: { name: string; incarnation?: string; pool: string };
}

/**
 * When the machine counts as made. Waited for once after each start.
 */
export interface ReadyArgs {
  /**
   * Wait for this text on a serial port; between slashes it is a regular expression.
   */
  console?: pulumi.Input<string>;
  /**
   * The key of that serial port; it needs a log. Default: the first one with a log.
   */
  serial?: pulumi.Input<string>;
  /**
   * Wait until DHCP has given out an address, and list it in `addresses`.
   * Default: `false`.
   */
  lease?: pulumi.Input<boolean>;
  /**
   * How long to wait, as a time span. After that the machine is kept and the next `up` waits on.
   * Default: `10m`.
   */
  timeout?: pulumi.Input<string>;
  /**
   * `false`: a machine that is not ready in time is a warning and no error, so that what depends on it goes on; `isReady` tells, and the next `up` waits again. Default: true.
   */
  required?: pulumi.Input<boolean>;
}

/**
 * When the machine counts as made. Waited for once after each start.
 */
export interface Ready {
  /**
   * Wait for this text on a serial port; between slashes it is a regular expression.
   */
  console?: string;
  /**
   * The key of that serial port; it needs a log. Default: the first one with a log.
   */
  serial?: string;
  /**
   * Wait until DHCP has given out an address, and list it in `addresses`.
   * Default: `false`.
   */
  lease: boolean;
  /**
   * How long to wait, as a time span. After that the machine is kept and the next `up` waits on.
   * Default: `10m`.
   */
  timeout: string;
  /**
   * `false`: a machine that is not ready in time is a warning and no error, so that what depends on it goes on; `isReady` tells, and the next `up` waits again. Default: true.
   */
  required?: boolean;
}

/**
 * One address.
 */
export interface AddressArgs {
  /**
   * Key of the network card.
   */
  nic: pulumi.Input<string>;
  /**
   * IPv4 or IPv6 address, without prefix length.
   */
  address: pulumi.Input<string>;
}

/**
 * One address.
 */
export interface Address {
  /**
   * Key of the network card.
   */
  nic: string;
  /**
   * IPv4 or IPv6 address, without prefix length.
   */
  address: string;
}

/** Arguments of Domain. */
export interface DomainArgs {
  /**
   * Name, unique on the host.
   * A change replaces the resource.
   */
  name?: pulumi.Input<string>;
  /**
   * libvirt's id of the machine; the guest sees it in SMBIOS.
   * A change replaces the resource.
   */
  uuid?: pulumi.Input<string>;
  /**
   * A short title for people.
   * A change is applied at once.
   */
  title?: pulumi.Input<string>;
  /**
   * A description for people.
   * A change is applied at once.
   */
  description?: pulumi.Input<string>;
  /**
   * How the CPU is virtualised: `kvm` in hardware, `tcg` by translation, `auto` with KVM when a trial guest really runs on it, else with TCG; settled when the machine is made.
   * One of `auto`, `kvm`, `tcg`.
   * Default: `auto`.
   * Preview says what a change does to the running machine.
   */
  accelerator?: pulumi.Input<"auto" | "kvm" | "tcg">;
  /**
   * QEMU's machine type. `q35` and `pc` take the newest of their family when the machine is made, and it keeps that one.
   * Default: `q35`.
   * Preview says what a change does to the running machine.
   */
  machine?: pulumi.Input<string>;
  /**
   * SeaBIOS, or UEFI (OVMF) with variables of its own, which survive every change except a replacement, which makes them anew; see `nvram` and `secureBoot`.
   * One of `bios`, `uefi`.
   * Default: `bios`.
   * Preview says what a change does to the running machine.
   */
  firmware?: pulumi.Input<"bios" | "uefi">;
  /**
   * Where UEFI variables are kept, and when they are made anew. Once given it stays, also when a program leaves it out, or goes to a BIOS and back. The variables survive every change except a replacement, which makes them anew. Default: in libvirt's own folder, as long as there is the machine.
   * Preview says what a change does to the running machine.
   */
  nvram?: pulumi.Input<NvramArgs>;
  /**
   * Boot only what is signed by a known key: UEFI Secure Boot, on a machine of type q35. Keys are a part of the UEFI variables, so `nvram` is needed, and other keys make the variables anew. Keys of your own need OVMF's build of 4 MiB on the host; Debian 12 and Ubuntu 22.04 and later have it.
   * Preview says what a change does to the running machine.
   */
  secureBoot?: pulumi.Input<SecureBootArgs>;
  /**
   * A TPM, emulated by swtpm, which the host needs. What it stores is kept through every change, also while the machine has none, except a replacement, which makes it anew; it is removed with the machine.
   * Preview says what a change does to the running machine.
   */
  tpm?: pulumi.Input<TpmArgs>;
  /**
   * Start this kernel directly, without firmware menu and boot loader.
   * Preview says what a change does to the running machine.
   */
  kernel?: pulumi.Input<KernelArgs>;
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
   * What CPU the guest sees. Default: host-model under KVM, maximum under TCG.
   * Preview says what a change does to the running machine.
   */
  cpu?: pulumi.Input<CpuArgs>;
  /**
   * Spare ports for disks and network cards that are plugged while the machine runs; filled up at each start. Only machine type q35 has need of them.
   * Default: `8`.
   * Preview says what a change does to the running machine.
   */
  hotplugSlots?: pulumi.Input<number>;
  /**
   * Disks by a key of your choice. Virtio disks come and go while the machine runs, as long as there are free slots (`hotplugSlots`).
   * Preview says what a change does to the running machine.
   */
  disks?: pulumi.Input<Record<string, pulumi.Input<DiskArgs>>>;
  /**
   * Network cards by a key of your choice; a guest finds those that it starts with in the order of the keys. They come and go while the machine runs, as long as there are free slots (`hotplugSlots`).
   * Preview says what a change does to the running machine.
   */
  nics?: pulumi.Input<Record<string, pulumi.Input<NicArgs>>>;
  /**
   * Up to four serial ports by a key of your choice.
   * Preview says what a change does to the running machine.
   */
  serials?: pulumi.Input<Record<string, pulumi.Input<SerialArgs>>>;
  /**
   * A source of entropy, fed from the host's /dev/urandom.
   * Default: `true`.
   * Preview says what a change does to the running machine.
   */
  rng?: pulumi.Input<boolean>;
  /**
   * A screen over VNC, with a graphics card and a tablet as pointer.
   * Preview says what a change does to the running machine.
   */
  vnc?: pulumi.Input<VncArgs>;
  /**
   * What the guest reads about the machine in SMBIOS (`dmidecode -t system`).
   */
  smbios?: pulumi.Input<SmbiosArgs>;
  /**
   * Entries of QEMU's fw_cfg device by their name, of up to 55 characters: settings of firmware such as `opt/org.tianocore/IPv4PXESupport`, or `etc/edk2/https/cacerts`, the CA certificates that OVMF trusts for HTTPS boot. Names that do not begin with `opt/` go through libvirt's pass-through of arguments, which marks the machine as tainted. No place for secrets: everybody on the host can read them.
   * Preview says what a change does to the running machine.
   */
  fwCfg?: pulumi.Input<Record<string, pulumi.Input<FwCfgArgs>>>;
  /**
   * Raw arguments for QEMU, one text each, such as `["-debugcon", "file:/tmp/ovmf.log"]`; they come last. libvirt does not look into them, and marks the machine as tainted: it keeps no address free for a device in them, and gives QEMU access to no file. No place for secrets: they stand in the process list.
   * Preview says what a change does to the running machine.
   */
  qemuArgs?: pulumi.Input<pulumi.Input<string>[]>;
  /**
   * What no field says, in libvirt's own form: a `<domain>` with only the elements that are added or changed. An element is found by what tells it apart (a disk by `target dev`, a network card by `mac address`, a CPU feature or timer by `name`), attributes are set, children merged, the rest is appended. `edgefleet:absent="yes"` on an element takes it away, `edgefleet:without="a b"` takes attributes away. What a field says is refused here.
   * Preview says what a change does to the running machine.
   */
  xml?: pulumi.Input<string>;
  /**
   * Start with the host.
   * Default: `false`.
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
   * How long a guest may take to shut down, as a time span such as `30s`, before it is switched off; 0s switches it off at once.
   * Default: `30s`.
   * A change is applied at once.
   */
  shutdownTimeout?: pulumi.Input<string>;
  /**
   * When the machine counts as made. Waited for once after each start.
   * A change is applied at once.
   */
  ready?: pulumi.Input<ReadyArgs>;
  /**
   * Take over an object of this name that exists already and was not made by Edgefleet. It keeps its id, its place and its data; all else becomes what the program says, defaults included. From then on it is managed, and removed by `pulumi destroy`, like any other.
   * A change is applied at once.
   */
  adopt?: pulumi.Input<boolean>;
}

/**
 * A virtual machine. Changes are applied while it runs where that is possible; what needs a restart is saved and stays pending until the machine is restarted, or restarts it at once with `restart: auto`.
 */
export class Domain extends EdgeResource {
  /** @internal */
  static readonly __pulumiType: string = tokenOf("Domain");

  /** Reads an existing domain that is managed by another stack; nothing is changed. */
  static get(name: string, id: pulumi.Input<pulumi.ID>, options?: ResourceOptions): Domain {
    return new Domain(name, undefined as unknown as DomainArgs, { ...options, id });
  }

  /** True for an instance of this class, also of another copy of this package. */
  static override isInstance(value: unknown): value is Domain {
    return isOfType(value, "Domain");
  }

  /**
   * Name, unique on the host.
   * A change replaces the resource.
   */
  declare readonly name: pulumi.Output<string>;
  /**
   * libvirt's id of the machine; the guest sees it in SMBIOS.
   * A change replaces the resource.
   */
  declare readonly uuid: pulumi.Output<string>;
  /**
   * A short title for people.
   * A change is applied at once.
   */
  declare readonly title: pulumi.Output<string | undefined>;
  /**
   * A description for people.
   * A change is applied at once.
   */
  declare readonly description: pulumi.Output<string | undefined>;
  /**
   * How the CPU is virtualised: `kvm` in hardware, `tcg` by translation, `auto` with KVM when a trial guest really runs on it, else with TCG; settled when the machine is made.
   * One of `auto`, `kvm`, `tcg`.
   * Default: `auto`.
   * Preview says what a change does to the running machine.
   */
  declare readonly accelerator: pulumi.Output<"auto" | "kvm" | "tcg">;
  /**
   * QEMU's machine type. `q35` and `pc` take the newest of their family when the machine is made, and it keeps that one.
   * Default: `q35`.
   * Preview says what a change does to the running machine.
   */
  declare readonly machine: pulumi.Output<string>;
  /**
   * SeaBIOS, or UEFI (OVMF) with variables of its own, which survive every change except a replacement, which makes them anew; see `nvram` and `secureBoot`.
   * One of `bios`, `uefi`.
   * Default: `bios`.
   * Preview says what a change does to the running machine.
   */
  declare readonly firmware: pulumi.Output<"bios" | "uefi">;
  /**
   * Where UEFI variables are kept, and when they are made anew. Once given it stays, also when a program leaves it out, or goes to a BIOS and back. The variables survive every change except a replacement, which makes them anew. Default: in libvirt's own folder, as long as there is the machine.
   * Preview says what a change does to the running machine.
   */
  declare readonly nvram: pulumi.Output<Nvram | undefined>;
  /**
   * Boot only what is signed by a known key: UEFI Secure Boot, on a machine of type q35. Keys are a part of the UEFI variables, so `nvram` is needed, and other keys make the variables anew. Keys of your own need OVMF's build of 4 MiB on the host; Debian 12 and Ubuntu 22.04 and later have it.
   * Preview says what a change does to the running machine.
   */
  declare readonly secureBoot: pulumi.Output<SecureBoot | undefined>;
  /**
   * A TPM, emulated by swtpm, which the host needs. What it stores is kept through every change, also while the machine has none, except a replacement, which makes it anew; it is removed with the machine.
   * Preview says what a change does to the running machine.
   */
  declare readonly tpm: pulumi.Output<Tpm | undefined>;
  /**
   * Start this kernel directly, without firmware menu and boot loader.
   * Preview says what a change does to the running machine.
   */
  declare readonly kernel: pulumi.Output<Kernel | undefined>;
  /**
   * Number of virtual CPUs. Live up to `maxVcpu`; fewer are live under KVM, when the guest lets go of them.
   * Default: `1`.
   * Preview says what a change does to the running machine.
   */
  declare readonly vcpu: pulumi.Output<number>;
  /**
   * As many CPUs can be plugged while the machine runs. Default: as many as `vcpu`.
   * Preview says what a change does to the running machine.
   */
  declare readonly maxVcpu: pulumi.Output<number | undefined>;
  /**
   * Memory of the guest, in whole MiB. Live up to `maxMemory`, through the balloon: the guest's driver takes or gives back pages.
   * Default: `1GiB`.
   * Preview says what a change does to the running machine.
   */
  declare readonly memory: pulumi.Output<string>;
  /**
   * What the guest sees at boot, and the ceiling of `memory` while it runs, in whole MiB. It is a balloon, not a memory slot: the guest boots with all of it and gives back what is above `memory`. Default: as much as `memory`.
   * Preview says what a change does to the running machine.
   */
  declare readonly maxMemory: pulumi.Output<string | undefined>;
  /**
   * What CPU the guest sees. Default: host-model under KVM, maximum under TCG.
   * Preview says what a change does to the running machine.
   */
  declare readonly cpu: pulumi.Output<Cpu | undefined>;
  /**
   * Spare ports for disks and network cards that are plugged while the machine runs; filled up at each start. Only machine type q35 has need of them.
   * Default: `8`.
   * Preview says what a change does to the running machine.
   */
  declare readonly hotplugSlots: pulumi.Output<number>;
  /**
   * Disks by a key of your choice. Virtio disks come and go while the machine runs, as long as there are free slots (`hotplugSlots`).
   * Preview says what a change does to the running machine.
   */
  declare readonly disks: pulumi.Output<Record<string, Disk>>;
  /**
   * Network cards by a key of your choice; a guest finds those that it starts with in the order of the keys. They come and go while the machine runs, as long as there are free slots (`hotplugSlots`).
   * Preview says what a change does to the running machine.
   */
  declare readonly nics: pulumi.Output<Record<string, Nic>>;
  /**
   * Up to four serial ports by a key of your choice.
   * Preview says what a change does to the running machine.
   */
  declare readonly serials: pulumi.Output<Record<string, Serial>>;
  /**
   * A source of entropy, fed from the host's /dev/urandom.
   * Default: `true`.
   * Preview says what a change does to the running machine.
   */
  declare readonly rng: pulumi.Output<boolean>;
  /**
   * A screen over VNC, with a graphics card and a tablet as pointer.
   * Preview says what a change does to the running machine.
   */
  declare readonly vnc: pulumi.Output<Vnc | undefined>;
  /**
   * What the guest reads about the machine in SMBIOS (`dmidecode -t system`).
   */
  declare readonly smbios: pulumi.Output<Smbios>;
  /**
   * Entries of QEMU's fw_cfg device by their name, of up to 55 characters: settings of firmware such as `opt/org.tianocore/IPv4PXESupport`, or `etc/edk2/https/cacerts`, the CA certificates that OVMF trusts for HTTPS boot. Names that do not begin with `opt/` go through libvirt's pass-through of arguments, which marks the machine as tainted. No place for secrets: everybody on the host can read them.
   * Preview says what a change does to the running machine.
   */
  declare readonly fwCfg: pulumi.Output<Record<string, FwCfg> | undefined>;
  /**
   * Raw arguments for QEMU, one text each, such as `["-debugcon", "file:/tmp/ovmf.log"]`; they come last. libvirt does not look into them, and marks the machine as tainted: it keeps no address free for a device in them, and gives QEMU access to no file. No place for secrets: they stand in the process list.
   * Preview says what a change does to the running machine.
   */
  declare readonly qemuArgs: pulumi.Output<string[] | undefined>;
  /**
   * What no field says, in libvirt's own form: a `<domain>` with only the elements that are added or changed. An element is found by what tells it apart (a disk by `target dev`, a network card by `mac address`, a CPU feature or timer by `name`), attributes are set, children merged, the rest is appended. `edgefleet:absent="yes"` on an element takes it away, `edgefleet:without="a b"` takes attributes away. What a field says is refused here.
   * Preview says what a change does to the running machine.
   */
  declare readonly xml: pulumi.Output<string | undefined>;
  /**
   * Start with the host.
   * Default: `false`.
   * A change is applied at once.
   */
  declare readonly autostart: pulumi.Output<boolean>;
  /**
   * Whether the machine runs. A stopped one is started again by the next `up`, and the other way round.
   * Default: `true`.
   * A change is applied at once.
   */
  declare readonly running: pulumi.Output<boolean>;
  /**
   * What happens when a change needs a restart: `manual` saves it and shows it as pending, `auto` restarts the machine at once.
   * One of `manual`, `auto`.
   * Default: `manual`.
   * A change is applied at once.
   */
  declare readonly restart: pulumi.Output<"manual" | "auto">;
  /**
   * How long a guest may take to shut down, as a time span such as `30s`, before it is switched off; 0s switches it off at once.
   * Default: `30s`.
   * A change is applied at once.
   */
  declare readonly shutdownTimeout: pulumi.Output<string>;
  /**
   * When the machine counts as made. Waited for once after each start.
   * A change is applied at once.
   */
  declare readonly ready: pulumi.Output<Ready | undefined>;
  /**
   * Addresses given out by DHCP; read when `ready.lease` is set.
   */
  declare readonly addresses: pulumi.Output<Address[]>;
  /**
   * Whether what `ready` waits for has come; nothing of a machine that is to be off.
   * A change is applied at once.
   */
  declare readonly isReady: pulumi.Output<boolean | undefined>;
  /**
   * Where VNC listens while the machine runs, as `address:port`.
   * A change is applied at once.
   */
  declare readonly vncAddress: pulumi.Output<string | undefined>;
  /**
   * The host's pseudo terminal (or socket) of the first serial port while the machine runs.
   * A change is applied at once.
   */
  declare readonly consolePath: pulumi.Output<string | undefined>;
  /**
   * `kvm` or `tcg`: what `auto` came to.
   * A change is applied at once.
   */
  declare readonly acceleratorUsed: pulumi.Output<string>;
  /**
   * Ports that are free for plugging while the machine runs.
   * A change is applied at once.
   */
  declare readonly freeSlots: pulumi.Output<number | undefined>;
  /**
   * Fields that the running machine has not taken over yet: they wait for a restart.
   */
  declare readonly pending: pulumi.Output<string[]>;

  constructor(name: string, args?: DomainArgs, options?: ResourceOptions) {
    super(
      "Domain",
      "domain",
      name,
      { ...args },
      {
        outputs: [
          "name",
          "uuid",
          "title",
          "description",
          "accelerator",
          "machine",
          "firmware",
          "nvram",
          "secureBoot",
          "tpm",
          "kernel",
          "vcpu",
          "maxVcpu",
          "memory",
          "maxMemory",
          "cpu",
          "hotplugSlots",
          "disks",
          "nics",
          "serials",
          "rng",
          "vnc",
          "smbios",
          "fwCfg",
          "qemuArgs",
          "xml",
          "autostart",
          "running",
          "restart",
          "shutdownTimeout",
          "ready",
          "addresses",
          "isReady",
          "vncAddress",
          "consolePath",
          "acceleratorUsed",
          "freeSlots",
          "pending",
        ],
        required: [],
        secrets: ["vnc.password"],
      },
      options,
    );
  }
}
