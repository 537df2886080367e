// A profile made ready to be run: its stages on a line, and every text with what it tells.
import { milliseconds } from "../core/values";
import type { FailureClass } from "./failures";
import { patternOf, promptOf, type Pattern } from "./pattern";
import type { Answer, Ending, Profile, Stage } from "./profile";

/** What differs from node to node. */
export interface Course {
  onboarding: "io" | "nio";
  /** Name of the ending that is expected; otherwise the texts decide. */
  ending?: string;
  /** Is there a Linux login to type? */
  login: boolean;
  /** How often the node may start over. */
  retries: number;
  /** Milliseconds by stage, instead of the profile's. */
  timeouts?: Readonly<Record<string, number>>;
  /** Milliseconds by stage that it usually takes, instead of the profile's. */
  expected?: Readonly<Record<string, number>>;
}

export interface Step {
  stage: Stage;
  /** Place on the way; steps of different endings share theirs. */
  index: number;
  ending?: Ending;
  timeout: number;
  expected: number;
  answers: Reply[];
}

export interface Reply extends Answer {
  limit: number;
  /** Is it the end of this line? */
  asks: (line: string) => boolean;
  /** Is it in this line, with something behind it that is none of its own? */
  askedIn: (line: string) => boolean;
}

export type Meaning =
  | { kind: "begins" | "ends" | "percent"; step: Step }
  | { kind: "failure"; class: FailureClass; final: boolean; stages: readonly string[] | undefined };

export interface Rule {
  find: Pattern;
  meaning: Meaning;
}

export interface Rules {
  steps: Step[];
  rules: Rule[];
  recoveries: Reply[];
  /** The ending that is certain from the start. */
  ending: Ending | undefined;
}

export function rulesOf(profile: Profile, course: Course): Rules {
  const taken = (stage: Stage): boolean =>
    (stage.onboarding ?? course.onboarding) === course.onboarding && (course.login || !stage.login);
  const step = (stage: Stage, index: number, ending?: Ending): Step => ({
    stage,
    index,
    ...(ending ? { ending } : {}),
    timeout: course.timeouts?.[stage.name] ?? milliseconds(stage.timeout),
    expected: course.expected?.[stage.name] ?? milliseconds(stage.expected),
    answers: (stage.answers ?? []).map(replyOf),
  });
  const common = profile.stages.filter(taken);
  const endings = (profile.endings ?? []).filter(({ name }) => (course.ending ?? name) === name);
  const steps = [
    ...common.map((stage, i) => step(stage, i)),
    ...endings.flatMap((ending) =>
      ending.stages.filter(taken).map((stage, i) => step(stage, common.length + i, ending)),
    ),
  ];
  const failures = (profile.failures ?? []).filter(
    (f) => (f.onboarding ?? course.onboarding) === course.onboarding,
  );
  return {
    steps,
    rules: [
      ...steps.flatMap(rulesOfStep),
      ...failures.map(({ text, class: name, final = false, stages }): Rule => {
        return { find: patternOf(text), meaning: { kind: "failure", class: name, final, stages } };
      }),
    ],
    recoveries: (profile.recoveries ?? []).map(replyOf),
    ending: endings.length === 1 ? endings[0] : undefined,
  };
}

function rulesOfStep(step: Step): Rule[] {
  const { begins = [], ends = [], percent } = step.stage;
  const rule =
    (kind: "begins" | "ends" | "percent") =>
    (text: string): Rule => ({
      find: patternOf(text),
      meaning: { kind, step },
    });
  return [
    ...begins.map(rule("begins")),
    ...ends.map(rule("ends")),
    ...(percent === undefined ? [] : [rule("percent")(percent)]),
  ];
}

const replyOf = (answer: Answer): Reply => ({
  ...answer,
  limit: answer.limit ?? 3,
  asks: promptOf(answer.prompt),
  askedIn: answer.interrupted === undefined ? () => false : contains(patternOf(answer.interrupted)),
});

const contains =
  (pattern: Pattern) =>
  (line: string): boolean =>
    pattern(line, 0) !== undefined;
