// Changes of a running machine that its guest does not have to stop for. Every step looks at what really runs, so
// an update that was cut short is simply run again.
import { setTimeout as pause } from "node:timers/promises";
import type { PlannedChange } from "../../core/changes";
import type { Context } from "../../core/context";
import { bytes } from "../../core/values";
import { parseXml, type XmlNode } from "../../core/xml";
import { secretMark } from "../../host/command";
import * as domains from "../../host/domain";
import { HostError } from "../../host/host";
import { tolerate } from "../tolerate";
import type { DomainInputs } from "./fields";
import { plugOver } from "./cable";
import { pluggable, withMedium, withPassword } from "./fit";
import { findDevice, idOf, type Device } from "./places";
import type { Machine } from "./observe";
import { renderNote, type Plugged } from "./plugged";

const now = { live: true, config: false };

interface Work {
  context: Context;
  wanted: DomainInputs;
  /** The new definition: what is plugged is taken from it. */
  defined: XmlNode;
  /** What runs. */
  running: XmlNode;
}

/** Carries out the changes that are live. Gives back the devices that the guest does not let go. */
export async function applyLive(
  context: Context,
  wanted: DomainInputs,
  machine: Machine & { running: XmlNode },
  changes: PlannedChange[],
  aim: Plugged,
): Promise<PlannedChange[]> {
  const work: Work = { context, wanted, defined: machine.defined, running: machine.running };
  const live = changes.filter((change) => change.effect === "live");
  const comes = live.filter((change) => isDevice(change) && change.from === undefined);
  const goes = live.filter((change) => isDevice(change) && change.to === undefined);
  const stays = live.filter((change) => !comes.includes(change) && !goes.includes(change));

  const stuck: PlannedChange[] = [];
  for (const change of goes) if (!(await unplug(work, change.from as Device))) stuck.push(change);
  for (const change of stays) if (!(await adjust(work, change))) stuck.push(change);
  // A new disk cannot take the target of one that is still there.
  const taken = stuck.filter(isDevice).map((change) => idOf(change.from as Device));
  const possible = comes.filter((change) => !taken.includes(idOf(change.to as Device)));
  for (const change of possible) await plug(work, change.to as Device);

  const replugged = stays.map((change) => deviceAt(wanted, change.path));
  const gone = goes.filter((change) => !stuck.includes(change)).map((change) => change.from as Device);
  const done = [...gone, ...replugged, ...possible.map((change) => change.to as Device)];
  await remember(work, machine.plugged, aim, new Set(done.map((device) => device && idOf(device))));
  return stuck;
}

const isDevice = ({ path }: { path: string }): boolean => /^(disks|nics)\.[^.]+$/.test(path);

/** The device that a member's path belongs to. */
function deviceAt(wanted: DomainInputs, path: string): Device | undefined {
  const [map, key = ""] = path.split(".");
  return map === "disks" ? wanted.disks[key] : map === "nics" ? wanted.nics[key] : undefined;
}

async function plug({ context, wanted, defined, running }: Work, device: Device): Promise<void> {
  const node = findDevice(defined, device);
  if (!node) return;
  // libvirt picks a place in the running machine; the definition follows (settle in domain.ts).
  await tolerate(
    "exists",
    context.run(domains.attachDevice(wanted.uuid, pluggable(node, running).print(), now)),
  );
}

/** Asking is all that can be done: the device is gone when the guest has let go of it. */
async function unplug({ context, wanted, running }: Work, device: Device): Promise<boolean> {
  const node = findDevice(running, device);
  if (!node) return true;
  const end = Date.now() + 20_000;
  try {
    await context.find(domains.detachDevice(wanted.uuid, node.print(), now));
  } catch (error) {
    // Asked before, and the guest has not answered yet.
    if (!(error instanceof HostError && /already in the process of unplug/.test(error.reason))) throw error;
  }
  for (; Date.now() < end; await pause(200, undefined, { signal: context.signal })) {
    const xml = await context.find(domains.dumpxml(wanted.uuid));
    if (xml === undefined || !findDevice(parseXml(xml), device)) return true;
    context.report.progress(`waiting for the guest to let go of ${device.target ?? device.mac}`);
  }
  return false;
}

