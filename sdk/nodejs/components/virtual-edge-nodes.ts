// Virtual edge nodes of an Edge Orchestrator: registered, booted over HTTPS, followed, and onboarded.
import * as pulumi from "@pulumi/pulumi";
import { componentOptions, ComponentOptions } from "../resource";
import { Network, Onboarding, OnboardingArgs, OrchestratorHost, Provisioning } from "../resources";
import { EdgeFleet } from "./edge-fleet";
import { EdgeNode } from "./edge-node";
import { EdgeNodeArgs } from "./edge-node-args";
import { serialsOf } from "./node-serials";
import { refuse } from "./refusal";
import { after, siteNetwork } from "./site-network";
import { SiteNodeArgs, VirtualEdgeNodesArgs } from "./virtual-edge-nodes-args";
import { inWaves } from "./waves";

/** One node of a site: what it is known by, and how far it is. */
export interface VirtualEdgeNode {
  /** Name of the machine on its host. */
  name: pulumi.Output<string>;
  /** SMBIOS serial number, by which the orchestrator knows it; known in preview. */
  serial: pulumi.Output<string>;
  /** MAC address; known in preview. */
  mac: pulumi.Output<string>;
  /** SMBIOS uuid; known in preview. */
  uuid: pulumi.Output<string>;
  /** Address that the installed system got by DHCP. */
  ip: pulumi.Output<string | undefined>;
  /** Where VNC listens while the machine runs, as `address:port`. */
  vncAddress: pulumi.Output<string | undefined>;
  /** The orchestrator's id of the node. */
  hostId: pulumi.Output<string | undefined>;
  /** How far it is for the orchestrator: `registered`, `onboarded`, `provisioned` or `running`. */
  stage: pulumi.Output<string>;
  /** The machine with its disk. */
  machine: EdgeNode;
  /** Its record on the orchestrator. */
  record: OrchestratorHost;
  /** What its consoles said, followed. */
  provisioning: Provisioning;
}

interface Member {
  key: string;
  /** Of all resources of the node. */
  name: string;
  args: SiteNodeArgs;
  serial: string | undefined;
}

/**
 * Nodes of an Edge Orchestrator on one host. Each is registered (`nio`) or onboarded with an operator's credentials
 * that are typed at its console (`io`), boots over HTTPS with the orchestrator's CA, is followed until its system is
 * installed, and is ready when the orchestrator says that it runs.
 */
export class VirtualEdgeNodes extends pulumi.ComponentResource {
  /** @internal */
  static readonly __pulumiType: string = "edgefleet:index:VirtualEdgeNodes";

  /** The nodes by their key. */
  readonly nodes: Record<string, VirtualEdgeNode>;
  /** The network they are on; nothing when it is somebody else's, given by name. */
  readonly network: Network | undefined;

  constructor(name: string, args: VirtualEdgeNodesArgs, options?: ComponentOptions) {
    super("edgefleet:index:VirtualEdgeNodes", name, {}, componentOptions(options));
    const members = membersOf(name, args);
    const child = {
      parent: this,
      ...(options?.dependsOn === undefined ? {} : { dependsOn: options.dependsOn }),
    };
    const site = siteNetwork(name, args, child);
    this.network = site.own;

    // Nobody is registered for a network that cannot be made, or before the wave that the node is in.
    const registering = site.own ? after(child, site.own) : child;
    const gates = new Map<string, (gates: pulumi.Resource[]) => void>();
    const records = new Map(
      members.map((member) => {
        const gate = new Promise<pulumi.Resource[]>((open) => gates.set(member.key, open));
        return [member.key, recordOf(member, args, args.waves ? after(registering, gate) : registering)];
      }),
    );
    const fleet = new EdgeFleet(
      name,
      {
        ...machinesOf(args),
        network: site.network,
        httpsBoot: site.httpsBoot,
        nodes: Object.fromEntries(
          members.map((member) => [
            member.key,
            machineOf(member, args, records.get(member.key) as OrchestratorHost),
          ]),
        ),
      },
      child,
    );
    const nodes: Record<string, VirtualEdgeNode> = (this.nodes = {});
    const follow = (member: Member): Onboarding => {
      const record = records.get(member.key) as OrchestratorHost;
      const machine = fleet.nodes[member.key] as EdgeNode;
      const { onboarding, ...node } = followed(member, args, record, machine, child);
      nodes[member.key] = node;
      return onboarding;
    };
    if (args.waves)
      inWaves(name, members, args.waves, this, (member, before) => {
        gates.get(member.key)?.(before);
        return follow(member);
      });
    else for (const member of members) follow(member);
    const shown = Object.entries(this.nodes).map(([key, node]) => [key, outputsOf(node)]);
    this.registerOutputs({ nodes: Object.fromEntries(shown) as pulumi.Inputs });
  }
}

function outputsOf(node: VirtualEdgeNode): pulumi.Inputs {
  const { name, serial, mac, uuid, ip, vncAddress, hostId, stage } = node;
  return { name, serial, mac, uuid, ip, vncAddress, hostId, stage };
}

