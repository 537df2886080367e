// The nodes of a stack, as its state has them: machines, with their host and what is known of their provisioning.
import { readTimelines } from "../resources/provisioning/record";
import { logVolumes, type LogVolume } from "../resources/domain/storage";
import type { DomainInputs } from "../resources/domain";
import { parseUrn } from "../core/identity";
import { milliseconds } from "../core/values";
import type { NodeResult } from "../provisioning/summary";
import type { Timeline } from "../provisioning/timeline";
import type { SettingsOf } from "./command";
import { configOf, exportOf, settingsOf, type Resource } from "./stack";

export interface StackNode {
  /** Logical name of the Domain, without that of its component. */
  name: string;
  /** Name on the host. */
  domain: string;
  uuid: string;
  settings: SettingsOf;
  logs: LogVolume[];
  shutdownTimeout: string | undefined;
  /** Whether what its `ready` waits for has come; nothing when it waits for nothing. */
  isReady: boolean | undefined;
  provisioning: Provisioned | undefined;
}

export interface Provisioned {
  state: "waiting" | Timeline["state"];
  stage?: string;
  failure?: string;
  ending?: string;
  /** Milliseconds. */
  elapsed?: number;
  /** Milliseconds by stage. */
  durations: Record<string, number>;
}

const isOf =
  (type: string) =>
  (resource: Resource): boolean =>
    resource.type === `pulumi-nodejs:dynamic/edgefleet:${type}` ||
    resource.type === `edgefleet:index:${type}`;

export async function readNodes(stack: string | undefined, cwd = "."): Promise<StackNode[]> {
  const where = { ...(stack === undefined ? {} : { stack }), cwd };
  const { resources = [], pending_operations = [] } = await exportOf(where);
  const config = await configOf(where);
  const begun = pending_operations.map(({ resource }) => resource);
  const watched = [...begun, ...resources].filter(isOf("Provisioning"));
  const present = resources.filter((resource) => isOf("Domain")(resource) && resource.delete !== true);
  return present.map((resource) => {
    const values = { ...resource.inputs, ...resource.outputs } as unknown as DomainInputs;
    const provider = resources.find(({ urn }) => resource.provider?.startsWith(`${urn}::`));
    const following = watched.find(follows(resource, values));
    return {
      name: parseUrn(resource.urn).name,
      domain: values.name,
      uuid: values.uuid,
      settings: { ...config, ...(provider ? settingsOf(provider) : {}) },
      isReady: waits(values) ? (resource.outputs?.["isReady"] as boolean | undefined) : undefined,
      logs: logVolumes({ ...values, serials: values.serials ?? {} }),
      shutdownTimeout: values.shutdownTimeout,
      provisioning: following && provisionedOf(following, values),
    };
  });
}

/** Machines on two hosts may have one name. */
const follows =
  (domain: Resource, { name, incarnation }: DomainInputs) =>
  ({ inputs = {}, provider }: Resource): boolean => {
    const of = (inputs["domain"] ?? {}) as { name?: string; incarnation?: string };
    if (of.incarnation !== undefined) return of.incarnation === incarnation;
    return of.name === name && provider === domain.provider;
  };

const waits = ({ ready }: DomainInputs): boolean => Boolean(ready?.console || ready?.lease);

/** How far a node is: what its Provisioning says, else whether it is ready. */
export function stateOf({ isReady, provisioning }: StackNode): string {
  if (provisioning) return provisioning.state;
  return isReady === undefined ? "not waited for" : isReady ? "ready" : "not ready";
}

/** The same with the class of its failure, to be counted. */
export function resultOf(node: StackNode): NodeResult {
  const { failure, durations = {} } = node.provisioning ?? {};
  const state = stateOf(node);
  return { result: failure ? `${state}: ${failure}` : state, durations };
}

/** The timeline on this machine is newer than the state: that is written when all is over. */
function provisionedOf(
  { inputs = {}, outputs = {} }: Resource,
  { name, incarnation }: DomainInputs,
): Provisioned {
  const folder = inputs["logDir"];
  const timelines = readTimelines(typeof folder === "string" ? folder : undefined);
  // Other stacks and earlier machines of this name may write there as well.
  const timeline = timelines.find(
    ({ node, machine }) => node === name && machine.startsWith(`${incarnation}/`),
  );
  if (timeline) return ofTimeline(timeline);
  const {
    stage,
    failure,
    outcome,
    durations = {},
  } = outputs as Record<string, string> & { durations?: object };
  const times = Object.fromEntries(
    Object.entries(durations as Record<string, string>).map(([name, text]) => [name, milliseconds(text)]),
  );
  const elapsed = Object.values(times).reduce((sum, time) => sum + time, 0);
  return {
    state: stage === undefined ? "waiting" : outputs["isReady"] === false ? "failed" : "provisioned",
    ...(stage === undefined ? {} : { stage, elapsed }),
    durations: times,
    ...(failure === undefined ? {} : { failure }),
    ...(outcome === undefined ? {} : { ending: outcome }),
  };
}

function ofTimeline({ state, stage, stages, ending, failure, began, updated }: Timeline): Provisioned {
  const end = state === "running" ? Date.now() : Date.parse(updated);
  return {
    state,
    stage,
    ...(ending === undefined ? {} : { ending }),
    ...(failure ? { failure: failure.class } : {}),
    elapsed: end - Date.parse(began),
    durations: Object.fromEntries(
      stages.flatMap(({ name, state, seconds }) =>
        state === "passed" && seconds !== undefined ? [[name, 1000 * seconds]] : [],
      ),
    ),
  };
}
