// Many edge nodes that are alike, with what sets each apart. Members go by name: removing one touches that one.
import * as pulumi from "@pulumi/pulumi";
import { componentOptions, ComponentOptions } from "../resource";
import { EdgeFleetArgs } from "./edge-fleet-args";
import { EdgeNode } from "./edge-node";
import { beginAll, outputsOf, siteOf } from "./fleet-members";
import { refuse } from "./refusal";

/** A fleet of edge nodes on one host. What it needs is compared with what the host has, in preview. */
export class EdgeFleet extends pulumi.ComponentResource {
  /** @internal */
  static readonly __pulumiType: string = "edgefleet:index:EdgeFleet";

  /** The nodes by their key. */
  readonly nodes: Record<string, EdgeNode>;

  constructor(name: string, args: EdgeFleetArgs, options?: ComponentOptions) {
    super("edgefleet:index:EdgeFleet", name, {}, componentOptions(options));
    const { waves, ...own } = args;
    const problems: string[] = [];
    const site = siteOf(name, "", own, problems);
    refuse("EdgeFleet", name, problems);
    this.nodes = beginAll(this, name, [site], waves);
    this.registerOutputs({ nodes: outputsOf(this.nodes) });
  }
}
