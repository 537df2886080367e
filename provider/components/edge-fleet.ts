// What a fleet can be given: what its nodes have in common, and which nodes there are.
import { int, map, object, optional, type Fields } from "../core/define";
import { someOf, type ComponentDefinition } from "./component";
import { inputs as node, nodeOutputs } from "./edge-node";

export const waves = optional(
  object(
    "Waves",
    {
      maxParallel: int({ doc: "How many nodes are brought up at once.", plain: true, min: 1 }),
      successThreshold: optional(
        int({
          doc: "How many nodes of a wave have to be ready before the next wave is begun, in percent. Default: 100.",
          min: 0,
          max: 100,
        }),
      ),
      errorThreshold: optional(
        int({
          doc: "As many nodes that are not ready, in all waves so far, stop the rest. Default: no such limit.",
          min: 1,
        }),
      ),
    },
    {
      doc: "Brings up a few nodes after the other, and stops when too many of them do not become ready. Default: all at once.",
      plain: true,
    },
  ),
);

const inputs = {
  ...node,
  count: optional(
    int({
      doc: "How many nodes: the same as `nodes` with the keys 1 to `count`, so going from one to the other changes nothing. Lowering it removes the last ones; to remove one from the middle, use `nodes`.",
      plain: true,
      min: 0,
    }),
  ),
  nodes: optional(
    map(
      someOf("EdgeNode", "FleetMember", node, {
        doc: "What one node has of its own; wins over what all have in common.",
        plain: true,
      }),
      {
        doc: "The nodes by name, with what each has of its own. Removing an entry removes that node and no other.",
        plain: true,
      },
    ),
  ),
  waves,
} satisfies Fields;

export const edgeFleet: ComponentDefinition = {
  noun: "edge-fleet",
  type: "EdgeFleet",
  doc: "A fleet of edge nodes on one host. What it needs is compared with what the host has, in preview.",
  inputs,
  outputs: {
    nodes: map(object("FleetNode", nodeOutputs, { doc: "One node of a fleet." }), {
      doc: "The nodes by their key.",
    }),
  },
};
