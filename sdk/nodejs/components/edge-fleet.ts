// Many edge nodes that are alike, with what sets each apart. Members go by name: removing one touches that one.
import * as pulumi from "@pulumi/pulumi";
import { componentOptions, ComponentOptions } from "../resource";
import { FleetPlan, Network } from "../resources";
import { EdgeFleetArgs } from "./edge-fleet-args";
import { EdgeNode, nodeOutputs } from "./edge-node";
import { EdgeNodeArgs } from "./edge-node-args";

/** A fleet of edge nodes on one host. What it needs is compared with what the host has, in preview. */
export class EdgeFleet extends pulumi.ComponentResource {
  /** @internal */
  static readonly __pulumiType: string = "edgefleet:index:EdgeFleet";

  /** The nodes by their key. */
  readonly nodes: Record<string, EdgeNode>;

  constructor(name: string, args: EdgeFleetArgs, options?: ComponentOptions) {
    super("edgefleet:index:EdgeFleet", name, {}, componentOptions(options));
    const { count, nodes, ...common } = args;
    const members = Object.entries(membersOf(name, count, nodes)).map(([key, own]) => ({
      key,
      name: `${name}-${key}`,
      args: { ...common, ...own },
    }));
    const plan = new FleetPlan(
      `${name}-plan`,
      {
        nodes: Object.fromEntries(members.map((member) => [member.name, needs(member.args)])),
        pool: common.pool ?? "default",
        ...(common.network instanceof Network
          ? { dhcpStart: common.network.dhcpStart, dhcpEnd: common.network.dhcpEnd }
          : {}),
      },
      { parent: this },
    );
    // No node is begun before the whole fleet is known to fit.
    this.nodes = Object.fromEntries(
      members.map((member) => [
        member.key,
        new EdgeNode(member.name, member.args, { parent: this, dependsOn: plan }),
      ]),
    );
    const nodeEntries = Object.entries(this.nodes).map(([key, node]) => [key, nodeOutputs(node)]);
    this.registerOutputs({ nodes: Object.fromEntries(nodeEntries) as pulumi.Inputs });
  }
}

function membersOf(
  fleet: string,
  count: number | undefined,
  nodes: Record<string, Partial<EdgeNodeArgs>> | undefined,
): Record<string, Partial<EdgeNodeArgs>> {
  if ((count === undefined) === (nodes === undefined)) {
    throw new Error(
      `EdgeFleet "${fleet}" needs either count or nodes; ${count === undefined ? "none" : "both"} given.`,
    );
  }
  if (nodes) return nodes;
  if (!Number.isInteger(count) || (count as number) < 0) {
    throw new Error(`EdgeFleet "${fleet}": count is a whole number from 0 on; ${String(count)} is given.`);
  }
  return Object.fromEntries(Array.from({ length: count as number }, (_, i) => [String(i + 1), {}]));
}

/** What the host has to have for a node, when everything it may grow to is used. */
function needs(args: EdgeNodeArgs): {
  vcpu: pulumi.Input<number>;
  memory: pulumi.Input<string>;
  disk?: pulumi.Input<string>;
} {
  return {
    vcpu: args.vcpu ?? 1,
    memory: args.maxMemory ?? args.memory ?? "1GiB",
    ...(args.disk === undefined ? {} : { disk: args.disk }),
  };
}
