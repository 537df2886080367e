// A host whose client dies at a chosen command, or that fails one: everything after a death fails as well.
import type { Command, Verb } from "../../provider/host/command";
import { HostError, type Content, type Host, type RunOptions } from "../../provider/host/host";
import type { Results } from "../../provider/host/results";

export interface Death {
  /** The how-manieth command, from 0. */
  at: number;
  when: "before" | "after";
}

export class KillableHost implements Host {
  /** Verbs of the commands since the last `arm`. */
  log: string[] = [];
  private death: Death | undefined;
  private dead = false;
  private failing: ((verb: string) => HostError | undefined) | undefined;

  constructor(private readonly inner: Host) {}

  get uri(): string {
    return this.inner.uri;
  }

  /** Alive again; dies at that command. */
  arm(death?: Death): void {
    this.log = [];
    this.death = death;
    this.dead = false;
    this.failing = undefined;
  }

  /** Fails the commands that `failing` names. */
  fail(failing: (verb: string) => HostError | undefined): void {
    this.failing = failing;
  }

  get died(): boolean {
    return this.dead;
  }

  run<V extends Verb>(command: Command<V>, options?: RunOptions): Promise<Results[V]> {
    return this.pass(command.verb, () => this.inner.run(command, options));
  }

  find<V extends Verb>(command: Command<V>, options?: RunOptions): Promise<Results[V] | undefined> {
    return this.pass(command.verb, () => this.inner.find(command, options));
  }

  put(pool: string, volume: string, content: Content, offset?: number): Promise<void> {
    return this.pass("put", () => this.inner.put(pool, volume, content, offset));
  }

  get(pool: string, volume: string, offset?: number, length?: number): Promise<Buffer> {
    return this.pass("get", () => this.inner.get(pool, volume, offset, length));
  }

  follow(pool: string, volume: string, offset: number, signal: AbortSignal): AsyncIterable<Buffer> {
    return this.inner.follow(pool, volume, offset, signal);
  }

  type(domain: string, device: string, text: string): Promise<void> {
    return this.pass("type", () => this.inner.type(domain, device, text));
  }

  close(): Promise<void> {
    return this.inner.close();
  }

  private async pass<T>(verb: string, act: () => Promise<T>): Promise<T> {
    this.stopIfDead(verb);
    const mine = this.log.push(verb) - 1;
    if (this.death?.at === mine && this.death.when === "before") this.dead = true;
    this.stopIfDead(verb);
    const failure = this.failing?.(verb);
    if (failure) throw failure;
    try {
      return await act();
    } finally {
      if (this.death?.at === mine) this.dead = true;
      this.stopIfDead(verb);
    }
  }

  private stopIfDead(verb: string): void {
    if (this.dead) throw new HostError("aborted", "the client was killed", verb, this.uri);
  }
}
