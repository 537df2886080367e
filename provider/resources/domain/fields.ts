// The field table of a domain: check, diff, plan, docs and SDK read it.
import { nameField } from "../../core/common";
import {
  bool,
  duration,
  int,
  list,
  object,
  oneOf,
  optional,
  size,
  str,
  type Fields,
  type InputsOf,
} from "../../core/define";
import { isUuid, oneLine, textProblem } from "../../core/rules";
import { parseSize } from "../../core/values";
import { patternProblem } from "./console-pattern";
import { disks, nics, serials } from "./devices";
import * as effects from "./effects";
import { nvram, secureBoot, tpm } from "./firmware";
import { fwCfg, qemuArgs } from "./fw-cfg";
import { cpu, kernel, smbios, vnc, xml } from "./options";

/** QEMU counts memory in whole MiB; anything else would come back rounded. */
const wholeMiB = (text: string): string | undefined => {
  const value = parseSize(text) ?? 0;
  return value > 0 && value % 2 ** 20 === 0
    ? undefined
    : `A whole number of MiB is needed, such as "512MiB"; ${text} is given.`;
};

const sameText = (a: string, b: string): boolean => a.trim() === b.trim();

/** `q35` and `pc` stand for the newest of their family; libvirt writes out which one that was. */
export function sameMachine(wanted: string, seen: string): boolean {
  const family = { q35: "pc-q35-", pc: "pc-i440fx-" };
  const isOneOf = (short: string, long: string) =>
    long.startsWith(family[short as keyof typeof family] ?? "\0");
  return wanted === seen || isOneOf(wanted, seen) || isOneOf(seen, wanted);
}

