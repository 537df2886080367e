// A machine that no state knows, as a program would say it: fields where they can, `xml` for the rest.
import type { Context } from "../../core/context";
import type { Live, Reference } from "../../core/define";
import { checkFields } from "../../core/check";
import { expressible } from "../../core/look";
import { overlayBetween } from "../../core/overlay";
import { render } from "../../core/template";
import { parseXml, type XmlNode } from "../../core/xml";
import * as domains from "../../host/domain";
import * as volumes from "../../host/volume";
import { networkCalled, volumeCalled } from "../references";
import { inputs, type Disk, type DomainInputs, type DomainOutputs, type Nic, type Serial } from "./fields";
import { isFill } from "./fills";
import { graft } from "./graft";
import { normal, type VolumePath } from "./normal";
import { readPlugged, type Plugged } from "./plugged";
import { readDomain } from "./read";
import { formatOf, qemuFormat, type Storage } from "./storage";
import { sameMachine } from "./fields";
import { acceleratorOf, portsOf, viewOf } from "./view";

/** What a definition refers to. */
export interface Surroundings {
  /** The volume in that file, with its format. */
  volumeAt(path: string): { reference: Reference; format: string } | undefined;
  network(name: string): Reference;
  pathOf: VolumePath;
}

export async function describe(
  context: Context,
  live: Live<DomainInputs, DomainOutputs>,
): Promise<Partial<DomainInputs>> {
  const definition = live.definition as XmlNode;
  const seen = describeDefinition(definition, await surroundings(context, definition));
  const password = seen.vnc && (await vncPassword(context, seen.uuid as string));
  if (seen.vnc && password) seen.vnc.password = password;
  const { autostart, running } = live.inputs;
  return { ...seen, autostart: autostart as boolean, running: running as boolean };
}

async function vncPassword(context: Context, uuid: string): Promise<string | undefined> {
  const xml = await context.find(domains.dumpxml(uuid, { inactive: true, secure: true }));
  const screens = xml === undefined ? [] : parseXml(xml).all("devices/graphics");
  return screens.find((screen) => screen.value("@type") === "vnc")?.value("@passwd");
}

async function surroundings(context: Context, definition: XmlNode): Promise<Surroundings> {
  const [paths, networks] = await Promise.all([context.facts.volumePaths(), context.facts.networks()]);
  const files = new Map([...paths].map(([path, { pool, name }]) => [`${pool}/${name}`, path]));
  const pathOf: VolumePath = (pool, name) => files.get(`${pool}/${name}`);
  const used = normal(definition, pathOf)
    .all("devices/disk/source")
    .map((source) => source.value("@file"))
    .filter((file): file is string => file !== undefined && paths.has(file));
  const found = await Promise.all(
    [...new Set(used)].map(async (file) => {
      const { pool, name } = paths.get(file) as { pool: string; name: string };
      const xml = await context.find(volumes.volDumpxml(pool, name));
      const format = xml === undefined ? undefined : parseXml(xml).value("target/format@type");
      return [file, { reference: volumeCalled(pool, name), format: qemuFormat(format) }] as const;
    }),
  );
  const volumeAt = new Map(found);
  return {
    volumeAt: (path) => volumeAt.get(path),
    network: (name) => networkCalled(networks, name),
    pathOf,
  };
}

/** Pure: from a definition as libvirt prints it. */
export function describeDefinition(definition: XmlNode, around: Surroundings): Partial<DomainInputs> {
  const target = normal(definition, around.pathOf);
  const said = sayable(target, readPlugged(definition), around);
  said.hotplugSlots = spareSlots(definition, said);
  const overlay = overlayBetween(rendered(said, target, around), target, isFill);
  return { ...said, ...(overlay ? { xml: overlay.print() } : {}) };
}

/** What fields can say of a definition in normal form. */
export function sayable(
  target: XmlNode,
  plugged: Plugged | undefined,
  around: Pick<Surroundings, "volumeAt" | "network">,
): DomainInputs {
  const blank = checkFields(inputs, {}).inputs as unknown as DomainInputs;
  const seen = readDomain(target, blank, plugged);
  const disks = named(seen.disks, ({ target: name }) => name, plugged).map(
    ([key, disk]): [string, Disk] => [key, { ...disk, source: sourceOf(disk, around) }],
  );
  const nics = named(seen.nics, (_, i) => `net${i}`, plugged).map(([key, nic]): [string, Nic] => [
    key,
    nic.network && nic.network.incarnation === undefined
      ? { ...nic, network: around.network(nic.network.name) }
      : nic,
  ]);
  const serials = named(seen.serials, ({ port }) => `serial${port}`, plugged);
  const { inputs: said } = expressible(inputs, {
    ...seen,
    disks: Object.fromEntries(disks.filter(([, disk]) => isPlainDisk(disk, target))),
    nics: Object.fromEntries(nics.filter(([, nic]) => isPlainNic(nic, target))),
    serials: Object.fromEntries(withoutGaps(serials, target).map(withoutForeignLog)),
    xml: undefined,
  });
  return { ...blank, ...said } as unknown as DomainInputs;
}

