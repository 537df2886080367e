// The only way out: what a libvirt host can do for us. Implementations: session.ts (virsh on this machine,
// also for remote URIs), and the in-memory hosts of the tests. An agent behind NAT would be one more.
import type { Command, Secrets, Verb } from "./command";
import type { Results } from "./results";

/** Why a command failed. `unreachable`: nothing is known about the host's state. */
export type HostErrorCode =
  | "not-found" // no such network, domain, pool, volume, device
  | "exists" // the name, uuid or file is taken
  | "inactive" // asked of something that is not running
  | "active" // asked of something that is already running
  | "unsupported" // this libvirt or this guest cannot do it
  | "invalid" // libvirt refuses the document or an argument
  | "no-space"
  | "denied" // authentication or permission
  | "unreachable" // no connection, or it was lost and the outcome is unknown
  | "timeout"
  | "aborted" // the engine that asked is gone
  | "failed"; // anything else

/** A command that did not succeed. */
export class HostError extends Error {
  override readonly name = "HostError";
  /** What to do about it, where whoever failed knows better than the code says. */
  readonly advice?: string | undefined;

  constructor(
    readonly code: HostErrorCode,
    /** libvirt's own words, without secrets. */
    readonly reason: string,
    /** The command as a person could type it, without secrets; empty when there was none. */
    readonly command: string,
    /** The host's URI. */
    readonly uri: string,
  ) {
    super(`${reason}${command ? `\n  ${command}` : ""}`);
  }
}

export interface RunOptions {
  secrets?: Secrets;
}

/** The bytes of a volume: a file on this machine, or bytes in memory. */
export type Content = { path: string } | { bytes: Buffer };

export interface Host {
  /** libvirt's connection URI, as given by the user. */
  readonly uri: string;

  /** Runs a command; fails with a HostError. */
  run<V extends Verb>(command: Command<V>, options?: RunOptions): Promise<Results[V]>;

  /** The same, but a proven "not found" is `undefined`. */
  find<V extends Verb>(command: Command<V>, options?: RunOptions): Promise<Results[V] | undefined>;

  /** Writes into an existing volume from `offset` (bytes). */
  put(pool: string, volume: string, content: Content, offset?: number): Promise<void>;

  /** Reads a volume from `offset` (bytes); without `length` to its end. */
  get(pool: string, volume: string, offset?: number, length?: number): Promise<Buffer>;

  /**
   * Chunks of a growing volume (a console log) as they are written, from `offset` on, until `signal` ends it.
   * A volume that does not exist yet is waited for.
   */
  follow(pool: string, volume: string, offset: number, signal: AbortSignal): AsyncIterable<Buffer>;

  /**
   * Types into a serial port of a running machine; `device` is libvirt's alias of the port, such as `serial1`. The
   * text may be secret: it is on no command line.
   */
  type(domain: string, device: string, text: string): Promise<void>;

  /** Ends every connection. */
  close(): Promise<void>;
}
