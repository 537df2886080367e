// Disks, network cards and serial ports: the parts of a machine that have keys.
import { bool, int, map, object, oneOf, optional, reference, str } from "../../core/define";
import { isMac, textProblem } from "../../core/rules";
import * as effects from "./effects";

const key = {
  pattern: /^[a-z0-9][a-z0-9_-]{0,30}$/,
  says: "up to 31 lower-case letters, digits, _ and -, the first one a letter or digit",
};

export const pathProblem = (path: string): string | undefined =>
  path.startsWith("/") && !textProblem(path) && !/[\n\r\t]/.test(path)
    ? undefined
    : `${JSON.stringify(path.slice(0, 60))} is no absolute path on the host.`;

export const serialProblem = (text: string): string | undefined =>
  /^[A-Za-z0-9_.+ -]{1,20}$/.test(text)
    ? undefined
    : "1 to 20 letters, digits, spaces and _ . + - are possible.";

const bootOrder = optional(
  int({
    doc: "Place in the boot order, from 1. As soon as one device has a place, those without are not booted.",
    effect: "nextBoot",
    min: 1,
    max: 999,
  }),
);

const diskSource = object(
  "DiskSource",
  {
    volume: optional(
      reference("volume", { doc: "A volume: the resource, or `pool/name` of one that exists." }),
    ),
    file: optional(
      str({
        doc: "An image file on the host, by absolute path; its format is told by its ending (`.qcow2`, else raw).",
        check: pathProblem,
      }),
    ),
  },
  {
    doc: "What the disk is made of.",
    exactlyOne: ["volume", "file"],
    effect: effects.diskSource,
    xml: "devices/disk/source",
  },
);

const disk = object(
  "Disk",
  {
    source: diskSource,
    device: oneOf(["disk", "cdrom"], {
      doc: "A disk, or a CD-ROM drive, which is read-only and sits on SATA.",
      default: "disk",
      effect: effects.restart,
    }),
    bus: oneOf(["virtio", "sata"], {
      doc: "How the guest reaches it; only virtio disks can be plugged while it runs. Default: virtio, for a CD-ROM sata.",
      derived: true,
      effect: effects.restart,
    }),
    target: str({
      doc: "Its name in libvirt, such as `vda`: the order of disks on their bus; firmware boots from the first one where no device has a `bootOrder`. Default: the next free one in the order of the keys; a disk keeps it when others come or go.",
      derived: true,
      effect: effects.restart,
      check: (target) =>
        /^(vd|sd)[a-z]$/.test(target)
          ? undefined
          : `"${target}" is no target such as vda (virtio) or sda (sata).`,
    }),
    serial: optional(
      str({
        doc: "Serial number that the guest sees; `/dev/disk/by-id` is made of it.",
        effect: effects.restart,
        check: serialProblem,
      }),
    ),
    readonly: bool({ doc: "The guest cannot write on it.", default: false, effect: effects.restart }),
    cache: optional(
      oneOf(["none", "writeback", "writethrough", "directsync", "unsafe"], {
        doc: "Cache mode of the host. Default: QEMU's, writeback.",
        effect: effects.restart,
      }),
    ),
    discard: optional(
      oneOf(["unmap", "ignore"], {
        doc: "Whether space that the guest frees is given back to the host. Default: QEMU's, ignore.",
        effect: effects.restart,
      }),
    ),
    bootOrder,
  },
  { doc: "One disk." },
);

export const disks = map(disk, {
  doc: "Disks by a key of your choice. Virtio disks come and go while the machine runs, as long as there are free slots (`hotplugSlots`).",
  default: {},
  effect: effects.disks,
  xml: "devices/disk",
  key,
});