/** Ours keep their keys; others are called after what libvirt calls them. */
function named<T>(
  entries: Record<string, T>,
  name: (entry: T, i: number) => string,
  plugged: Plugged | undefined,
): [string, T][] {
  const kept = new Set(plugged?.uses.map((use) => use.key));
  return Object.entries(entries).map(([key, entry], i) => [kept.has(key) ? key : name(entry, i), entry]);
}

function sourceOf({ source }: Disk, around: Pick<Surroundings, "volumeAt">): Disk["source"] {
  const volume = source.file === undefined ? source.volume : around.volumeAt(source.file)?.reference;
  return (volume ? { volume } : { file: source.file }) as Disk["source"];
}

const find = (definition: XmlNode, kind: string, path: string, value: string): XmlNode | undefined =>
  definition.all(`devices/${kind}`).find((node) => (node.value(path) ?? "") === value);

/** What check would make of it is what it is. */
function isPlainDisk({ target, device, bus, readonly }: Disk, definition: XmlNode): boolean {
  const type = find(definition, "disk", "target@dev", target)?.value("@type");
  const prefix = bus === "sata" ? "sd" : "vd";
  const usual = device === "cdrom" ? bus === "sata" && readonly : !(bus === "sata" && readonly);
  return type === "file" && target.startsWith(prefix) && usual;
}

function isPlainNic({ mac, network, bridge }: Nic, definition: XmlNode): boolean {
  const type = find(definition, "interface", "mac@address", mac)?.value("@type");
  return (type === "network" && network !== undefined) || (type === "bridge" && bridge !== undefined);
}

function isPlainSerial({ port }: Serial, definition: XmlNode): boolean {
  const node = find(definition, "serial", "target@port", String(port));
  return node?.value("@type") === "pty" && (node.value("target@type") ?? "isa-serial") === "isa-serial";
}

/** Fields number them from 0 on; behind one that they cannot say, none is theirs. */
function withoutGaps(serials: [string, Serial][], definition: XmlNode): [string, Serial][] {
  const sorted = [...serials].sort(([, a], [, b]) => a.port - b.port);
  const end = sorted.findIndex(([, serial], i) => serial.port !== i || !isPlainSerial(serial, definition));
  return end < 0 ? sorted : sorted.slice(0, end);
}

/** A log that is no volume of ours stands in `xml`. */
const withoutForeignLog = ([key, serial]: [string, Serial]): [string, Serial] => [
  key,
  serial.log?.pool.name.startsWith("/") ? ({ port: serial.port } as Serial) : serial,
];

/** Ports that nothing needs are for plugging. */
function spareSlots(definition: XmlNode, said: DomainInputs): number {
  const ports = definition
    .all("devices/controller")
    .filter((node) => node.value("@model") === "pcie-root-port").length;
  if (!sameMachine("q35", said.machine)) return said.hotplugSlots;
  return Math.min(64, Math.max(0, ports - portsOf({ ...said, hotplugSlots: 0 })));
}

/** What the fields alone make, with what stays where it is. */
export function rendered(
  said: DomainInputs,
  target: XmlNode,
  around: Pick<Surroundings, "volumeAt">,
): XmlNode {
  const disks = Object.entries(said.disks).map(([key, { target: name, source }]): [string, Storage["disks"][string]] => {
    const file = source.file ?? find(target, "disk", "target@dev", name)?.value("source@file") ?? "";
    return [key, { path: file, format: around.volumeAt(file)?.format ?? formatOf(file) }];
  });
  const logs = Object.entries(said.serials).flatMap(([key, { log, port }]) =>
    log ? [[key, find(target, "serial", "target@port", String(port))?.value("log@file") ?? ""]] : [],
  );
  const smbios = { ...said.smbios, serial: said.smbios.serial ?? "unsaid" };
  const storage = { disks: Object.fromEntries(disks), logs: Object.fromEntries(logs) as Record<string, string> };
  const view = viewOf({ ...said, smbios }, acceleratorOf(target), storage);
  const document = parseXml(render("domain", { ...view, mark: "", plugged: "" }));
  return normal(graft(document, target, sameMachine));
}