export const inputs = {
  name: nameField,
  uuid: str({
    doc: "libvirt's id of the machine; the guest sees it in SMBIOS.",
    derived: true,
    effect: "replace",
    xml: "uuid",
    check: (value) => (isUuid(value) ? undefined : `"${value}" is no uuid.`),
    same: (a, b) => a.toLowerCase() === b.toLowerCase(),
  }),
  title: optional(
    str({
      doc: "A short title for people.",
      effect: "live",
      xml: "title",
      check: oneLine("A title"),
      same: sameText,
    }),
  ),
  description: optional(
    str({
      doc: "A description for people.",
      effect: "live",
      xml: "description",
      check: textProblem,
      same: sameText,
    }),
  ),

  accelerator: oneOf(["auto", "kvm", "tcg"], {
    doc: "How the CPU is virtualised: `kvm` in hardware, `tcg` by translation, `auto` with KVM when a trial guest really runs on it, else with TCG; settled when the machine is made.",
    default: "auto",
    effect: effects.accelerator,
    xml: "@type",
  }),
  machine: str({
    doc: "QEMU's machine type. `q35` and `pc` take the newest of their family when the machine is made, and it keeps that one.",
    default: "q35",
    effect: effects.restart,
    xml: "os/type@machine",
    check: (text) =>
      /^[A-Za-z0-9][A-Za-z0-9._-]*$/.test(text) ? undefined : `"${text}" is no machine type.`,
    same: sameMachine,
  }),
  firmware: oneOf(["bios", "uefi"], {
    doc: "SeaBIOS, or UEFI (OVMF) with variables of its own, which survive every change except a replacement, which makes them anew; see `nvram` and `secureBoot`.",
    default: "bios",
    effect: effects.restart,
    xml: "os",
  }),
  nvram,
  secureBoot,
  tpm,
  kernel,

  vcpu: int({
    doc: "Number of virtual CPUs. Live up to `maxVcpu`; fewer are live under KVM, when the guest lets go of them.",
    default: 1,
    effect: effects.vcpu,
    xml: "vcpu",
    min: 1,
    max: 512,
  }),
  maxVcpu: optional(
    int({
      doc: "As many CPUs can be plugged while the machine runs. Default: as many as `vcpu`.",
      effect: effects.maxVcpu,
      xml: "vcpu",
      min: 1,
      max: 512,
    }),
  ),
  memory: size({
    doc: "Memory of the guest, in whole MiB. Live up to `maxMemory`, through the balloon: the guest's driver takes or gives back pages.",
    default: "1GiB",
    effect: effects.memory,
    xml: "currentMemory",
    check: wholeMiB,
  }),
  maxMemory: optional(
    size({
      doc: "What the guest sees at boot, and the ceiling of `memory` while it runs, in whole MiB. It is a balloon, not a memory slot: the guest boots with all of it and gives back what is above `memory`. Default: as much as `memory`.",
      effect: effects.maxMemory,
      xml: "memory",
      check: wholeMiB,
    }),
  ),
  cpu,
  hotplugSlots: int({
    doc: "Spare ports for disks and network cards that are plugged while the machine runs; filled up at each start. Only machine type q35 has need of them.",
    default: 8,
    effect: effects.restart,
    xml: "devices/controller",
    min: 0,
    max: 64,
  }),

  disks,
  nics,
  serials,
  rng: bool({
    doc: "A source of entropy, fed from the host's /dev/urandom.",
    default: true,
    effect: effects.restart,
    xml: "devices/rng",
  }),
  vnc,
  smbios,
  fwCfg,
  qemuArgs,
  xml,

  autostart: bool({ doc: "Start with the host.", default: false, effect: "live" }),
  running: bool({
    doc: "Whether the machine runs. A stopped one is started again by the next `up`, and the other way round.",
    default: true,
    effect: "live",
  }),
  restart: oneOf(["manual", "auto"], {
    doc: "What happens when a change needs a restart: `manual` saves it and shows it as pending, `auto` restarts the machine at once.",
    default: "manual",
    effect: "live",
  }),
  shutdownTimeout: duration({
    doc: "How long a guest may take to shut down, as a time span such as `30s`, before it is switched off; 0s switches it off at once.",
    default: "30s",
    effect: "live",
  }),
  ready: optional(
    object(
      "Ready",
      {
        console: optional(
          str({
            doc: "Wait for this text on a serial port; between slashes it is a regular expression.",
            check: patternProblem,
          }),
        ),
        serial: optional(
          str({ doc: "The key of that serial port; it needs a log. Default: the first one with a log." }),
        ),
        lease: bool({
          doc: "Wait until DHCP has given out an address, and list it in `addresses`.",
          default: false,
        }),
        timeout: duration({
          doc: "How long to wait, as a time span. After that the machine is kept and the next `up` waits on.",
          default: "10m",
        }),
        required: optional(
          bool({
            doc: "`false`: a machine that is not ready in time is a warning and no error, so that what depends on it goes on; `isReady` tells, and the next `up` waits again. Default: true.",
          }),
        ),
      },
      { doc: "When the machine counts as made. Waited for once after each start.", effect: "live" },
    ),
  ),
} satisfies Fields;

export const outputs = {
  addresses: list(
    object(
      "Address",
      {
        nic: str({ doc: "Key of the network card." }),
        address: str({ doc: "IPv4 or IPv6 address, without prefix length." }),
      },
      { doc: "One address." },
    ),
    { doc: "Addresses given out by DHCP; read when `ready.lease` is set." },
  ),
  isReady: optional(
    bool({ doc: "Whether what `ready` waits for has come; nothing of a machine that is to be off." }),
  ),
  vncAddress: optional(str({ doc: "Where VNC listens while the machine runs, as `address:port`." })),
  consolePath: optional(
    str({ doc: "The host's pseudo terminal (or socket) of the first serial port while the machine runs." }),
  ),
  acceleratorUsed: str({ doc: "`kvm` or `tcg`: what `auto` came to." }),
  freeSlots: optional(int({ doc: "Ports that are free for plugging while the machine runs." })),
  pending: list(str({ doc: "Path of a field." }), {
    doc: "Fields that the running machine has not taken over yet: they wait for a restart.",
  }),
} satisfies Fields;

export type DomainInputs = InputsOf<typeof inputs> & {
  incarnation: string;
  resourceUrn: string;
  adopt?: boolean;
};
export type DomainOutputs = Omit<InputsOf<typeof outputs>, "isReady"> & { drift?: string[] };
export type Disk = DomainInputs["disks"][string];
export type Nic = DomainInputs["nics"][string];
export type Serial = DomainInputs["serials"][string];
export type FwCfg = NonNullable<DomainInputs["fwCfg"]>[string];
