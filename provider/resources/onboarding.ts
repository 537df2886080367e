// The moment when a node has come as far as it should: nothing on the orchestrator, only a wait beside the machine.
import {
  bool,
  defineResource,
  duration,
  object,
  oneOf,
  optional,
  str,
  type Fields,
  type InputsOf,
} from "../core/define";
import { milliseconds } from "../core/values";
import { serialProblem } from "../orchestrator/rules";
import { orchestratorField, placeOf } from "./orchestrator/connection";
import { progressOf, progressOutputs, stages, waitForStage } from "./orchestrator/progress";
import { find } from "./orchestrator/record";

const inputs = {
  orchestrator: orchestratorField,
  serial: str({ doc: "Serial number of the node.", effect: "replace", check: serialProblem }),
  ready: object(
    "OnboardingReady",
    {
      waitFor: oneOf(stages, { doc: "How far the node has to be.", default: "running" }),
      timeout: duration({
        doc: "How long to wait, as a time span. After that the next `up` waits on.",
        default: "1h",
      }),
      required: optional(
        bool({
          doc: "`false`: a node that is not as far in time is a warning and no error, so that what depends on this goes on; `isReady` tells, and the next `up` waits again. Default: true.",
        }),
      ),
    },
    { doc: "What is waited for.", default: { waitFor: "running", timeout: "1h" } as never, effect: "live" },
  ),
} satisfies Fields;

const outputs = {
  hostId: optional(str({ doc: "The orchestrator's id of the host, once there is one." })),
  ...progressOutputs,
  isReady: optional(bool({ doc: "Whether it is as far as was waited for." })),
} satisfies Fields;

type OnboardingInputs = InputsOf<typeof inputs> & { incarnation: string; resourceUrn: string };
type OnboardingOutputs = Omit<InputsOf<typeof outputs>, "isReady">;

const title = ({ serial }: { serial?: string }): string => `the node with serial number ${serial}`;

export const onboarding = defineResource<OnboardingInputs, OnboardingOutputs>({
  noun: "onboarding",
  type: "Onboarding",
  doc: "Waits until a node has come as far as it should, and says how far it is. It stands beside the machine in a program, or after it; the record is made by an OrchestratorHost, or by an operator at the node.",
  inputs,
  outputs,
  adopts: false,

  id: (wanted) => wanted.incarnation,
  fromId: () => ({}),
  title,
  place: placeOf,

  async observe(context, wanted) {
    const record = await find(context, wanted);
    return {
      inputs: {},
      outputs: record
        ? { hostId: record.resourceId, ...progressOf(record) }
        : ({ stage: "unknown" } as OnboardingOutputs),
      mark: { incarnation: wanted.incarnation, label: context.label, by: context.config.owner },
    };
  },
  ensure: async () => undefined,
  sync: async () => undefined,
  remove: async () => undefined,

  readyRequired: ({ ready }) => ready.required !== false,

  async ready(context, wanted) {
    const { waitFor, timeout } = wanted.ready;
    await waitForStage(context, title(wanted), waitFor, milliseconds(timeout), () => find(context, wanted));
  },
});
