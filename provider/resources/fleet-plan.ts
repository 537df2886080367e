// A fleet's plan: nothing on the host, only an answer in preview. Does the host have what the nodes need?
// It is a resource because the dynamic door has no functions: a resource's check is what answers in preview.
import type { Context } from "../core/context";
import {
  defineResource,
  int,
  map,
  object,
  optional,
  reference,
  size,
  str,
  type Fields,
  type InputsOf,
} from "../core/define";
import type { Failure } from "../core/errors";
import { bytes, hasUnknown, roughSize } from "../core/values";
import type { HostFacts } from "../host/facts";
import { defaultName } from "./names";
import { rangeSize } from "./network/addresses";

const inputs = {
  nodes: map(
    object(
      "PlannedNode",
      {
        name: optional(str({ doc: "Name of its machine on the host. Default: as Domain's." })),
        vcpu: int({ doc: "vCPUs.", min: 1 }),
        memory: size({ doc: "Memory." }),
        disk: optional(size({ doc: "Size of the disk when it is full." })),
      },
      { doc: "What one node needs." },
    ),
    { doc: "The nodes by the logical name of their machine.", unplanned: true },
  ),
  pool: optional(reference("pool", { doc: "The pool that the disks live in.", unplanned: true })),
  dhcpStart: optional(str({ doc: "First address that the network gives out.", unplanned: true })),
  dhcpEnd: optional(str({ doc: "Last address that the network gives out.", unplanned: true })),
} satisfies Fields;

type PlanInputs = InputsOf<typeof inputs> & { incarnation: string; resourceUrn: string };

export const fleetPlan = defineResource<PlanInputs, Record<string, never>>({
  noun: "fleet-plan",
  type: "FleetPlan",
  doc: "Compares what a fleet needs with what its host has, in preview. It stands for nothing on the host.",
  inputs,
  outputs: {},
  adopts: false,

  id: (plan) => plan.incarnation,
  fromId: () => ({}),
  title: () => "the fleet",

  async verify(plan, old, context) {
    // A fleet that fits once is not turned away later because somebody else filled the host.
    const added = Object.entries(plan.nodes ?? {}).filter(([name, node]) => {
      const before = old?.nodes?.[name];
      return !before || before.vcpu < node.vcpu || bytes(before.memory) < bytes(node.memory);
    });
    const others = otherFleets(plan, added, context);
    if (added.length === 0 || hasUnknown(plan.nodes)) return [];
    return [
      ...(await computeShortage(plan, others, context)),
      ...(await diskShortage(plan, added, others, context)),
      ...addressShortage(plan, others),
    ];
  },

  observe: async (context, plan) => ({
    inputs: {},
    outputs: {},
    mark: { incarnation: plan.incarnation, label: context.label, by: context.config.owner },
  }),
  ensure: async () => undefined,
  sync: async () => undefined,
  remove: async () => undefined,
});

type Nodes = [string, PlanInputs["nodes"][string]][];
type Plan = Partial<PlanInputs>;

/** A fleet of the same program on the same host: none of it may be there yet. */
interface OtherFleet {
  plan: Plan;
  added: Nodes;
}

/** By URN, for each picture of a host: that is one deployment. */
const deployments = new WeakMap<HostFacts, Map<string, OtherFleet>>();

function otherFleets(plan: Plan, added: Nodes, { facts }: Context): OtherFleet[] {
  const known = deployments.get(facts) ?? new Map<string, OtherFleet>();
  deployments.set(facts, known);
  known.set(String(plan.resourceUrn), { plan, added });
  return [...known.values()].filter((fleet) => fleet.plan !== plan && !hasUnknown(fleet.plan.nodes));
}

const sum = (values: number[]): number => values.reduce((a, b) => a + b, 0);

