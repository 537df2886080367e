// Fleets on several hosts that are one: each host with its number of nodes, and waves that go over all of them.
// Only for TypeScript: a component for every language cannot be handed hosts.
import * as pulumi from "@pulumi/pulumi";
import { Host } from "../host";
import { Provider } from "../provider";
import { componentOptions } from "../resource";
import { WavesArgs } from "./edge-fleet-args";
import { EdgeNode } from "./edge-node";
import { EdgeNodeArgs } from "./edge-node-args";
import { beginAll, outputsOf, siteOf } from "./fleet-members";
import { refuse } from "./refusal";

/** The nodes of one host, and what they have in common there, such as `network` and `pool`. */
export interface SiteArgs extends Partial<EdgeNodeArgs> {
  /** The host they live on. */
  host: Host | Provider;
  /** How many nodes: the same as `nodes` with the keys 1 to `count`. Lowering it removes the last ones. */
  count?: number;
  /** The nodes by name, with what each has of its own. Removing an entry removes that node and no other. */
  nodes?: Record<string, Partial<EdgeNodeArgs>>;
}

/** Arguments of EdgeSites: what all nodes have in common, and the hosts. */
export interface EdgeSitesArgs extends Partial<EdgeNodeArgs> {
  /**
   * The hosts by name, each with its nodes. What a host says wins over what all have in common, and what a node says
   * wins over both. Resources live on one host, so `network`, `pool` and `image` belong here.
   */
  hosts: Record<string, SiteArgs>;
  /**
   * Brings up a few nodes after the other, the first ones of all hosts before the second ones, and stops when too many
   * of them do not become ready. Default: all at once.
   */
  waves?: WavesArgs;
}

/** A fleet of edge nodes on several hosts. What it needs is compared with what each host has, in preview. */
export class EdgeSites extends pulumi.ComponentResource {
  /** @internal */
  static readonly __pulumiType: string = "edgefleet:index:EdgeSites";

  /** The nodes by `<host>-<key>`. */
  readonly nodes: Record<string, EdgeNode>;

  constructor(name: string, args: EdgeSitesArgs, options?: pulumi.ComponentResourceOptions) {
    super("edgefleet:index:EdgeSites", name, {}, componentOptions(options));
    const { hosts, waves, ...common } = args;
    const problems: string[] = [];
    const sites = Object.entries(hosts).map(([key, own]) => {
      const same = Object.keys(hosts).find((other) => hosts[other]?.host === own.host);
      if (same !== key) problems.push(`hosts.${key} is the same host as hosts.${same}; add its nodes there`);
      return siteOf(name, key, { ...common, ...own }, problems);
    });
    refuse("EdgeSites", name, problems);
    this.nodes = beginAll(this, name, sites, waves);
    this.registerOutputs({ nodes: outputsOf(this.nodes) });
  }
}