/** False when the guest did not do its part. */
async function adjust(work: Work, { path, to }: PlannedChange): Promise<boolean> {
  const { context, wanted } = work;
  const { uuid } = wanted;
  const [map, key = "", member] = path.split(".");
  if (path === "vcpu") return adjustVcpus(work);
  if (path === "memory") await context.run(domains.setmem(uuid, bytes(wanted.memory) / 1024, now));
  if (path === "title" || path === "description")
    await describe(context, uuid, path, (to as string | undefined) ?? "");
  if (path === "vnc.password") await changePassword(work);
  if (map === "disks" && member === "source") await changeMedium(work, key);
  if (map === "nics" && member !== undefined) await adjustNic(work, key, member);
  return true;
}

/** A CPU is unplugged by the guest; libvirt waits for it a few seconds. */
async function adjustVcpus({ context, wanted }: Work): Promise<boolean> {
  try {
    await context.run(domains.setvcpus(wanted.uuid, wanted.vcpu, now));
    return true;
  } catch (error) {
    if (error instanceof HostError && error.code === "timeout") return false;
    throw error;
  }
}

/** The definition has it already; several lines cannot be told to the running machine, which makes no use of them. */
async function describe(
  context: Context,
  uuid: string,
  field: "title" | "description",
  text: string,
): Promise<void> {
  if (!/[\n\r\t]/.test(text))
    await context.run(domains.desc(uuid, text, { title: field === "title", ...now }));
}

async function adjustNic(work: Work, key: string, member: string): Promise<void> {
  const { context, wanted, defined, running } = work;
  const nic = wanted.nics[key];
  const [there, node] = [nic && findDevice(running, nic), nic && findDevice(defined, nic)];
  if (!nic || !there || !node) return;
  if (member === "link")
    await context.run(domains.domifSetlink(wanted.uuid, nic.mac, nic.link, { config: false }));
  // From a network to a bridge both members change, and one cable is plugged over.
  const once = member === "network" || nic.network === undefined;
  if ((member === "network" || member === "bridge") && once)
    await plugOver(context, wanted.uuid, there, node);
}

async function changeMedium({ context, wanted, defined, running }: Work, key: string): Promise<void> {
  const disk = wanted.disks[key] ?? {};
  const [there, node] = [findDevice(running, disk), findDevice(defined, disk)];
  if (there && node)
    await context.run(domains.updateDevice(wanted.uuid, withMedium(there, node).print(), now));
}

async function changePassword({ context, wanted, running }: Work): Promise<void> {
  const screen = running.all("devices/graphics").find((node) => node.value("@type") === "vnc");
  if (!screen) return;
  const aim = withPassword(screen, secretMark("vnc.password"));
  await context.run(domains.updateDevice(wanted.uuid, aim.print(), now));
}

/** Writes down in the running machine what its devices have been plugged into. */
async function remember(
  { context, wanted }: Work,
  before: Plugged | undefined,
  aim: Plugged,
  done: Set<string | undefined>,
): Promise<void> {
  if (done.size === 0 || (done.size === 1 && done.has(undefined))) return;
  const isDone = (use: { device: string }) => done.has(use.device.toLowerCase());
  const uses = [...(before?.uses ?? []).filter((use) => !isDone(use)), ...aim.uses.filter(isDone)];
  await writePlugged(context, wanted.uuid, { ...(before ?? aim), uses });
}

export async function writePlugged(context: Context, uuid: string, plugged: Plugged): Promise<void> {
  await context.run(domains.metadata(uuid, ...renderNote(plugged), now));
}
