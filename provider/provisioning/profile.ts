// What a release of an orchestrator says on its nodes' consoles, as data: stages, texts, time-outs, answers.
// A profile is JSON; the tables here check it, so that a mistake is told with its place.
import { checkFields } from "../core/check";
import {
  bool,
  duration,
  int,
  list,
  map,
  object,
  oneOf,
  optional,
  str,
  type Fields,
  type InputsOf,
} from "../core/define";
import type { Failure } from "../core/errors";
import { classNames, type FailureClass } from "./failures";
import { textProblem } from "./pattern";

const text = (doc: string) => str({ doc, check: textProblem });
const texts = (doc: string) =>
  optional(list(text("A text; between slashes it is a regular expression."), { doc }));
const nameOf = (what: string) =>
  str({
    doc: `Name of the ${what}: lower-case letters, digits and dashes.`,
    check: (name) =>
      /^[a-z0-9][a-z0-9.-]*$/.test(name)
        ? undefined
        : `"${name}" is no name: lower-case letters, digits, dots and dashes are possible.`,
  });

const answerFields = {
  prompt: text("The prompt, at the end of a line that has not ended."),
  interrupted: optional(
    text(
      "The prompt with what another program has said behind it, in the same line. It is answered when nothing more is said for a while.",
    ),
  ),
  on: optional(str({ doc: "The console on which it is answered. Default: any." })),
  type: optional(
    oneOf(["username", "password", "login-username", "login-password"], {
      doc: "Types the user name or password of the onboarding, or of the Linux login.",
    }),
  ),
  send: optional(str({ doc: "Types this text. The return key is added." })),
  limit: int({
    doc: "How often the prompt is answered in one stage, at most.",
    default: 3,
    min: 1,
    max: 100,
  }),
  late: optional(oneOf(classNames, { doc: "Class of the failure when the prompt comes once more." })),
} satisfies Fields;

const answer = object("ProfileAnswer", answerFields, {
  doc: "What is typed at a prompt.",
  exactlyOne: ["type", "send"],
});

const stageFields = {
  name: nameOf("stage"),
  title: str({ doc: "For people, as it stands in the progress: `iPXE download`." }),
  expected: duration({ doc: "How long it usually takes, for the progress." }),
  timeout: duration({ doc: "How long it may take." }),
  onboarding: optional(oneOf(["io", "nio"], { doc: "Only with this onboarding." })),
  login: bool({ doc: "Only when the program gives a Linux login.", default: false }),
  after: optional(
    str({ doc: "Its texts count only when this stage has been reached: they mean something else before." }),
  ),
  begins: texts("Each shows that the stage has begun."),
  ends: texts("Each shows that the stage is done. Without them it is done when the next one begins."),
  again: bool({ doc: "Its first text once more means that the node starts over from here.", default: false }),
  percent: optional(
    text("A regular expression whose group is how much of the stage is done, from 0 to 100."),
  ),
  late: optional(oneOf(classNames, { doc: "Class of the failure when the time is up. Default: stalled." })),
  answers: optional(list(answer, { doc: "Prompts of this stage." })),
  leave: optional(str({ doc: "Typed when the stage is done; without a return key." })),
} satisfies Fields;

const stages = list(object("ProfileStage", stageFields, { doc: "One stage." }), { doc: "In their order." });