/** Who there is; everything that is wrong with it is one error. */
function membersOf(site: string, args: VirtualEdgeNodesArgs): Member[] {
  const { count, nodes } = args;
  const problems: string[] = [];
  if ((count === undefined) === (nodes === undefined))
    problems.push(`either count or nodes is needed; ${count === undefined ? "none" : "both"} given`);
  if (count !== undefined && (!Number.isInteger(count) || count < 0))
    problems.push(`count is a whole number from 0 on; ${String(count)} is given`);
  const all: Record<string, SiteNodeArgs> =
    nodes ??
    (problems.length > 0
      ? {}
      : Object.fromEntries(Array.from({ length: count ?? 0 }, (_, i) => [String(i + 1), {}])));
  for (const [key, own] of Object.entries(all)) {
    if (flowOf(own, args) === "io" && (own.onboardingUser ?? args.onboardingUser) === undefined)
      problems.push(`node ${key} onboards interactively (io); give onboardingUser, whose password is typed`);
  }
  const serials = serialsOf(all, args, problems);
  refuse("VirtualEdgeNodes", site, problems);
  return Object.entries(all).map(([key, own]) => ({
    key,
    name: `${site}-${key}`,
    args: own,
    serial: serials[key],
  }));
}

const flowOf = (own: SiteNodeArgs, args: VirtualEdgeNodesArgs): "io" | "nio" =>
  own.onboarding ?? args.onboarding ?? "io";

const onHost = ({ key }: Member, { namePrefix }: VirtualEdgeNodesArgs): { name?: string } =>
  namePrefix === undefined ? {} : { name: `${namePrefix}${key}` };

/** It stands before the machine and goes after it, whoever makes it. */
function recordOf(member: Member, args: VirtualEdgeNodesArgs, options: ComponentOptions): OrchestratorHost {
  return new OrchestratorHost(
    member.name,
    {
      ...onHost(member, args),
      orchestrator: args.orchestrator,
      register: flowOf(member.args, args) === "nio",
      ...(member.serial === undefined ? {} : { serial: member.serial }),
    },
    options,
  );
}

/** What the machines have in common, with the defaults of Virtual Edge Node. */
function machinesOf(args: VirtualEdgeNodesArgs): Omit<EdgeNodeArgs, "network"> {
  const { vcpu = 4, memory = "8GiB", disk = "110GiB", pool = "default", vnc, autostart, restart } = args;
  return {
    vcpu,
    memory,
    disk,
    pool,
    vnc,
    autostart,
    restart,
    // What its consoles say is followed by Provisioning.
    ready: {},
  };
}

function machineOf(
  member: Member,
  args: VirtualEdgeNodesArgs,
  record: OrchestratorHost,
): Partial<EdgeNodeArgs> {
  const { vcpu, memory, disk, domain } = member.args;
  const pool = args.pool ?? "default";
  const more = { ...args.domain, ...domain };
  const given = { vcpu, memory, disk };
  return {
    ...Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)),
    serial: record.serial,
    domain: {
      ...onHost(member, args),
      ...(args.accelerator === undefined ? {} : { accelerator: args.accelerator }),
      tpm: {},
      ...more,
      // The firmware and iPXE speak on the first port, the agent on the second.
      serials: {
        console: { port: 0, log: { pool } },
        agent: { port: 1, log: { pool } },
        ...args.domain?.serials,
        ...domain?.serials,
      },
    },
  };
}

function followed(
  member: Member,
  args: VirtualEdgeNodesArgs,
  record: OrchestratorHost,
  machine: EdgeNode,
  options: ComponentOptions,
): VirtualEdgeNode & { onboarding: Onboarding } {
  const { domain } = machine;
  const flow = flowOf(member.args, args);
  const credentials = member.args.onboardingUser ?? args.onboardingUser;
  const login = member.args.login ?? args.login;
  const provisioning = new Provisioning(
    member.name,
    {
      ...args.provisioning,
      ...member.args.provisioning,
      domain,
      onboarding: flow,
      ...(flow === "io" && credentials !== undefined ? { credentials } : {}),
      ...(login === undefined ? {} : { login }),
      ...(args.waves ? { required: false } : {}),
    },
    options,
  );
  const { timeout = "30m" } = args;
  const onboarding = new Onboarding(
    member.name,
    {
      orchestrator: args.orchestrator,
      serial: record.serial,
      ready: args.waves ? leniently(timeout, provisioning) : { waitFor: "running", timeout },
    },
    { parent: options.parent as pulumi.Resource, dependsOn: provisioning },
  );
  const { name, serial, mac, vncAddress } = machine;
  const { hostId, stage } = onboarding;
  const { ip } = provisioning;
  const { uuid } = domain;
  return {
    name,
    serial,
    mac,
    uuid,
    ip,
    vncAddress,
    hostId,
    stage,
    machine,
    record,
    provisioning,
    onboarding,
  };
}

/** The gate of the wave judges. A node that has failed before it came to its end is not waited for. */
const leniently = (
  timeout: pulumi.Input<string>,
  { isReady }: Provisioning,
): NonNullable<OnboardingArgs["ready"]> =>
  pulumi.all([timeout, isReady]).apply(([patience, provisioned]) => ({
    waitFor: "running" as const,
    timeout: provisioned === false ? "0s" : patience,
    required: false,
  }));
