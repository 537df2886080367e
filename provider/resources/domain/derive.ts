// What a domain is given when nobody chooses: all of it known in preview, and kept from then on.
import type { Context } from "../../core/context";
import { macOf, serialOf, uuidOf } from "../../core/identity";
import { isUnknown } from "../../core/values";
import { defaultName } from "../names";
import type { Disk, DomainInputs, Nic, Serial } from "./fields";

export async function derive(
  domain: Partial<DomainInputs>,
  context: Context,
  given: Readonly<Partial<DomainInputs>> = domain,
): Promise<void> {
  const incarnation = domain.incarnation as string;
  domain.name ??= defaultName(context.label);
  domain.uuid ??= (await adoptedUuid(domain, context)) ?? uuidOf(incarnation);
  const { smbios } = domain;
  if (smbios && !isUnknown(smbios) && (smbios.mode ?? "sysinfo") === "sysinfo")
    smbios.serial ??= serialOf(incarnation);
  else if (smbios && !isUnknown(smbios) && given.smbios?.serial === undefined) delete (smbios as Partial<typeof smbios>).serial;
  deriveDisks(known(domain.disks));
  deriveMacs(known(domain.nics), incarnation);
  derivePorts(known(domain.serials));
}

/** A map whose entries are known, as far as they are. */
function known<T>(map: Record<string, T> | undefined): [string, T][] {
  return map && !isUnknown(map) ? Object.entries(map).filter(([, entry]) => !isUnknown(entry)) : [];
}

/** Targets stay with their keys: a disk that comes or goes moves no other. */
function deriveDisks(disks: [string, Disk][]): void {
  for (const [, disk] of disks) {
    if (isUnknown(disk.device) || isUnknown(disk.bus)) continue;
    if (disk.device === "cdrom") {
      disk.bus = "sata";
      disk.readonly = true;
    }
    disk.bus ??= "virtio";
    if (disk.target && !isUnknown(disk.target) && !disk.target.startsWith(prefixOf(disk)))
      disk.target = undefined as never;
  }
  const taken = new Set(disks.map(([, disk]) => disk.target));
  for (const [, disk] of disks) {
    if (disk.target || isUnknown(disk.device) || isUnknown(disk.bus)) continue;
    const letters = "abcdefghijklmnopqrstuvwxyz".split("");
    const target = letters.map((letter) => prefixOf(disk) + letter).find((name) => !taken.has(name));
    if (!target) return;
    disk.target = target;
    taken.add(target);
  }
}

const prefixOf = (disk: Disk): string => (disk.bus === "sata" ? "sd" : "vd");

function deriveMacs(nics: [string, Nic][], incarnation: string): void {
  for (const [key, nic] of nics) nic.mac ??= macOf(incarnation, key);
}

function derivePorts(serials: [string, Serial][]): void {
  const taken = new Set(serials.map(([, serial]) => serial.port));
  for (const [, serial] of serials) {
    if (serial.port !== undefined) continue;
    const port = [0, 1, 2, 3].find((number) => !taken.has(number));
    if (port === undefined) return;
    serial.port = port;
    taken.add(port);
  }
}

/** With `adopt`, a machine of that name that is nobody's keeps its uuid. */
async function adoptedUuid(domain: Partial<DomainInputs>, context: Context): Promise<string | undefined> {
  if (!domain.adopt) return undefined;
  return (await context.facts.domains()).find((fact) => fact.name === domain.name)?.uuid;
}
