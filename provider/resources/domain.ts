// A virtual machine. Template: ../templates/domain.xml.hbs
import { plan, type PlannedChange } from "../core/changes";
import type { Context } from "../core/context";
import { defineResource, type Change } from "../core/define";
import { EdgeError } from "../core/errors";
import { readMark } from "../core/mark";
import { render } from "../core/template";
import { parseXml, type XmlNode } from "../core/xml";
import * as domains from "../host/domain";
import { derive } from "./domain/derive";
import { describe } from "./domain/describe";
import { inputs, outputs, type DomainInputs, type DomainOutputs } from "./domain/fields";
import { foresee } from "./domain/foresee";
import { applyLive } from "./domain/live";
import { removeLeft, removeUnused } from "./domain/left";
import { findMachine, observe, runningState, type Machine } from "./domain/observe";
import { isNvramOf, isUefi, makeNvram, nvramDevice } from "./domain/nvram";
import { readPlugged, type Plugged } from "./domain/plugged";
import { noteWhatRuns } from "./domain/note";
import { samePlaces } from "./domain/places";
import { start, stop } from "./domain/power";
import { logVolumes, makeLogs, removeFiles, removeLogs } from "./domain/storage";
import { verify } from "./domain/verify";
import { renderDomain } from "./domain/view";
import { waitUntilReady } from "./domain/wait";
import { tolerate } from "./tolerate";

export type { DomainInputs, DomainOutputs } from "./domain/fields";

export const domain = defineResource<DomainInputs, DomainOutputs>({
  noun: "domain",
  type: "Domain",
  doc: "A virtual machine. Changes are applied while it runs where that is possible; what needs a restart is saved and stays pending until the machine is restarted, or restarts it at once with `restart: auto`.",
  inputs,
  outputs,
  quiet: [
    { path: "metadata", reason: "the ownership mark is compared by itself" },
    { path: "vcpus", reason: "what vcpu and vcpu@current say, once more for each CPU" },
  ],

  id: (wanted) => wanted.uuid,
  fromId: (uuid) => ({ uuid, disks: {}, nics: {}, serials: {} }),
  title: (wanted) => `domain "${wanted.name}"`,
  derive,
  verify,
  foresee,
  observe,
  describe,

  fresh: { running: false, autostart: false },

  async rival(context, wanted) {
    const xml = await context.find(domains.dumpxml(wanted.name, { inactive: true }));
    if (xml === undefined) return undefined;
    const definition = parseXml(xml);
    const mark = readMark(definition);
    const uuid = definition.value("uuid") ?? wanted.name;
    return {
      title: `domain "${wanted.name}"`,
      ...(mark ? { mark } : {}),
      remove: () => takeAway(context, { ...wanted, uuid }),
    };
  },

  async ensure(context, wanted) {
    await context.run(domains.define(await renderDomain(context, wanted)));
    context.undo(() => takeAway(context, { ...wanted, serials: {} }));
  },

  async sync(context, wanted, live, changes, known) {
    const relabelled = live.mark?.incarnation !== wanted.incarnation || live.mark?.label !== context.label;
    const redefined = relabelled || (known?.drift ?? []).length > 0 || changes.some(isDefined);
    if (redefined && known && live.inputs.running) await noteWhatRuns(context, known as DomainInputs);
    const definition = redefined ? await redefine(context, wanted) : (live.definition as XmlNode | undefined);
    if (redefined || !live.inputs.running) await makeLogs(context, wanted);
    if (redefined || !live.inputs.running) await makeNvram(context, wanted);

    if (!wanted.running && live.inputs.running) await stop(context, wanted);
    if (wanted.running && live.inputs.running) await catchUp(context, wanted);
    if (wanted.running && !live.inputs.running) await start(context, wanted);
    if (live.inputs.autostart !== wanted.autostart)
      await context.run(domains.autostart(wanted.uuid, wanted.autostart));
    const plugged = definition && readPlugged(definition);
    if (plugged && plugged.left.length > 0) await removeUnused(context, wanted, plugged);
  },

  ready: waitUntilReady,
  readyRequired: ({ ready }) => ready?.required !== false,
  remove: takeAway,
});

/** Is it a part of libvirt's definition, and not only of ours? */
const isDefined = ({ path }: Change): boolean =>
  !/^(running|autostart|restart|shutdownTimeout|ready|adopt)\b/.test(path);

async function redefine(context: Context, wanted: DomainInputs): Promise<XmlNode> {
  // With the password of a SPICE screen, which stays as it is.
  const secure = /<graphics\b/.test(wanted.xml ?? "");
  const current = await context.run(domains.dumpxml(wanted.uuid, { inactive: true, secure }));
  const definition = await renderDomain(context, wanted, parseXml(current));
  await context.run(domains.define(definition));
  return parseXml(definition);
}

