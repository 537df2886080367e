// What the builders of all nouns share: the shape of a command and the options that many verbs have.
import type { Argument, Command, Verb } from "./command";

/** Which definition a change is for; neither means the current one. */
export interface Scope {
  live?: boolean;
  config?: boolean;
}

type Extras<V extends Verb> = Partial<Omit<Command<V>, "verb" | "args">>;

/** A command that only looks, or that may be run twice. */
export function repeatable<V extends Verb>(verb: V, args: Argument[], extras: Extras<V> = {}): Command<V> {
  return { verb, args, idempotent: true, ...extras };
}

/** A command whose second run would fail or do more. */
export function once<V extends Verb>(verb: V, args: Argument[], extras: Extras<V> = {}): Command<V> {
  return { verb, args, idempotent: false, ...extras };
}

export function scope({ live = false, config = false }: Scope): string[] {
  if (!live && !config) return ["--current"];
  return [...flag("--live", live), ...flag("--config", config)];
}

export function flag(name: string, wanted: boolean | undefined): string[] {
  return wanted ? [name] : [];
}

/** `name` with its value, or nothing. */
export function option(name: string, value: string | number | undefined): string[] {
  return value === undefined ? [] : [name, String(value)];
}

/** An attached document that virsh reads from a file; `name` is what error texts call it. */
export function attach(name: string, text: string, secrets: string[] = []) {
  return {
    argument: { document: name },
    extras: { documents: { [name]: { text } }, ...(secrets.length > 0 ? { secrets } : {}) },
  };
}
