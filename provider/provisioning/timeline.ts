// What happened to a node and when, as JSON; and what earlier nodes took, for the expected times.
import type { FailureClass } from "./failures";
import type { Passage } from "./machine";

export interface TimelineStage {
  name: string;
  state: Passage["state"];
  /** ISO 8601; not there when it was over before the node was watched. */
  began?: string;
  seconds?: number;
}

export interface Timeline {
  format: 1;
  node: string;
  profile: string;
  onboarding: "io" | "nio";
  /** Which machine, and which run of it. */
  machine: string;
  state: "running" | "provisioned" | "failed";
  began: string;
  updated: string;
  stage: string;
  ending?: string;
  failure?: { class: FailureClass; because: string; advice: string; lastLines: string[] };
  /** How often it has started over. */
  attempts: number;
  stages: TimelineStage[];
}

const round = (milliseconds: number): number => Math.round(milliseconds / 100) / 10;

/** Passages as they are written; what `earlier` knows of the same run is kept where nobody watched now. */
export function stagesOf(
  passages: readonly Passage[],
  watchedFrom: number,
  earlier: readonly TimelineStage[],
): TimelineStage[] {
  return passages.map(({ stage, state, began, ended }): TimelineStage => {
    const known = earlier.find(
      ({ name, state: then }) => name === stage && then !== "failed" && then !== "missed",
    );
    const unwatched = ended !== undefined && ended <= watchedFrom;
    if (unwatched) {
      const { began: when, seconds } = known?.state === "passed" ? known : {};
      return {
        name: stage,
        state,
        ...(when ? { began: when } : {}),
        ...(seconds === undefined ? {} : { seconds }),
      };
    }
    const start =
      known?.state === "current" && known.began && began <= watchedFrom ? Date.parse(known.began) : began;
    const seconds = ended === undefined ? {} : { seconds: round(ended - start) };
    return { name: stage, state, began: new Date(start).toISOString(), ...seconds };
  });
}

/** `12.3s` by stage. */
export function durationsOf(stages: readonly TimelineStage[]): Record<string, string> {
  const passed = stages.filter(({ state, seconds }) => state === "passed" && seconds !== undefined);
  return Object.fromEntries(passed.map(({ name, seconds }) => [name, `${seconds}s`]));
}

/** Milliseconds by stage: the median of nodes that got through. */
export function expectedFrom(timelines: readonly Timeline[], profile: string): Record<string, number> {
  const times = new Map<string, number[]>();
  for (const timeline of timelines) {
    if (timeline.profile !== profile) continue;
    for (const { name, state, seconds } of timeline.stages)
      if (state === "passed" && seconds !== undefined) times.set(name, [...(times.get(name) ?? []), seconds]);
  }
  return Object.fromEntries([...times].map(([name, all]) => [name, 1000 * median(all)]));
}

function median(values: number[]): number {
  const sorted = values.sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] as number;
}
