// A gate between nodes that are brought up one group after the other: have enough of a group become ready?
// It is nothing on any host. What depends on it is not begun while too few are ready.
import {
  bool,
  defineResource,
  int,
  list,
  map,
  optional,
  str,
  type Fields,
  type InputsOf,
} from "../core/define";
import { UnreadyError } from "../core/errors";

const inputs = {
  nodes: map(bool({ doc: "Whether the node is ready: `isReady` of its Domain or Provisioning." }), {
    doc: "The nodes of this wave by name.",
  }),
  successThreshold: int({
    doc: "How many of its nodes have to be ready before anything that depends on it is begun, in percent.",
    default: 100,
    min: 0,
    max: 100,
  }),
  failedBefore: int({ doc: "How many nodes of earlier waves are not ready.", default: 0, min: 0 }),
  errorThreshold: optional(
    int({
      doc: "As many nodes that are not ready, in this wave and those before, stop everything that depends on it. Default: no such limit.",
      min: 1,
    }),
  ),
} satisfies Fields;

const outputs = {
  failed: list(str({ doc: "Name of a node." }), { doc: "The nodes of this wave that are not ready." }),
  failedSoFar: int({ doc: "How many nodes are not ready, in this wave and those before." }),
  isReady: optional(bool({ doc: "Whether enough nodes are ready." })),
} satisfies Fields;

type WaveInputs = InputsOf<typeof inputs> & { incarnation: string; resourceUrn: string };
type WaveOutputs = Omit<InputsOf<typeof outputs>, "isReady">;

export const wave = defineResource<WaveInputs, WaveOutputs>({
  noun: "wave",
  type: "Wave",
  doc: "A gate between nodes that are brought up one group after the other: what depends on it is begun once enough nodes of the group are ready. Give its nodes `ready: { required: false }`, so that one that fails does not stop the rest by itself. EdgeFleet makes waves by itself, see `waves`.",
  inputs,
  outputs,
  adopts: false,

  id: ({ incarnation }) => incarnation,
  fromId: () => ({}),
  title: ({ nodes }) => `the wave of ${Object.keys(nodes ?? {}).join(", ")}`,
  place: () => ({ title: "any host", identity: "wave", advice: "" }),

  observe: async (context, wanted) => ({
    inputs: {},
    outputs: resultOf(wanted),
    mark: { incarnation: wanted.incarnation, label: context.label, by: context.config.owner },
  }),
  ensure: async () => undefined,
  sync: async () => undefined,
  remove: async () => undefined,

  async ready(context, wanted) {
    const { failed, failedSoFar } = resultOf(wanted);
    const total = Object.keys(wanted.nodes).length;
    const readyOnes = total - failed.length;
    const { successThreshold, errorThreshold } = wanted;
    const name = context.label.split("/").at(-1);
    const judge = (what: string, why: string): void => {
      throw new UnreadyError(
        what,
        `${why}. Not ready: ${failed.join(", ") || "none of this wave"}`,
        "The warnings beside nodes that are not ready say why. They are kept; the next `pulumi up` waits for them, and begins what depends on this wave once enough are ready",
        { failed, failedSoFar },
      );
    };
    if (errorThreshold !== undefined && failedSoFar >= errorThreshold)
      judge(
        `too many nodes are not ready after ${name}`,
        `${failedSoFar} nodes are not ready so far, and errorThreshold is ${errorThreshold}`,
      );
    if (readyOnes * 100 < successThreshold * total)
      judge(
        `too few nodes of ${name} are ready`,
        `${readyOnes} of ${total} nodes are ready, and successThreshold is ${successThreshold}%`,
      );
    if (failed.length > 0) context.report.warn(`goes on without ${failed.join(", ")}`);
  },
});

function resultOf({ nodes, failedBefore }: WaveInputs): WaveOutputs {
  const failed = Object.keys(nodes).filter((name) => nodes[name] !== true);
  return { failed, failedSoFar: failedBefore + failed.length };
}
