// What a resource's functions work with: one host, one operation, its undo list and its voice.
import type { Command, Verb } from "../host/command";
import type { Evidence } from "./evidence";
import type { Host } from "../host/host";
import type { Results } from "../host/results";
import type { HostFacts } from "../host/facts";
import type { Reporter } from "./report";

/** Settings of one host connection, from stack config or an explicit Host. */
export interface HostConfig {
  uri: string;
  /** Who we are in ownership marks. */
  owner: string;
  accelerator: "auto" | "kvm" | "tcg";
  unreachable: "fail" | "keep";
  hostMoved: boolean;
  /** What capacity checks leave to the host itself. */
  reserveMemory: number;
  reserveCpus: number;
  overcommitCpus: number;
}

export interface Context {
  readonly host: Host;
  readonly config: HostConfig;
  readonly facts: HostFacts;
  readonly report: Reporter;
  /** project/stack/name, for people. */
  readonly label: string;
  /** What the host said word for word, to be shown to it before it is interpreted. */
  readonly evidence: Evidence;
  /** Ends waits when the engine is gone or the operation is cancelled. */
  readonly signal: AbortSignal;

  /** Runs a command with this operation's secrets. */
  run<V extends Verb>(command: Command<V>): Promise<Results[V]>;
  /** The same; a proven "not found" is undefined. */
  find<V extends Verb>(command: Command<V>): Promise<Results[V] | undefined>;
  /** How the step just taken is taken back should a later one fail. */
  undo(step: () => Promise<unknown>): void;
}
