// Which nodes a fleet has, host by host; what they need of their host; and how they are begun.
import * as pulumi from "@pulumi/pulumi";
import { Host } from "../host";
import { Provider } from "../provider";
import { FleetPlan, FleetPlanArgs, Network, PlannedNodeArgs } from "../resources";
import { WavesArgs } from "./edge-fleet-args";
import { EdgeNode, nodeOutputs } from "./edge-node";
import { EdgeNodeArgs } from "./edge-node-args";
import { inWaves } from "./waves";

type Place = { host?: Host | Provider };

interface Member {
  key: string;
  /** Logical name of its resources. */
  name: string;
  args: EdgeNodeArgs;
}

/** The nodes of one host. */
export interface Site {
  /** Nothing where they live on the component's host. */
  place: Place;
  /** Logical name of its FleetPlan. */
  plan: string;
  common: Partial<EdgeNodeArgs>;
  members: Member[];
}

interface Given extends Place, Partial<EdgeNodeArgs> {
  count?: number;
  nodes?: Record<string, Partial<EdgeNodeArgs>>;
}

/** `key` is the host's, where there are several. */
export function siteOf(
  fleet: string,
  key: string,
  { host, count, nodes, ...common }: Given,
  problems: string[],
): Site {
  const [at, prefix] = key === "" ? ["", ""] : [`hosts.${key}: `, `${key}-`];
  const members = Object.entries(keysOf(count, nodes, at, problems)).map(([name, own]) => {
    const args = { ...common, ...own };
    if (args.network === undefined) problems.push(`${at}node ${name} needs a network`);
    return { key: `${prefix}${name}`, name: `${fleet}-${prefix}${name}`, args: args as EdgeNodeArgs };
  });
  return { place: host ? { host } : {}, plan: `${fleet}-${prefix}plan`, common, members };
}

function keysOf(
  count: number | undefined,
  nodes: Given["nodes"],
  at: string,
  problems: string[],
): NonNullable<Given["nodes"]> {
  if ((count === undefined) === (nodes === undefined))
    problems.push(`${at}either count or nodes is needed; ${count === undefined ? "none" : "both"} given`);
  if (nodes) return nodes;
  if (count === undefined) return {};
  if (Number.isInteger(count) && count >= 0)
    return Object.fromEntries(Array.from({ length: count }, (_, i) => [String(i + 1), {}]));
  problems.push(`${at}count is a whole number from 0 on; ${String(count)} is given`);
  return {};
}

/** No node is begun before its whole host is known to fit. */
export function beginAll(
  parent: pulumi.Resource,
  fleet: string,
  sites: readonly Site[],
  waves: WavesArgs | undefined,
): Record<string, EdgeNode> {
  const nodes: Record<string, EdgeNode> = {};
  const members = inTurn(
    sites.map((site) => {
      const plan = new FleetPlan(site.plan, planOf(site), { parent, ...site.place });
      return site.members.map((member) => ({ ...member, place: site.place, plan }));
    }),
  );
  const begin = (
    { key, name, place, plan }: (typeof members)[number],
    args: EdgeNodeArgs,
    gates: pulumi.Resource[],
  ) => (nodes[key] = new EdgeNode(name, args, { parent, ...place, dependsOn: [plan, ...gates] }));
  if (waves)
    inWaves(fleet, members, waves, parent, (member, gates) =>
      begin(member, { ...member.args, ready: lenient(member.args.ready) }, gates),
    );
  else for (const member of members) begin(member, member.args, []);
  return nodes;
}

/** The gate of its wave judges, not the node alone. */
const lenient = (ready: EdgeNodeArgs["ready"]): NonNullable<EdgeNodeArgs["ready"]> =>
  pulumi
    .output(ready ?? { console: "login:", lease: true })
    .apply((given) => ({ ...given, required: false }));

/** The first of each host, then the second of each: a wave is spread over the hosts. */
function inTurn<T>(lists: readonly (readonly T[])[]): T[] {
  const longest = Math.max(0, ...lists.map((list) => list.length));
  return Array.from({ length: longest }, (_, i) => lists.flatMap((list) => list.slice(i, i + 1))).flat();
}

/** What the host has to have when every node uses all that it may grow to. */
function planOf({ common, members }: Site): FleetPlanArgs {
  const { network, pool = "default" } = common;
  return {
    nodes: Object.fromEntries(members.map(({ name, args }) => [name, needs(args)])),
    pool,
    ...(network instanceof Network ? { dhcpStart: network.dhcpStart, dhcpEnd: network.dhcpEnd } : {}),
  };
}

function needs(args: EdgeNodeArgs): PlannedNodeArgs {
  const name = args.domain?.name;
  return {
    ...(name === undefined ? {} : { name }),
    vcpu: args.vcpu ?? 1,
    memory: args.maxMemory ?? args.memory ?? "1GiB",
    ...(args.disk === undefined ? {} : { disk: args.disk }),
  };
}

/** What programs see of the nodes. */
export const outputsOf = (nodes: Record<string, EdgeNode>): pulumi.Inputs =>
  Object.fromEntries(Object.entries(nodes).map(([key, node]) => [key, nodeOutputs(node)]));