async function computeShortage(plan: Plan, fleets: OtherFleet[], context: Context): Promise<Failure[]> {
  const { config, facts } = context;
  const host = await facts.node();
  const stack = context.label.split("/").slice(0, 2).join("/");
  const machines = (of: Plan) =>
    Object.entries(of.nodes ?? {}).map(([key, node]) => ({
      ...node,
      name: node.name ?? defaultName(`${stack}/${key}`),
    }));
  const nodes = machines(plan);
  const ours = new Set(nodes.map(({ name }) => name));
  const defined = await facts.domainStats();
  const others = defined.filter((domain) => !ours.has(domain.name));
  const there = new Set(defined.map(({ name }) => name));
  const planned = fleets.flatMap((fleet) => machines(fleet.plan)).filter(({ name }) => !there.has(name));
  const failures: Failure[] = [];
  const takers =
    planned.length > 0 ? "other machines and the other fleets of this program" : "other machines";
  const short = (what: string, needed: string, has: string, taken: string, reserve: string, advice: string) =>
    failures.push({
      property: "nodes",
      reason: `${context.host.uri} has not enough ${what} for these ${nodes.length} nodes: they need ${needed}; it has ${has}, ${takers} take ${taken}, ${reserve} is kept in reserve. ${advice}`,
    });

  const memory = sum(nodes.map((node) => bytes(node.memory)));
  const memoryTaken =
    sum(others.map((domain) => domain.balloon.maximum)) + sum(planned.map((node) => bytes(node.memory)));
  if (memory + memoryTaken + config.reserveMemory > host.memory) {
    const advice = "Take fewer or smaller nodes, or lower edgefleet:reserveMemory.";
    short(
      "memory",
      roughSize(memory),
      roughSize(host.memory),
      roughSize(memoryTaken),
      roughSize(config.reserveMemory),
      advice,
    );
  }

  const cpus = sum(nodes.map((node) => node.vcpu));
  const cpusTaken = sum(others.map((domain) => domain.vcpus.current)) + sum(planned.map((node) => node.vcpu));
  const offered = Math.max(0, host.cpus - config.reserveCpus) * config.overcommitCpus;
  if (cpus + cpusTaken > offered) {
    const has = `${host.cpus} CPUs, ${config.overcommitCpus} vCPUs on each`;
    const advice = "Take fewer or smaller nodes, or raise edgefleet:overcommitCpus.";
    short("CPUs", `${cpus} vCPUs`, has, `${cpusTaken} vCPUs`, `${config.reserveCpus} CPUs`, advice);
  }
  return failures;
}

/** Disks that are new, when they are full; the pool itself may be new and then cannot be asked yet. */
async function diskShortage(
  plan: Plan,
  added: Nodes,
  fleets: OtherFleet[],
  context: Context,
): Promise<Failure[]> {
  if (!plan.pool || hasUnknown(plan.pool)) return [];
  const { name } = plan.pool;
  const pool = await context.facts.pool(name);
  if (!pool || pool.state !== "running") return [];
  const diskOf = (nodes: Nodes) => sum(nodes.map(([, node]) => (node.disk ? bytes(node.disk) : 0)));
  const disk = diskOf(added);
  const planned = sum(
    fleets.filter((fleet) => fleet.plan.pool?.name === name).map((fleet) => diskOf(fleet.added)),
  );
  if (disk + planned <= pool.available) return [];
  const others = planned > 0 ? `, those of the other fleets of this program ${roughSize(planned)}` : "";
  const reason = `Pool "${name}" has ${roughSize(pool.available)} free, the disks of the new nodes need ${roughSize(disk)} when they are full${others}. Take smaller disks or fewer nodes, or another pool.`;
  return [{ property: "pool", reason }];
}

function addressShortage(plan: Plan, fleets: OtherFleet[]): Failure[] {
  const { dhcpStart, dhcpEnd } = plan;
  if (!dhcpStart || !dhcpEnd || hasUnknown([dhcpStart, dhcpEnd])) return [];
  const sharing = fleets.filter(
    (fleet) => fleet.plan.dhcpStart === dhcpStart && fleet.plan.dhcpEnd === dhcpEnd,
  );
  const count = sum(
    [plan, ...sharing.map((fleet) => fleet.plan)].map((of) => Object.keys(of.nodes ?? {}).length),
  );
  const addresses = rangeSize(dhcpStart, dhcpEnd);
  if (addresses >= count) return [];
  const reason = `The network gives out ${addresses} addresses (${dhcpStart} to ${dhcpEnd}), ${count} nodes${sharing.length > 0 ? " of the fleets on it" : ""} need one each. Widen its DHCP range.`;
  return [{ property: "nodes", reason }];
}