export const profileFields = {
  format: int({ doc: "Shape of the profile; this is 1.", min: 1, max: 1 }),
  name: nameOf("profile"),
  description: str({ doc: "Which release of which orchestrator it is for." }),
  consoles: map(int({ doc: "Number of the serial port: 0 is ttyS0.", min: 0, max: 3 }), {
    doc: "The consoles that are watched. Each needs a log.",
  }),
  stages,
  endings: list(
    object(
      "ProfileEnding",
      {
        name: nameOf("ending"),
        otherwise: bool({ doc: "Taken when no text of another ending has come.", default: false }),
        stages,
      },
      { doc: "One way it can end." },
    ),
    { doc: "What follows the stages; the texts decide which one it is.", default: [] },
  ),
  recoveries: list(answer, {
    doc: "Prompts at which the node waits for a person. Each answer starts it over and counts as a retry.",
    default: [],
  }),
  failures: list(
    object(
      "ProfileFailure",
      {
        text: text("What is said."),
        class: oneOf(classNames, { doc: "What it means." }),
        final: bool({
          doc: "It is over at once. Otherwise the node may still recover, and this says why if it does not.",
          default: false,
        }),
        stages: optional(list(str({ doc: "Name of a stage." }), { doc: "Only in these stages." })),
        onboarding: optional(oneOf(["io", "nio"], { doc: "Only with this onboarding." })),
      },
      { doc: "A text that tells of a failure." },
    ),
    { doc: "Texts that tell of failures.", default: [] },
  ),
} satisfies Fields;

/** A profile as people write it. */
export type Answer = Partial<InputsOf<typeof answerFields>> & { prompt: string };
export interface Stage {
  name: string;
  title: string;
  expected: string;
  timeout: string;
  onboarding?: "io" | "nio";
  login?: boolean;
  after?: string;
  begins?: string[];
  ends?: string[];
  again?: boolean;
  percent?: string;
  late?: FailureClass;
  answers?: Answer[];
  leave?: string;
}
export interface Ending {
  name: string;
  otherwise?: boolean;
  stages: Stage[];
}
export interface KnownFailure {
  text: string;
  class: FailureClass;
  final?: boolean;
  stages?: string[];
  onboarding?: "io" | "nio";
}
export interface Profile {
  format: number;
  name: string;
  description: string;
  consoles: Record<string, number>;
  stages: Stage[];
  endings?: Ending[];
  recoveries?: Answer[];
  failures?: KnownFailure[];
}

/** Everything that is wrong with it; nothing when it can be used. */
export function profileProblems(given: unknown): Failure[] {
  if (typeof given !== "object" || given === null || Array.isArray(given))
    return [{ property: "", reason: "A profile is a JSON object." }];
  const { failures } = checkFields(profileFields, given as Record<string, unknown>);
  return failures.length > 0 ? failures : contradictions(given as Profile);
}

/** Every stage, those of all endings included. */
export const allStages = ({ stages, endings = [] }: Profile): Stage[] => [
  ...stages,
  ...endings.flatMap((ending) => ending.stages),
];

function contradictions(profile: Profile): Failure[] {
  const failures: Failure[] = [];
  const fail = (property: string, reason: string) => failures.push({ property, reason });
  const common = profile.stages.map(({ name }) => name);
  const known = new Set(allStages(profile).map(({ name }) => name));
  if (common.length === 0) fail("stages", "At least one stage is needed.");
  for (const path of [
    common,
    ...(profile.endings ?? []).map((e) => [...common, ...e.stages.map((s) => s.name)]),
  ]) {
    const twice = path.find((name, i) => path.indexOf(name) !== i);
    if (twice !== undefined) fail("stages", `There are two stages "${twice}" one after the other.`);
  }
  for (const { name, after, answers = [] } of allStages(profile)) {
    if (after !== undefined && !known.has(after))
      fail(`stages.${name}.after`, `There is no stage "${after}".`);
    for (const { on } of answers)
      if (on !== undefined && !(on in profile.consoles))
        fail(`stages.${name}.answers`, `There is no console "${on}".`);
  }
  for (const { stages: named = [], text } of profile.failures ?? [])
    for (const name of named)
      if (!known.has(name)) fail("failures", `"${text}" names the stage "${name}", which is not there.`);
  const last = profile.endings?.length
    ? profile.endings.map((e) => e.stages.at(-1))
    : [profile.stages.at(-1)];
  for (const stage of last)
    if (!stage?.ends?.length)
      fail(`stages.${stage?.name ?? ""}.ends`, "The last stage needs a text that ends it.");
  if (Object.keys(profile.consoles).length === 0) fail("consoles", "At least one console is needed.");
  return failures;
}
