// Nodes that are brought up one group after the other, with a gate between two groups.
import * as pulumi from "@pulumi/pulumi";
import { Wave } from "../resources";
import { WavesArgs } from "./edge-fleet-args";
import { Refusal } from "./refusal";

/** What was begun, and whether it came to its end. */
export interface Begun {
  isReady: pulumi.Output<boolean | undefined>;
}

/**
 * Begins all nodes: `begin` gets what the node has to depend on. Every wave, the last one too, ends with a gate that
 * fails when too few of its nodes are ready.
 */
export function inWaves<T extends { name: string }>(
  fleet: string,
  members: readonly T[],
  { maxParallel, ...thresholds }: WavesArgs,
  parent: pulumi.Resource,
  begin: (member: T, dependsOn: pulumi.Resource[]) => Begun,
): void {
  if (!Number.isInteger(maxParallel) || maxParallel < 1)
    throw new Refusal(`"${fleet}": waves.maxParallel is a whole number from 1 on; ${maxParallel} is given.`);
  let gate: Wave | undefined;
  for (let first = 0, number = 1; first < members.length; first += maxParallel, number++) {
    const before = gate;
    const begun = members
      .slice(first, first + maxParallel)
      .map((member) => [member.name, begin(member, before ? [before] : []).isReady] as const);
    gate = new Wave(
      `${fleet}-wave-${number}`,
      {
        nodes: Object.fromEntries(
          begun.map(([name, isReady]) => [name, isReady.apply((ready) => ready ?? true)]),
        ),
        ...thresholds,
        ...(before ? { failedBefore: before.failedSoFar } : {}),
      },
      { parent },
    );
  }
}