/** Brings a running machine to its definition: live where that is possible, by a restart where that is wanted. */
async function catchUp(context: Context, wanted: DomainInputs): Promise<void> {
  const machine = await findMachine(context, wanted);
  if (!machine || !isUp(machine)) return;
  const changes = behind(machine, wanted);
  if (changes.length === 0) return;
  if (wanted.restart === "auto" && changes.some((change) => change.effect === "restart"))
    return restart(context, wanted, changes);

  const stuck = await applyLive(context, wanted, machine, changes, readPlugged(machine.defined) as Plugged);
  await settle(context, wanted, changes);
  if (stuck.length > 0 && wanted.restart === "auto") return restart(context, wanted, stuck);
  if (stuck.length > 0) throw heldOn(context, wanted, stuck);
}

const isUp = (machine: Machine): machine is Machine & Required<Pick<Machine, "running">> =>
  machine.running !== undefined;

/** In what the running machine differs from what is wanted. */
function behind(
  machine: Machine & Required<Pick<Machine, "running">>,
  wanted: DomainInputs,
): PlannedChange[] {
  return plan(inputs, { old: runningState(machine, machine.running, wanted), wanted: { ...wanted } }).filter(
    isDefined,
  );
}

async function restart(context: Context, wanted: DomainInputs, changes: PlannedChange[]): Promise<void> {
  const reasons = changes.filter((change) => change.effect === "restart").map((change) => change.path);
  context.report.info(
    `restarts for ${(reasons.length > 0 ? reasons : changes.map((change) => change.path)).join(", ")}`,
  );
  await stop(context, wanted);
  await start(context, wanted);
}

/** libvirt picked places for what was plugged; with the next start the guest shall find it there again. */
async function settle(context: Context, wanted: DomainInputs, changes: PlannedChange[]): Promise<void> {
  if (!changes.some((change) => change.from === undefined && /^(disks|nics)\.[^.]+$/.test(change.path)))
    return;
  const machine = await findMachine(context, wanted);
  if (!machine?.running) return;
  const moved = samePlaces(machine.defined, machine.running);
  if (moved) await context.run(domains.define(await renderDomain(context, wanted, moved)));
}

function heldOn(context: Context, wanted: DomainInputs, stuck: PlannedChange[]): EdgeError {
  const kinds: Record<string, string> = { disks: "disk", nics: "network card", vcpu: "a CPU" };
  const devices = stuck
    .map(({ path }) => path.split("."))
    .map(([kind = "", ...key]) => [kinds[kind] ?? kind, ...key].join(" "));
  return new EdgeError(
    `domain "${wanted.name}" was not updated completely on ${context.host.uri}`,
    `the guest did not let go of ${devices.join(" and ")} in time; the rest is done, and this stays pending`,
    "Stop using it in the guest and run `pulumi up` again, or restart the machine",
  );
}

/** Switches it off and removes it with its logs; what is already off or gone is fine. */
async function takeAway(context: Context, wanted: DomainInputs): Promise<void> {
  await tolerate("inactive", context.find(domains.destroy(wanted.uuid)));
  const xml = await context.find(domains.dumpxml(wanted.uuid, { inactive: true }));
  const definition = xml === undefined ? undefined : parseXml(xml);
  // Logs first: as long as the machine is defined, the next attempt finds them.
  await removeLogs(context, logVolumes(wanted));
  if (wanted.nvram) await removeFiles(context, wanted.nvram.pool.name, isNvramOf(wanted));
  if (definition) await removeLeft(context, wanted, readPlugged(definition)?.left ?? []);
  if (definition) await rememberPast(context, definition);
  await context.find(domains.undefine(wanted.uuid));
}

/** Undefining removes what the definition has; a machine that once had UEFI variables or a TPM has left their files. */
async function rememberPast(context: Context, definition: XmlNode): Promise<void> {
  const [os, devices] = [definition.first("os"), definition.first("devices")];
  const past = readPlugged(definition);
  if (!os || !devices || !past) return;
  const lacksNvram =
    past.nvram && (!isUefi(definition) || past.uses.some((use) => use.device === nvramDevice));
  const lacksTpm = past.tpm && devices.first("tpm") === undefined;
  if (!lacksNvram && !lacksTpm) return;
  if (lacksNvram) {
    os.attributes["firmware"] = "efi";
    os.children.splice(0, os.children.length, ...os.children.filter((child) => child.name !== "nvram"));
  }
  if (lacksTpm) devices.children.push(parseXml(render("devices/tpm", { model: "tpm-tis", version: "2.0" })));
  await context.run(domains.define(definition.print()));
}
