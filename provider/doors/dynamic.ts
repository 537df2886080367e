// The dynamic door: what the one line in `__provider` requires. It runs inside Pulumi's own dynamic provider
// process, one per explicit Host, and only translates.
import type { DiffResult, Lifecycle } from "../core/lifecycle";
import { EdgeError, PartialError } from "../core/errors";
import { Operation, type Connection } from "../core/operation";
import type { State } from "../core/state";
import { traced } from "../host/trace";
import { Calls } from "./calls";
import { connect } from "./connect";
import { Engine } from "./engine";
import { lifecycles } from "./lifecycles";
import { readable } from "./readable";
import { readSettings, type Setting } from "./settings";

interface ConfigureRequest {
  config: { get(key: string): string | undefined };
}

const calls = new Calls();
let engine: Engine | undefined;
let connection: Connection | undefined;
let misconfigured: Error | undefined;

/** The handlers of one kind of resource, as Pulumi's dynamic provider calls them. */
class Handlers {
  constructor(private readonly lifecycle: Lifecycle) {}

  configure({ config }: ConfigureRequest): void {
    if (connection) return;
    // The dynamic provider is started as `node dynamic-provider <engine address>`.
    if (!engine) {
      engine = new Engine(process.argv[2] ?? "");
      calls.endAfter(engine.signal);
    }
    try {
      const get = (key: Setting) => config.get(`edgefleet:${key}`);
      connection = connect(readSettings(get), engine, engine.signal);
    } catch (error) {
      misconfigured = error as Error;
    }
  }

  /** Never throws: a thrown error is printed twice, with a stack. */
  async check(
    olds: State,
    news: State,
  ): Promise<{ inputs: State; failures: { property: string; reason: string }[] }> {
    try {
      const known = Object.keys(olds ?? {}).length > 0 ? clean(olds) : undefined;
      const { inputs, failures } = await calls.run(() =>
        this.lifecycle.check(this.operation(), known, clean(news)),
      );
      return { inputs, failures: failures.map((failure) => readable(failure, news)) };
    } catch (error) {
      return { inputs: news, failures: [{ property: "", reason: (error as Error).message }] };
    }
  }

  async diff(_id: string, olds: State, news: State): Promise<object> {
    const result = await calm(() => this.lifecycle.diff(this.operation(), clean(olds), clean(news)));
    // A state of the native door has no line that leads here: an update that does nothing else writes it.
    const moved = olds["__provider"] === undefined;
    const urn = news["resourceUrn"];
    if (moved && typeof urn === "string")
      engine?.log("info", "moves to the dynamic door; nothing changes on the host", urn, false);
    return {
      changes: moved || hasChanges(result),
      replaces: result.replaces,
      // Without it Pulumi would first make the new object beside an old one of the same name.
      deleteBeforeReplace: true,
    };
  }

  async create(news: State): Promise<object> {
    const { id, state } = await this.keeping(news, () =>
      this.lifecycle.create(this.operation(), clean(news)),
    );
    return { id, outs: state };
  }

  async read(id: string, olds: State): Promise<object> {
    const result = await calm(() => this.lifecycle.read(this.operation(), id, clean(olds)));
    // An empty id tells the engine that the object is gone; without inputs it keeps those that it has.
    if (!result) return { id: "", props: {} };
    return result.unchanged ? { id, props: olds } : { id, props: result.state, inputs: result.inputs };
  }

  async update(_id: string, olds: State, news: State): Promise<object> {
    const { state } = await this.keeping(news, () =>
      this.lifecycle.update(this.operation(), clean(olds), clean(news)),
    );
    return { outs: state };
  }

  async delete(_id: string, olds: State): Promise<void> {
    await calm(() => this.lifecycle.delete(this.operation(), clean(olds)));
  }

  private operation(): Operation {
    if (misconfigured) throw misconfigured;
    if (!connection) throw new Error("the provider was used before it was configured");
    return new Operation(connection, this.lifecycle.fields);
  }

  /** A resource that is not ready is saved, with the line that leads back here. */
  private async keeping<T>(props: State, run: () => Promise<T>): Promise<T> {
    try {
      return await calm(run);
    } catch (error) {
      if (!(error instanceof PartialError)) throw error;
      const properties = { ...error.properties, __provider: props["__provider"] };
      throw new PartialError(error.id, properties, error.reasons);
    }
  }
}

const hasChanges = (result: DiffResult): boolean => result.changes.length > 0 || result.other.length > 0;

/**
 * The engine prints the message of an error. Pulumi's dynamic provider writes `${error}: ${error.stack}` on stderr
 * besides, which would say the same again: an error that has neither writes a bare colon, and that one is kept back.
 */
async function calm<T>(run: () => Promise<T>): Promise<T> {
  try {
    return await calls.run(run);
  } catch (error) {
    const known = error instanceof EdgeError || error instanceof PartialError;
    const quiet = known ? error : new Error((error as Error).message);
    quiet.stack = "";
    quiet.toString = () => "";
    throw quiet;
  }
}

const { error: print } = console;
console.error = (...words: unknown[]) => {
  if (words.length !== 1 || words[0] !== ": ") print(...words);
};

function clean({ __provider: _, ...inputs }: State): State {
  return inputs;
}

const handlers = Object.fromEntries(
  Object.entries(lifecycles).map(([noun, lifecycle]) => [noun, new Handlers(traced(noun, lifecycle))]),
);

export = handlers;
