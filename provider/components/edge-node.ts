// What an edge node can be given. Most of it goes to its machine and is said there.
import { bool, object, optional, reference, size, str, type Fields } from "../core/define";
import { inputs as domain, outputs } from "../resources/domain/fields";
import { inputs as volume } from "../resources/volume/fields";
import { someOf, type ComponentDefinition } from "./component";

const { serial } = domain.smbios.fields as { serial: ReturnType<typeof str> };
const { disks, fwCfg, nics, serials, ...machine } = domain;

export const inputs = {
  image: optional(
    reference("volume", {
      doc: "The base volume that the node's disk is an overlay of: the resource, or `pool/name`. It must not change any more. Without it the disk is empty. Changing it replaces the disk, which needs `replaceData: true`.",
    }),
  ),
  kernel: domain.kernel,
  disk: optional(
    size({
      doc: "Virtual size of the node's disk, such as `20GiB`. Default: that of the image; with neither image nor size the node has no disk. It can grow while the node runs.",
    }),
  ),
  pool: optional(
    reference("pool", {
      doc: "The pool for disk and console log: the resource, or its name. Default: `default`.",
    }),
  ),
  network: reference("network", {
    doc: "The network the node is on: the resource, or its name. Moved without interrupting the node.",
  }),
  vcpu: domain.vcpu,
  maxVcpu: domain.maxVcpu,
  memory: domain.memory,
  maxMemory: domain.maxMemory,
  httpsBoot: optional(
    object(
      "HttpsBootSettings",
      {
        caList: reference("volume", {
          doc: "The CA certificates that firmware trusts, as a volume with content `caList`.",
        }),
        pxe: optional(
          bool({ doc: "Leave PXE switched on, which comes first and waits for a server.", plain: true }),
        ),
      },
      {
        doc: "Boot over HTTPS when there is nothing to boot on the disk: an HttpsBoot, or what it has in it. Switches UEFI on.",
        plain: true,
      },
    ),
  ),
  firmware: domain.firmware,
  serial,
  vnc: bool({ doc: "A screen over VNC on the host's loopback.", default: true, effect: domain.vnc.effect }),
  ready: { ...domain.ready, default: { console: "login:", lease: true } as never },
  autostart: { ...domain.autostart, default: true },
  running: domain.running,
  restart: domain.restart,
  replaceData: volume.replaceData,
  domain: optional(
    someOf(
      "Domain",
      "NodeDomain",
      {
        ...machine,
        disks: { ...disks, plain: true },
        fwCfg: { ...fwCfg, plain: true },
        nics: { ...nics, plain: true },
        serials: { ...serials, plain: true },
      },
      {
        doc: "Anything else that a Domain can have; wins over what EdgeNode sets. Disks, network cards and serial ports come beside the node's own, which have the keys `root`, `lan` and `console`; `root` is the first disk, `vda`.",
        plain: true,
      },
    ),
  ),
} satisfies Fields;

export const nodeOutputs = {
  name: str({ doc: "Name of the machine on the host." }),
  serial: str({ doc: "SMBIOS serial number; known in preview." }),
  mac: str({ doc: "MAC address of the network card `lan`; known in preview." }),
  ip: optional(str({ doc: "Address given out by DHCP; known once `ready.lease` was waited for." })),
  vncAddress: outputs.vncAddress,
  isReady: outputs.isReady,
} satisfies Fields;

export const edgeNode: ComponentDefinition = {
  noun: "edge-node",
  type: "EdgeNode",
  doc: "A virtual edge node: a machine with a disk of its own, a console that is logged, and a moment when it is ready.",
  inputs,
  outputs: nodeOutputs,
};
