// One resource of one stack, driven through check, diff, create, update, delete and read as Pulumi's engine does it.
import type { HostConfig } from "../../provider/core/context";
import type { Definition } from "../../provider/core/define";
import { PartialError } from "../../provider/core/errors";
import { Lifecycle, type DiffResult } from "../../provider/core/lifecycle";
import type { CheckResult } from "../../provider/core/acceptance";
import { Operation, type Connection } from "../../provider/core/operation";
import type { State } from "../../provider/core/state";
import { HostFacts } from "../../provider/host/facts";
import type { Host } from "../../provider/host/host";

export const ann: HostConfig = {
  uri: "",
  owner: "ann@desk",
  accelerator: "tcg",
  unreachable: "fail",
  hostMoved: false,
  reserveMemory: 0,
  reserveCpus: 0,
  overcommitCpus: 4,
};

/** What the engine keeps of a resource. */
export interface Kept {
  id: string;
  inputs: State;
  outputs: State;
}

export type Step = "create" | "same" | "update" | "replace";

export interface UpOptions {
  /** `up --replace`: the new one is made before the old one is deleted, and diff is not asked. */
  replace?: boolean;
}

export function urnOf(type: string, name = "thing", stack = "dev"): string {
  return `urn:pulumi:${stack}::site::pulumi-nodejs:dynamic/edgefleet:${type}::${name}`;
}

export class Engine {
  kept: Kept | undefined;
  readonly words: string[] = [];
  readonly urn: string;
  private readonly lifecycle: Lifecycle;
  private facts: HostFacts | undefined;

  constructor(
    definition: Definition,
    public host: Host,
    private readonly options: {
      config?: Partial<HostConfig>;
      name?: string;
      stack?: string;
      /** Shared with the other resources of one deployment. */
      facts?: HostFacts;
      /** Ctrl-C. */
      signal?: AbortSignal;
    } = {},
  ) {
    this.lifecycle = new Lifecycle(definition);
    this.urn = urnOf(definition.type, options.name, options.stack);
  }

  /** Another stack, person or setting over the same host. */
  connection(): Connection {
    this.facts ??= new HostFacts(this.host, async () => "tcg");
    return {
      host: this.host,
      facts: this.facts,
      config: { ...ann, uri: this.host.uri, ...this.options.config },
      sink: { log: (severity, text) => this.words.push(`${severity}: ${text}`) },
      signal: this.options.signal ?? new AbortController().signal,
    };
  }

  operation(): Operation {
    return new Operation(this.connection(), this.lifecycle.fields);
  }

  /** Each deployment has processes of its own, and so a picture of the host of its own. */
  private begin(): void {
    this.facts = this.options.facts;
    this.words.length = 0;
  }

  private async check(program: State, old: State | undefined): Promise<CheckResult> {
    return this.lifecycle.check(this.operation(), old, { ...program, resourceUrn: this.urn });
  }

  /** `pulumi preview`: inputs and verdict, or the failures. */
  async preview(program: State): Promise<CheckResult & { diff?: DiffResult }> {
    this.begin();
    const checked = await this.check(program, this.kept?.inputs);
    if (checked.failures.length > 0 || !this.kept) return checked;
    return {
      ...checked,
      diff: await this.lifecycle.diff(this.operation(), this.kept.outputs, checked.inputs),
    };
  }

  async up(program: State, { replace = false }: UpOptions = {}): Promise<Step> {
    this.begin();
    const inputs = await this.accepted(program, this.kept?.inputs);
    const old = this.kept;
    if (!old) {
      await this.create(inputs);
      return "create";
    }
    if (replace) {
      await this.create(await this.accepted(program, undefined));
      await this.lifecycle.delete(this.operation(), old.outputs);
      return "replace";
    }
    const diff = await this.lifecycle.diff(this.operation(), old.outputs, inputs);
    if (diff.replaces.length > 0) {
      const anew = await this.accepted(program, undefined);
      await this.lifecycle.delete(this.operation(), old.outputs);
      this.kept = undefined;
      await this.create(anew);
      return "replace";
    }
    if (diff.changes.length === 0 && diff.other.length === 0) {
      this.kept = { ...old, inputs };
      return "same";
    }
    await this.keep(inputs, () => this.lifecycle.update(this.operation(), old.outputs, inputs), old.id);
    return "update";
  }

  /** False when it turned out to be gone. */
  async refresh(): Promise<boolean> {
    this.begin();
    const kept = this.kept as Kept;
    const found = await this.lifecycle.read(this.operation(), kept.id, kept.outputs);
    this.kept = found ? { id: kept.id, inputs: found.inputs, outputs: found.state } : undefined;
    return found !== undefined;
  }

  /** `Resource.get`: by the id alone. */
  async get(id: string): Promise<State | undefined> {
    this.begin();
    return (await this.lifecycle.read(this.operation(), id, {}))?.state;
  }

  /** `pulumi import`: by an id or a name; false when there is no such object. */
  async import(id: string): Promise<boolean> {
    this.begin();
    const found = await this.lifecycle.read(this.operation(), id, { resourceUrn: this.urn });
    this.kept = found && { id: found.id, inputs: found.inputs, outputs: found.state };
    return found !== undefined;
  }

  async destroy(): Promise<void> {
    this.begin();
    if (!this.kept) return;
    await this.lifecycle.delete(this.operation(), this.kept.outputs);
    this.kept = undefined;
  }

  private async accepted(program: State, old: State | undefined): Promise<State> {
    const { inputs, failures } = await this.check(program, old);
    if (failures.length > 0)
      throw new Error(failures.map(({ property, reason }) => `${property}: ${reason}`).join("\n"));
    return inputs;
  }

  private create(inputs: State): Promise<void> {
    return this.keep(inputs, () => this.lifecycle.create(this.operation(), inputs));
  }

  private async keep(
    inputs: State,
    run: () => Promise<{ id?: string; state: State }>,
    id?: string,
  ): Promise<void> {
    try {
      const saved = await run();
      this.kept = { id: id ?? (saved.id as string), inputs, outputs: saved.state };
    } catch (error) {
      if (error instanceof PartialError) this.kept = { id: error.id, inputs, outputs: error.properties };
      throw error;
    }
  }
}
