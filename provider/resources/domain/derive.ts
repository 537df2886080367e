// What a domain is given when nobody chooses: all of it known in preview, and kept from then on.
import { adopt } from "../../core/adoption";
import type { Context } from "../../core/context";
import { macOf, serialOf, uuidOf } from "../../core/identity";
import { readMark } from "../../core/mark";
import { isUnknown } from "../../core/values";
import { parseXml } from "../../core/xml";
import * as domains from "../../host/domain";
import { defaultName } from "../names";
import type { Disk, DomainInputs, Nic, Serial } from "./fields";

export async function derive(
  domain: Partial<DomainInputs>,
  context: Context,
  given: Readonly<Partial<DomainInputs>> = domain,
): Promise<void> {
  domain.name ??= defaultName(context.label);
  if (domain.uuid === undefined) await takeOver(domain, context);
  const incarnation = domain.incarnation as string;
  domain.uuid ??= uuidOf(incarnation);
  const { smbios } = domain;
  if (smbios && !isUnknown(smbios) && (smbios.mode ?? "sysinfo") === "sysinfo")
    smbios.serial ??= serialOf(incarnation);
  else if (smbios && !isUnknown(smbios) && given.smbios?.serial === undefined)
    delete (smbios as Partial<typeof smbios>).serial;
  deriveDisks(known(domain.disks));
  deriveMacs(known(domain.nics), incarnation);
  derivePorts(known(domain.serials));
  deriveSockets(known(domain.serials), incarnation, context);
  if (domain.nvram && !isUnknown(domain.nvram)) domain.nvram.generation ??= 1;
}

/** A map whose entries are known, as far as they are. */
function known<T>(map: Record<string, T> | undefined): [string, T][] {
  return map && !isUnknown(map) ? Object.entries(map).filter(([, entry]) => !isUnknown(entry)) : [];
}

/** Targets stay with their keys: a disk that comes or goes moves no other. */
export function deriveDisks(disks: [string, Disk][]): void {
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

/** In libvirt's own folder for what runs; that of a session is known to its user only. */
function deriveSockets(serials: [string, Serial][], incarnation: string, context: Context): void {
  if (!context.host.uri.includes("/system")) return;
  for (const [key, { socket }] of serials)
    if (socket && !isUnknown(socket)) socket.path ??= `/run/libvirt/qemu/${incarnation}-${key}.sock`;
}

export function derivePorts(serials: [string, Serial][]): void {
  const taken = new Set(serials.map(([, serial]) => serial.port));
  for (const [, serial] of serials.sort(([a], [b]) => (a < b ? -1 : 1))) {
    if (serial.port !== undefined) continue;
    const port = [0, 1, 2, 3].find((number) => !taken.has(number));
    if (port === undefined) return;
    serial.port = port;
    taken.add(port);
  }
}

/** With `adopt`, the machine of that name keeps its uuid. */
async function takeOver(domain: Partial<DomainInputs>, context: Context): Promise<void> {
  if (!domain.adopt || isUnknown(domain.name)) return;
  const there = (await context.facts.domains()).find((fact) => fact.name === domain.name);
  const xml = there && (await context.find(domains.dumpxml(there.uuid, { inactive: true })));
  if (!there || xml === undefined) return;
  const mark = readMark(parseXml(xml));
  adopt(domain, { uuid: there.uuid, ...(mark ? { mark } : {}) });
}
