// A host that answers as a real one did, but for what a test changes.
import type { Command, Verb } from "../../provider/host/command";
import { HostError, type Host, type RunOptions } from "../../provider/host/host";
import type { Results } from "../../provider/host/results";

type Answers = Map<string, unknown>;

const keyOf = (command: Command): string => JSON.stringify([command.verb, command.args]);

/** The real host, with its answers kept in `answers`. */
export function recordingHost(host: Host, answers: Answers): Host {
  return aroundHost(host, async (command, options, ask) => {
    const answer = await ask(command, options);
    answers.set(keyOf(command), answer);
    return answer;
  });
}

/** Only the answers, each through `change`. */
export function replayHost(
  host: Host,
  answers: Answers,
  change: (verb: string, answer: unknown) => unknown,
): Host {
  return aroundHost(host, async (command) => {
    const key = keyOf(command);
    if (!answers.has(key)) throw new HostError("failed", `this was never asked before: ${key}`, "", host.uri);
    return change(command.verb, answers.get(key));
  });
}

export type Ask = (command: Command, options?: RunOptions) => Promise<unknown>;

/** A host whose commands all go through `act`. */
export function aroundHost(
  host: Host,
  act: (command: Command, options: RunOptions | undefined, ask: Ask) => Promise<unknown>,
): Host {
  return new Proxy(host, {
    get(target, name) {
      if (name !== "run" && name !== "find") return Reflect.get(target, name, target) as unknown;
      return <V extends Verb>(command: Command<V>, options?: RunOptions) =>
        act(command, options, (c, o) => target[name](c, o)) as Promise<Results[V]>;
    },
  });
}
