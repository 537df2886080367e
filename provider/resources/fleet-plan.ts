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
import { defaultName } from "./names";
import { rangeSize } from "./network/addresses";

const inputs = {
  nodes: map(
    object(
      "PlannedNode",
      {
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
    if (added.length === 0 || hasUnknown(plan.nodes)) return [];
    const nodes = Object.entries(plan.nodes ?? {});
    return [
      ...(await computeShortage(nodes, context)),
      ...(await diskShortage(plan, added, context)),
      ...addressShortage(plan, nodes.length),
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

const sum = (values: number[]): number => values.reduce((a, b) => a + b, 0);

async function computeShortage(nodes: Nodes, context: Context): Promise<Failure[]> {
  const { config, facts } = context;
  const host = await facts.node();
  const stack = context.label.split("/").slice(0, 2).join("/");
  const ours = new Set(nodes.map(([name]) => defaultName(`${stack}/${name}`)));
  const others = (await facts.domainStats()).filter((domain) => !ours.has(domain.name));
  const failures: Failure[] = [];
  const short = (what: string, needed: string, has: string, taken: string, reserve: string, advice: string) =>
    failures.push({
      property: "nodes",
      reason: `${context.host.uri} has not enough ${what} for these ${nodes.length} nodes: they need ${needed}; it has ${has}, other machines take ${taken}, ${reserve} is kept in reserve. ${advice}`,
    });

  const memory = sum(nodes.map(([, node]) => bytes(node.memory)));
  const memoryTaken = sum(others.map((domain) => domain.balloon.maximum));
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

  const cpus = sum(nodes.map(([, node]) => node.vcpu));
  const cpusTaken = sum(others.map((domain) => domain.vcpus.current));
  const offered = Math.max(0, host.cpus - config.reserveCpus) * config.overcommitCpus;
  if (cpus + cpusTaken > offered) {
    const has = `${host.cpus} CPUs, ${config.overcommitCpus} vCPUs on each`;
    const advice = "Take fewer or smaller nodes, or raise edgefleet:overcommitCpus.";
    short("CPUs", `${cpus} vCPUs`, has, `${cpusTaken} vCPUs`, `${config.reserveCpus} CPUs`, advice);
  }
  return failures;
}

/** Disks that are new, when they are full; the pool itself may be new and then cannot be asked yet. */
async function diskShortage(plan: Partial<PlanInputs>, added: Nodes, context: Context): Promise<Failure[]> {
  if (!plan.pool || hasUnknown(plan.pool)) return [];
  const pool = await context.facts.pool(plan.pool.name);
  if (!pool || pool.state !== "running") return [];
  const disk = sum(added.map(([, node]) => (node.disk ? bytes(node.disk) : 0)));
  if (disk <= pool.available) return [];
  const reason = `Pool "${plan.pool.name}" has ${roughSize(pool.available)} free, the disks of the new nodes need ${roughSize(disk)} when they are full. Take smaller disks or fewer nodes, or another pool.`;
  return [{ property: "pool", reason }];
}

function addressShortage(plan: Partial<PlanInputs>, count: number): Failure[] {
  if (!plan.dhcpStart || !plan.dhcpEnd || hasUnknown([plan.dhcpStart, plan.dhcpEnd])) return [];
  const addresses = rangeSize(plan.dhcpStart, plan.dhcpEnd);
  if (addresses >= count) return [];
  const reason = `The network gives out ${addresses} addresses (${plan.dhcpStart} to ${plan.dhcpEnd}), ${count} nodes need one each. Widen its DHCP range.`;
  return [{ property: "nodes", reason }];
}
