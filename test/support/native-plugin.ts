// The plugin over gRPC, with a stand-in for the engine that only takes down what it is told.
import { EventEmitter, once } from "node:events";
import { spawn, type ChildProcess } from "node:child_process";
import { createInterface } from "node:readline";
import { join } from "node:path";
import type { Client, ServiceError } from "@grpc/grpc-js";
import type { State } from "../../provider/core/state";
import {
  EmptyMessage,
  grpc,
  provider,
  service,
  StatusMessage,
  type StructMessage,
} from "../../provider/doors/native/protocol";
import { decode, encode, type Decoded, type Steps } from "../../provider/doors/native/values";
import { pulumi } from "../../provider/doors/pulumi";
import { repository } from "./isolated-host";

export interface Said {
  urn: string;
  message: string;
  severity: number;
  ephemeral: boolean;
}

/** A failed call: what a user would read, and the state that it left. */
export class CallError extends Error {
  constructor(
    message: string,
    readonly code: number,
    readonly partial?: { id: string; state: Decoded; reasons: string[] },
  ) {
    super(message);
  }
}

type Request = Record<string, unknown>;

export class NativePlugin {
  readonly said: Said[] = [];
  private readonly ear = new EventEmitter();

  private constructor(
    readonly process: ChildProcess,
    private readonly engine: InstanceType<typeof grpc.Server>,
    private readonly client: Client,
  ) {}

  /** Another program than the plugin may be started that speaks the same. */
  static async start(
    env: Record<string, string> = {},
    program = join(repository, "pulumi-resource-edgefleet"),
    ...before: string[]
  ): Promise<NativePlugin> {
    const engine = new grpc.Server();
    const { EngineService } = pulumi("@pulumi/pulumi/proto/engine_grpc_pb") as { EngineService: never };
    const heard: { by?: NativePlugin } = {};
    engine.addService(EngineService, {
      log: (call: { request: { toObject(): Said } }, done: (error: null, value: unknown) => void) => {
        heard.by?.said.push(call.request.toObject());
        heard.by?.ear.emit("said");
        done(null, new EmptyMessage());
      },
    } as never);
    const enginePort = await new Promise<number>((resolve, reject) =>
      engine.bindAsync("127.0.0.1:0", grpc.ServerCredentials.createInsecure(), (error, port) =>
        error ? reject(error) : resolve(port),
      ),
    );
    const child = spawn(program, [...before, `127.0.0.1:${enginePort}`], {
      stdio: ["ignore", "pipe", "inherit"],
      env: { ...process.env, ...env },
    });
    process.once("exit", () => child.kill("SIGKILL"));
    const [port] = (await once(createInterface({ input: child.stdout }), "line")) as [string];
    const Made = service.ResourceProviderClient as unknown as new (...args: unknown[]) => Client;
    const client = new Made(`127.0.0.1:${port}`, grpc.credentials.createInsecure());
    const plugin = new NativePlugin(child, engine, client);
    heard.by = plugin;
    return plugin;
  }

  /** One call; the request's fields by their setters, properties as plain values. */
  call<R>(method: string, message: object, fields: Request = {}): Promise<R> {
    for (const [name, value] of Object.entries(fields)) {
      (message as Record<string, (value: unknown) => void>)[`set${name}`]?.(value);
    }
    const send = (this.client as unknown as Record<string, (...args: unknown[]) => void>)[method];
    return new Promise((resolve, reject) =>
      send?.call(this.client, message, (error: ServiceError | null, response: R) =>
        error ? reject(callError(error)) : resolve(response),
      ),
    );
  }

  /** What the plugin says so, as soon as it has said it. */
  async hears(pattern: RegExp): Promise<Said> {
    for (;;) {
      const found = this.said.find(({ message }) => pattern.test(message));
      if (found) return found;
      await once(this.ear, "said");
    }
  }

  async configure(settings: State): Promise<void> {
    await this.call("configure", new provider.ConfigureRequest(), { Args: encode(settings) });
  }

  /** The engine goes away without a word. */
  abandon(): void {
    this.engine.forceShutdown();
  }

  async stop(): Promise<void> {
    this.client.close();
    this.engine.forceShutdown();
    if (this.process.exitCode === null && this.process.signalCode === null) {
      this.process.kill("SIGKILL");
      await once(this.process, "exit");
    }
  }
}

export const struct = (value: State, secrets: Steps[] = []): StructMessage => encode(value, secrets);

function callError(error: ServiceError): CallError {
  const [packed] = error.metadata?.get("grpc-status-details-bin") ?? [];
  if (!packed) return new CallError(error.details, error.code);
  const [any] = StatusMessage.deserializeBinary(packed as Buffer).getDetailsList();
  const detail = provider.ErrorResourceInitFailed.deserializeBinary(any?.getValue_asU8() as Uint8Array);
  return new CallError(error.details, error.code, {
    id: detail.getId(),
    state: decode(detail.getProperties()),
    reasons: detail.getReasonsList(),
  });
}
