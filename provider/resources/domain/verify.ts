// What a single field of a domain cannot tell: contradictions between fields, and with the host's room.
import type { Context } from "../../core/context";
import type { Failure } from "../../core/errors";
import { isUnknown, parseSize, roughSize } from "../../core/values";
import type { DomainInputs } from "./fields";
import { overlayFailures } from "./overlay";

type Wanted = Partial<DomainInputs>;
type Fail = (property: string, reason: string) => void;

export async function verify(wanted: Wanted, old: Wanted | undefined, context: Context): Promise<Failure[]> {
  const failures: Failure[] = [];
  const fail: Fail = (property, reason) => void failures.push({ property, reason });
  limits(wanted, fail);
  disks(wanted, fail);
  nics(wanted, fail);
  serials(wanted, fail);
  options(wanted, old, fail);
  nameplate(wanted, fail);
  if (failures.length === 0) failures.push(...overlayFailures(wanted));
  if (failures.length === 0) await capacity(wanted, old, context, fail);
  return failures;
}

const entries = <T extends object>(map: Record<string, T> | undefined): [string, T][] =>
  map && !isUnknown(map) ? Object.entries(map).filter(([, entry]) => !isUnknown(entry)) : [];

function limits(wanted: Wanted, fail: Fail): void {
  const { vcpu, maxVcpu, memory, maxMemory } = wanted;
  if (vcpu !== undefined && maxVcpu !== undefined && vcpu > maxVcpu) {
    fail("vcpu", `It is more than maxVcpu: ${vcpu} of ${maxVcpu}. Raise maxVcpu or leave it out.`);
  }
  const [now, limit] = [parseSize(memory), parseSize(maxMemory)];
  if (now !== undefined && limit !== undefined && now > limit) {
    fail("memory", `It is more than maxMemory: ${memory} of ${maxMemory}. Raise maxMemory or leave it out.`);
  }
}

/** Reports the second of two entries that want the same thing. */
function unique<T extends object>(
  map: string,
  found: [string, T][],
  member: keyof T & string,
  fail: Fail,
): void {
  const first = new Map<string, string>();
  for (const [key, entry] of found) {
    const value = entry[member];
    if (value === undefined || isUnknown(value)) continue;
    const other = first.get(String(value).toLowerCase());
    if (other !== undefined) fail(`${map}.${key}.${member}`, `${String(value)} is taken by ${map}.${other}.`);
    else first.set(String(value).toLowerCase(), key);
  }
}

function disks(wanted: Wanted, fail: Fail): void {
  const found = entries(wanted.disks);
  unique("disks", found, "target", fail);
  unique("disks", found, "serial", fail);
  for (const bus of ["virtio", "sata"]) {
    const there = found.filter(([, disk]) => disk.bus === bus);
    const most = bus === "sata" ? 6 : 26;
    if (there.length > most)
      fail("disks", `${there.length} ${bus} disks are too many, ${most} are possible.`);
  }
  for (const [key, disk] of found) {
    if (disk.readonly && disk.bus === "sata" && disk.device === "disk") {
      fail(
        `disks.${key}.readonly`,
        "A SATA disk cannot be read-only in QEMU. Use bus virtio, or device cdrom.",
      );
    }
  }
}

function nics(wanted: Wanted, fail: Fail): void {
  const found = entries(wanted.nics);
  unique("nics", found, "mac", fail);
  for (const [key, nic] of found) {
    if (nic.network !== undefined && nic.bridge !== undefined)
      fail(`nics.${key}`, "network and bridge are both given; one is needed.");
    if (nic.network === undefined && nic.bridge === undefined)
      fail(`nics.${key}`, "Give a network, or the name of a bridge.");
  }
  const order = [...entries(wanted.disks), ...found]
    .map(([, device]) => device.bootOrder)
    .filter((place) => place !== undefined);
  if (new Set(order).size < order.length) fail("", "Two devices have the same bootOrder.");
}

