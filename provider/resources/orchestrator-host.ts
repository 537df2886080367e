// A host record on the Edge Orchestrator: who may onboard, and how far it is.
import type { Context } from "../core/context";
import {
  bool,
  defineResource,
  duration,
  object,
  oneOf,
  optional,
  str,
  type Fields,
  type InputsOf,
  type Live,
} from "../core/define";
import { EdgeError } from "../core/errors";
import { sameLineage, serialOf } from "../core/identity";
import type { Mark } from "../core/mark";
import { isUuid } from "../core/rules";
import { milliseconds } from "../core/values";
import type { OrchestratorClient } from "../orchestrator/client";
import { hostNameProblem, serialProblem } from "../orchestrator/rules";
import type { HostRecord } from "../orchestrator/types";
import { clientFor, orchestratorField, placeOf } from "./orchestrator/connection";
import { marked, markOf } from "./orchestrator/mark";
import { removeHost } from "./orchestrator/removal";
import { progressOf, progressOutputs, stages, waitForStage } from "./orchestrator/progress";
import { find } from "./orchestrator/record";

const inputs = {
  orchestrator: orchestratorField,
  name: str({
    doc: "Name of the record, at most 20 letters, digits, spaces and - _ . / :. Default: the resource's name.",
    derived: true,
    check: hostNameProblem,
  }),
  serial: str({
    doc: "Serial number of the node (SMBIOS), 5 to 20 letters and digits. Default: one of its own, for `smbios.serial` of the machine.",
    derived: true,
    effect: "replace",
    check: serialProblem,
  }),
  uuid: optional(
    str({
      doc: "uuid of the node (SMBIOS). Without it, the orchestrator takes the one that the node reports.",
      effect: "replace",
      check: (value) => (isUuid(value) ? undefined : `"${value}" is no uuid.`),
      same: (a, b) => a?.toLowerCase() === b?.toLowerCase(),
    }),
  ),
  register: bool({
    doc: "`true` registers the node before it boots (non-interactive onboarding). `false` is for interactive onboarding: the record is made when an operator's credentials are typed at the node, and then belongs to this stack. With `ready` it is waited for; without, the serial number is kept for it, so that it can stand before its machine and is taken away after it.",
    default: true,
    effect: "replace",
  }),
  autoOnboard: bool({
    doc: "Onboard the node as soon as it reports, without a further decision on the orchestrator. A node that has onboarded stays so.",
    default: true,
    effect: "live",
  }),
  ready: optional(
    object(
      "OrchestratorHostReady",
      {
        waitFor: oneOf(stages, {
          doc: "How far the node has to be. Beyond `registered` the machine has to boot meanwhile, so the resource must not stand before it: use an Onboarding beside the machine, or stand after it with `register: false`.",
          default: "registered",
        }),
        timeout: duration({
          doc: "How long to wait, as a time span. After that the record is kept and the next `up` waits on.",
          default: "1h",
        }),
      },
      { doc: "When it counts as made.", effect: "live" },
    ),
  ),
} satisfies Fields;

const outputs = {
  hostId: optional(
    str({ doc: "The orchestrator's id of the host, such as `host-1a2b3c4d`, once there is one." }),
  ),
  ...progressOutputs,
} satisfies Fields;

type HostInputs = InputsOf<typeof inputs> & { incarnation: string; resourceUrn: string; adopt?: boolean };
type HostOutputs = InputsOf<typeof outputs>;

const title = ({ name }: { name?: string }): string => `orchestrator host "${name}"`;

