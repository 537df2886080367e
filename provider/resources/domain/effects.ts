// What a change does to a running machine, where that depends on more than the field itself.
import type { Change, Effect, EffectRule, Situation, Verdict } from "../../core/define";
import { parseSize } from "../../core/values";

type Disks = Record<string, { device?: string; bus?: string }>;
type Nics = Record<string, { model?: string }>;

interface Machine {
  running?: boolean;
  vcpu?: number;
  maxVcpu?: number;
  memory?: string;
  maxMemory?: string;
  disks?: Disks;
  nics?: Nics;
  cpu?: Cpu;
  accelerator?: string;
  acceleratorUsed?: string;
  freeSlots?: number;
  pending?: string[];
}

interface Cpu {
  mode: string;
  model?: string;
}

const machine = (values: Readonly<Record<string, unknown>>): Machine => values as Machine;

/** A machine that is shut off takes every change at once. */
const onlyWhileRunning =
  (rule: (change: Change, situation: Situation) => Effect | Verdict): EffectRule =>
  (change, situation) =>
    machine(situation.old).running === false ? "live" : rule(change, situation);

export const restart = onlyWhileRunning(() => "restart");

/** `auto` keeps what a machine has. */
export const accelerator = onlyWhileRunning(({ to }, { old }) =>
  to === "auto" || machine(old).acceleratorUsed === to ? "live" : "restart",
);

/** A default that is written out is no other CPU. */
export const cpu = onlyWhileRunning(({ from, to }, { old, wanted }) => {
  const used = machine(old).acceleratorUsed;
  const { accelerator: asked = "auto" } = machine(wanted);
  const [was, now] = [spelled(from, used), spelled(to, asked === "auto" ? used : asked)];
  return was === now ? "live" : "restart";
});

const spelled = (given: unknown, used = "tcg"): string => {
  const { mode = used === "kvm" ? "host-model" : "maximum", model = "" } = (given ?? {}) as Partial<Cpu>;
  return `${mode}:${model}`;
};

export const smbiosMode = onlyWhileRunning(({ from, to }) =>
  (from ?? "sysinfo") === (to ?? "sysinfo") ? "live" : "restart",
);

/** What is saved already and not there yet: how far the running machine can go is not known. */
function waiting(old: Machine, ...fields: string[]): Verdict | undefined {
  const field = fields.find((name) => old.pending?.includes(name));
  return field === undefined
    ? undefined
    : { effect: "restart", reason: `${field} itself waits for a restart` };
}

/** A ceiling that goes stays until the machine stops; one that is the same in other words is the same. */
const ceiling = (limit: "maxVcpu" | "maxMemory", amount: "vcpu" | "memory"): EffectRule =>
  onlyWhileRunning(({ to }, { old, wanted }) => {
    const of = (state: Machine) => {
      const given = state[limit] ?? state[amount];
      return parseSize(given) ?? given;
    };
    if (waiting(machine(old), limit, amount)) return "restart";
    if (of(machine(old)) === of(machine(wanted))) return "live";
    return to === undefined ? "nextBoot" : "restart";
  });

export const maxVcpu = ceiling("maxVcpu", "vcpu");
export const maxMemory = ceiling("maxMemory", "memory");

export const vcpu = onlyWhileRunning(({ from, to }, { old }) => {
  const more = Number(to) > Number(from);
  const wait = waiting(machine(old), "vcpu", ...(more ? ["maxVcpu"] : []));
  if (wait) return wait;
  // QEMU 7.2 under TCG: the guest lets go, the unplug never ends, and asking again crashed the machine.
  if (Number(to) < Number(from) && machine(old).acceleratorUsed === "tcg") {
    return { effect: "restart", reason: "QEMU cannot unplug a CPU under TCG" };
  }
  const limit = machine(old).maxVcpu ?? machine(old).vcpu ?? 1;
  if (Number(to) <= limit) return "live";
  return { effect: "restart", reason: `beyond maxVcpu ${limit}; set maxVcpu to make this live` };
});

export const memory = onlyWhileRunning(({ from, to }, { old }) => {
  const more = (parseSize(to) ?? 0) > (parseSize(from) ?? 0);
  const wait = waiting(machine(old), "memory", ...(more ? ["maxMemory"] : []));
  if (wait) return wait;
  const limit = machine(old).maxMemory ?? machine(old).memory;
  if ((parseSize(to) ?? 0) <= (parseSize(limit) ?? 0)) return "live";
  return { effect: "restart", reason: `beyond maxMemory ${limit}; set maxMemory to make this live` };
});

/** Disks that come or go. */
export const disks = onlyWhileRunning((change, situation) => {
  const disk = (change.to ?? change.from) as Disks[string];
  if (disk.bus !== "virtio") {
    return {
      effect: "restart",
      reason: `a ${disk.bus} disk cannot be plugged while running; bus virtio can`,
    };
  }
  return change.to === undefined ? "live" : slotFor(change, situation);
});

/** NICs that come or go. */
export const nics = onlyWhileRunning((change, situation) => {
  if (change.to === undefined) return "live";
  const { model } = change.to as Nics[string];
  if (model === "rtl8139")
    return { effect: "restart", reason: "an rtl8139 cannot be plugged while running; model virtio can" };
  return slotFor(change, situation);
});

/** A medium can be changed, the disk that the guest works on cannot. */
export const diskSource = onlyWhileRunning(({ path }, { old, wanted }) => {
  const key = path.split(".")[1] as string;
  const isDrive = (state: typeof old) => machine(state).disks?.[key]?.device === "cdrom";
  if (isDrive(old) && isDrive(wanted)) return "live";
  return {
    effect: "restart",
    reason: "the guest works on this disk; give the new one a key of its own to plug it live",
  };
});

/** QEMU asks for a password or it does not; only which one can change. */
export const vncPassword = onlyWhileRunning(({ from, to }) =>
  from === undefined || to === undefined ? "restart" : "live",
);

const sameName = ({ from, to }: Change): boolean =>
  (from as { name?: string } | undefined)?.name === (to as { name?: string } | undefined)?.name;

/** A pool that was only made anew around the same files leaves the log where it is. */
export const logPool = onlyWhileRunning((change) => (sameName(change) ? "live" : "restart"));

/** Another file of UEFI variables is taken when the machine starts. */
const anew =
  (reason: string) =>
  (_: Change, { old }: Situation): Verdict => ({
    effect: machine(old).running === false ? "live" : "restart",
    reason,
  });

export const nvram = anew("the UEFI variables are made anew");
export const secureBootKeys = anew("the UEFI variables are made anew, with these keys");

export const nvramPool: EffectRule = (change, situation) =>
  sameName(change) ? "live" : nvram(change, situation);

/** As many devices can be plugged as the running machine has spare ports. */
function slotFor(change: Change, { old, wanted }: Situation): Effect | Verdict {
  const free = machine(old).freeSlots;
  const place = additions(machine(old), machine(wanted)).indexOf(change.path);
  if (free === undefined || place < free) return "live";
  return {
    effect: "restart",
    reason: `no free slot is left (${free}); a higher hotplugSlots makes this live`,
  };
}

function additions(old: Machine, wanted: Machine): string[] {
  const disks = Object.keys(wanted.disks ?? {}).filter(
    (key) => !old.disks?.[key] && wanted.disks?.[key]?.bus === "virtio",
  );
  const nics = Object.keys(wanted.nics ?? {}).filter((key) => !old.nics?.[key]);
  return [...disks.map((key) => `disks.${key}`), ...nics.map((key) => `nics.${key}`)];
}