function serials(wanted: Wanted, fail: Fail): void {
  const found = entries(wanted.serials);
  unique("serials", found, "port", fail);
  if (found.length > 4) fail("serials", `${found.length} serial ports are too many, 4 are possible.`);
  // QEMU numbers serial ports without gaps.
  const ports = found.map(([, serial]) => serial.port).sort();
  if (found.length <= 4 && ports.some((port, i) => port !== undefined && port !== i)) {
    fail("serials", `Ports are numbered from 0 without gaps; given are ${ports.join(", ")}.`);
  }
  const { console, serial } = (isUnknown(wanted.ready) ? undefined : wanted.ready) ?? {};
  const logged = found.filter(([, port]) => port.log !== undefined).map(([key]) => key);
  if (serial !== undefined && !logged.includes(serial)) {
    fail(
      "ready.serial",
      `There is no serial port "${serial}" with a log. Add one under serials, with log: {pool}.`,
    );
  } else if (console !== undefined && logged.length === 0) {
    fail("ready.console", "No serial port has a log to read. Add one under serials, with log: {pool}.");
  }
}

/** Only with mode sysinfo does libvirt look at the fields. */
function nameplate({ smbios }: Wanted, fail: Fail): void {
  if (!smbios || isUnknown(smbios) || (smbios.mode ?? "sysinfo") === "sysinfo") return;
  for (const name of ["serial", "manufacturer", "product", "version"] as const) {
    if (smbios[name] !== undefined)
      fail(`smbios.${name}`, `Not with mode ${smbios.mode}: the guest would not see it. Leave it out.`);
  }
}

function options(wanted: Wanted, old: Wanted | undefined, fail: Fail): void {
  const { vnc, cpu, ready, nics: cards } = wanted;
  if (vnc && !isUnknown(vnc)) {
    const loopback = /^(127\.|::1$)/.test(vnc.listen);
    // One that was open before Edgefleet came stays so until somebody says otherwise.
    const open = old?.vnc?.listen === vnc.listen && old.vnc.password === undefined;
    if (!loopback && !open && vnc.password === undefined)
      fail("vnc.listen", `${vnc.listen} can be reached by others: set vnc.password, or listen on 127.0.0.1.`);
    if (vnc.password !== undefined && !isUnknown(vnc.password) && !/^[\x20-\x7e]{1,8}$/.test(vnc.password)) {
      fail(
        "vnc.password",
        "VNC looks at 8 characters and no more: 1 to 8 printable ASCII characters are possible.",
      );
    }
  }
  if (cpu && (cpu.mode === "custom") !== (cpu.model !== undefined)) {
    fail(
      "cpu",
      cpu.mode === "custom"
        ? "Mode custom needs a model."
        : `A model goes with mode custom, not with ${cpu.mode}.`,
    );
  }
  if (
    ready &&
    !isUnknown(ready) &&
    ready.lease &&
    !entries(cards).some(([, nic]) => nic.network !== undefined)
  ) {
    fail("ready.lease", "No network card is in a network of libvirt, so there will be no lease.");
  }
}

/** Room on the host, asked for once per deployment; what we have already does not count twice. */
async function capacity(
  wanted: Wanted,
  old: Wanted | undefined,
  context: Context,
  fail: Fail,
): Promise<void> {
  const more = (is: number | undefined, was: number | undefined) => is !== undefined && is > (was ?? 0);
  const node = await context.facts.node();
  const { overcommitCpus } = context.config;
  const cpus = wanted.maxVcpu ?? wanted.vcpu;
  if (more(cpus, old?.maxVcpu ?? old?.vcpu) && (cpus as number) > node.cpus * overcommitCpus) {
    const field = wanted.maxVcpu === undefined ? "vcpu" : "maxVcpu";
    fail(
      field,
      `${cpus} are more than the host ${context.host.uri} offers: it has ${node.cpus} CPUs, and edgefleet:overcommitCpus allows ${overcommitCpus} on each.`,
    );
  }
  const memory = parseSize(wanted.maxMemory ?? wanted.memory);
  if (more(memory, parseSize(old?.maxMemory ?? old?.memory)) && (memory as number) > node.memory) {
    const field = wanted.maxMemory === undefined ? "memory" : "maxMemory";
    fail(
      field,
      `${roughSize(memory as number)} are more than the host ${context.host.uri} has: ${roughSize(node.memory)}.`,
    );
  }
}