const nic = object(
  "Nic",
  {
    network: optional(
      reference("network", {
        doc: "A network: the resource, or its name. Give this or `bridge`. Changed by plugging the cable over.",
        effect: "live",
      }),
    ),
    bridge: optional(
      str({
        doc: "A bridge device of the host. Give this or `network`. Changed by plugging the cable over.",
        effect: "live",
        check: (name) =>
          /^[A-Za-z0-9][A-Za-z0-9_.-]{0,14}$/.test(name) ? undefined : `"${name}" cannot be a device name.`,
      }),
    ),
    model: oneOf(["virtio", "e1000e", "rtl8139"], {
      doc: "The card that the guest sees.",
      default: "virtio",
      effect: effects.restart,
    }),
    mac: str({
      doc: "MAC address. Default: 02: and 40 bits derived from the resource and the key, known in preview.",
      derived: true,
      effect: effects.restart,
      check: (mac) =>
        isMac(mac) && (Number.parseInt(mac.slice(0, 2), 16) & 1) === 0
          ? undefined
          : `"${mac}" is no MAC address of a single device, such as 02:a1:b2:c3:d4:e5.`,
      same: (a, b) => a.toLowerCase() === b.toLowerCase(),
    }),
    mtu: optional(
      int({
        doc: "Largest packet in bytes, of the card and of its cable on the host; a virtio card tells the guest. Default: the network's.",
        effect: effects.restart,
        min: 68,
        max: 65521,
      }),
    ),
    rom: optional(
      object(
        "NicRom",
        {
          enabled: bool({
            doc: "Whether the card has one. Without, a machine boots from the network by its firmware's own means or not at all.",
            default: true,
            effect: effects.restart,
          }),
          file: optional(
            str({
              doc: "The ROM's image on the host, by absolute path. Default: QEMU's for that card, which is iPXE.",
              effect: effects.restart,
              check: pathProblem,
            }),
          ),
        },
        {
          doc: "The card's option ROM, which firmware runs to boot from the network.",
          effect: effects.restart,
        },
      ),
    ),
    link: oneOf(["up", "down"], { doc: "Whether the cable is plugged in.", default: "up", effect: "live" }),
    bootOrder,
  },
  { doc: "One network card." },
);

export const nics = map(nic, {
  doc: "Network cards by a key of your choice; a guest finds those that it starts with in the order of the keys. They come and go while the machine runs, as long as there are free slots (`hotplugSlots`).",
  default: {},
  effect: effects.nics,
  xml: "devices/interface",
  key,
});

const serial = object(
  "Serial",
  {
    log: optional(
      object(
        "SerialLog",
        {
          pool: reference("pool", {
            doc: "The pool that the log is kept in, as volume `<machine>-<key>-<incarnation>.log`; it needs a folder on the host.",
            effect: effects.logPool,
          }),
        },
        {
          doc: "Keep what the guest writes since it was last started, 2 MiB and three older parts.",
          effect: effects.restart,
        },
      ),
    ),
    socket: optional(
      object(
        "SerialSocket",
        {
          path: str({
            doc: "The socket's absolute path on the host, of up to 107 bytes. Default: `/run/libvirt/qemu/<incarnation>-<key>.sock`; on a session of libvirt it has to be given.",
            derived: true,
            effect: effects.restart,
            check: (path) =>
              pathProblem(path) ??
              (Buffer.byteLength(path) > 107 ? "A socket's path has up to 107 bytes." : undefined),
          }),
          mode: oneOf(["bind", "connect"], {
            doc: "`bind` makes the socket, for one program at a time to connect to; `connect` connects to one that a program has made.",
            default: "bind",
            effect: effects.restart,
          }),
        },
        {
          doc: "A UNIX socket on the host instead of a pseudo terminal. A log is kept beside it.",
          effect: effects.restart,
        },
      ),
    ),
    port: int({
      doc: "Which port it is: 0 is the guest's ttyS0. Default: the next free one, in the order of the keys.",
      derived: true,
      effect: effects.restart,
      min: 0,
      max: 3,
    }),
  },
  {
    doc: "One serial port, a pseudo terminal on the host; `virsh console` and `edgefleet console` reach the first.",
  },
);

export const serials = map(serial, {
  doc: "Up to four serial ports by a key of your choice.",
  default: {},
  effect: effects.restart,
  xml: "devices/serial",
  key,
});