export const orchestratorHost = defineResource<HostInputs, HostOutputs>({
  noun: "orchestrator-host",
  type: "OrchestratorHost",
  doc: "A host on an Edge Orchestrator: registers a node, follows how it onboards, and takes its instance and its record away again.",
  inputs,
  outputs,

  id: (wanted) => wanted.incarnation,
  fromId: () => ({}),
  title,
  place: placeOf,

  async derive(wanted, context) {
    wanted.name ??= nameFrom(context.label);
    wanted.serial ??= serialOf(wanted.incarnation as string);
  },

  async observe(context, wanted, known) {
    const record = await find(context, wanted, known?.hostId);
    if (!record) return awaited(wanted, known) ? claim(context, wanted) : undefined;
    const mark = owner(record, wanted, context);
    // Our own older incarnation: in the way of a create (see rival), and not what any state means.
    if (mark && mark.incarnation !== wanted.incarnation && sameLineage(mark.incarnation, wanted.incarnation))
      return undefined;
    return {
      // One that was not waited for keeps what the orchestrator called it.
      inputs: !wanted.register && !wanted.ready ? {} : seen(record, wanted),
      outputs: { hostId: record.resourceId, ...progressOf(record) },
      ...(mark ? { mark } : {}),
    };
  },

  async rival(context, wanted) {
    const record = await find(context, wanted);
    if (!record) return undefined;
    const mark = markOf(record, context);
    return {
      title: title(record),
      ...(mark ? { mark } : {}),
      remove: () => removeHost(clientFor(wanted.orchestrator), record, context),
    };
  },

  async ensure(context, wanted) {
    const client = clientFor(wanted.orchestrator);
    if (!wanted.register) return awaitRecord(context, wanted);
    const { serial, uuid, autoOnboard } = wanted;
    const host = await client.registerHost(
      { name: wanted.incarnation, serialNumber: serial, ...(uuid ? { uuid } : {}), autoOnboard },
      context.signal,
    );
    context.undo(() => client.deleteHost(host.resourceId));
  },

  async sync(context, wanted, _live, _changes, known) {
    const client = clientFor(wanted.orchestrator);
    const record = await find(context, wanted, known?.hostId);
    if (!record && awaited(wanted, known)) return;
    if (!record) throw new Error("the record vanished while it was worked on");
    const mark: Mark = { incarnation: wanted.incarnation, label: context.label, by: context.config.owner };
    const metadata = marked(record.metadata, mark);
    const changed = JSON.stringify(metadata) !== JSON.stringify(record.metadata ?? []);
    if (record.name !== wanted.name || changed)
      await client.patchHost(record.resourceId, { name: wanted.name, metadata }, context.signal);
    await decide(client, record, wanted, context);
  },

  async ready(context, wanted) {
    if (!wanted.ready) return;
    const { waitFor, timeout } = wanted.ready;
    await waitForStage(context, title(wanted), waitFor, milliseconds(timeout), () => find(context, wanted));
  },

  async remove(context, wanted, known) {
    const record = await find(context, wanted, known?.hostId);
    if (record) await removeHost(clientFor(wanted.orchestrator), record, context);
  },
});

/** The resource's name as the orchestrator takes it. */
function nameFrom(label: string): string {
  const name = label.split("/").slice(2).join("/");
  return name.replace(/[^a-zA-Z\-_0-9./: ]/g, "-").slice(0, 20) || "edge-node";
}

/** A record that onboarding made carries no mark yet; with `register: false` it is the one that was waited for. */
function owner(record: HostRecord, wanted: HostInputs, context: Context): Mark | undefined {
  const mark = markOf(record, context);
  if (mark || wanted.register) return mark;
  return { incarnation: wanted.incarnation, label: context.label, by: context.config.owner };
}

/** Nobody has typed credentials at the node yet, and nobody waits for that here. */
const awaited = ({ register, ready }: HostInputs, known?: Partial<HostOutputs>): boolean =>
  !register && ready === undefined && known?.hostId === undefined;

/** What there is of a record that is still to come. */
const claim = (context: Context, { incarnation }: HostInputs): Live<HostInputs, HostOutputs> => ({
  inputs: {},
  outputs: { stage: "awaited" } as HostOutputs,
  mark: { incarnation, label: context.label, by: context.config.owner },
});

function seen(record: HostRecord, wanted: HostInputs): Partial<HostInputs> {
  const waits = record.desiredState === "HOST_STATE_REGISTERED" && wanted.register;
  return {
    // Until the mark is written, the name is the incarnation.
    name: record.name,
    ...(record.serialNumber ? { serial: record.serialNumber } : {}),
    ...(wanted.uuid && record.uuid ? { uuid: record.uuid } : {}),
    // One that was onboarded by a person, or that is no longer trusted, is not taken back.
    autoOnboard: waits ? false : wanted.autoOnboard,
  };
}

/** Whether the node may onboard by itself; only while that is still to be decided. */
async function decide(
  client: OrchestratorClient,
  record: HostRecord,
  wanted: HostInputs,
  context: Context,
): Promise<void> {
  if (!wanted.register || record.currentState === "HOST_STATE_ONBOARDED") return;
  const allowed = record.desiredState === "HOST_STATE_ONBOARDED";
  if (wanted.autoOnboard && record.desiredState === "HOST_STATE_REGISTERED")
    await client.onboardHost(record.resourceId, context.signal);
  if (!wanted.autoOnboard && allowed)
    await client.patchRegistration(record.resourceId, { autoOnboard: false }, context.signal);
}

/** Until the node that an operator onboards has its record. */
async function awaitRecord(context: Context, wanted: HostInputs): Promise<void> {
  const patience = milliseconds(wanted.ready?.timeout ?? "1h");
  try {
    await waitForStage(context, title(wanted), "registered", patience, () => find(context, wanted));
  } catch (error) {
    if (!(error instanceof EdgeError)) throw error;
    throw new EdgeError(
      `${title(wanted)} was not found`,
      `no node with the serial number ${wanted.serial} has onboarded within ${wanted.ready?.timeout ?? "1h"}; ${error.why}`,
      "Look at the node's console: were the operator's credentials typed and accepted?",
    );
  }
}
