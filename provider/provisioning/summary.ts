// How a fleet has fared: its nodes by result, and what each stage took.

export interface NodeResult {
  /** `provisioned`, `failed: tls`, `not ready`. */
  result: string;
  /** Milliseconds by stage, in the order of the stages. */
  durations: Record<string, number>;
}

export interface StageTimes {
  stage: string;
  /** How many nodes got through it while they were watched. */
  nodes: number;
  /** Milliseconds. */
  min: number;
  median: number;
  max: number;
}

export interface Summary {
  nodes: number;
  /** How many nodes by result, the most frequent first. */
  results: Record<string, number>;
  /** In the order in which nodes go through them. */
  stages: StageTimes[];
}

export function summarize(nodes: readonly NodeResult[]): Summary {
  const counted = new Map<string, number>();
  for (const { result } of nodes) counted.set(result, (counted.get(result) ?? 0) + 1);
  const results = [...counted].sort(([a, n], [b, m]) => m - n || a.localeCompare(b));
  return {
    nodes: nodes.length,
    results: Object.fromEntries(results),
    stages: stagesInOrder(nodes.map(({ durations }) => Object.keys(durations))).map((stage) => {
      const times = nodes.flatMap(({ durations }) => durations[stage] ?? []).sort((a, b) => a - b);
      return { stage, nodes: times.length, ...spread(times) };
    }),
  };
}

/** A node that began in the middle, or took another way, knows some of the stages only. */
function stagesInOrder(ways: readonly string[][]): string[] {
  const order: string[] = [];
  for (const way of [...ways].sort((a, b) => b.length - a.length)) {
    let at = 0;
    for (const stage of way) {
      const known = order.indexOf(stage);
      if (known < 0) order.splice(at++, 0, stage);
      else at = known + 1;
    }
  }
  return order;
}

/** The median of an even number of times is the mean of the two in the middle. */
function spread(sorted: readonly number[]): { min: number; median: number; max: number } {
  const at = (index: number): number => sorted[index] as number;
  const middle = (sorted.length - 1) / 2;
  return {
    min: at(0),
    median: (at(Math.floor(middle)) + at(Math.ceil(middle))) / 2,
    max: at(sorted.length - 1),
  };
}
