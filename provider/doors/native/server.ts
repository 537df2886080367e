// The plugin: Pulumi's ResourceProvider over gRPC, on loopback, for the engine that started it.
import type { Server, ServiceError, UntypedServiceImplementation } from "@grpc/grpc-js";
import type { HostConfig } from "../../core/context";
import { parseUrn } from "../../core/identity";
import type { Connection } from "../../core/operation";
import { traced } from "../../host/trace";
import { Calls } from "../calls";
import { connect } from "../connect";
import { Engine } from "../engine";
import { lifecycleOfType } from "../lifecycles";
import { checkConfig, configOf, diffConfig } from "./config";
import { statusOf } from "./failures";
import { invoke } from "./lookups";
import { EmptyMessage, grpc, plugin, provider, service, type Messages } from "./protocol";
import { ResourceDoor } from "./resource";
import { schemaText, version } from "./schema";

export class Plugin {
  readonly calls = new Calls();
  private readonly doors: Map<string, ResourceDoor>;
  private readonly cancelled = new AbortController();
  private engine: Engine | undefined;
  private config: HostConfig | undefined;
  private connection: Connection | undefined;

  constructor(private engineAddress: string | undefined) {
    this.doors = new Map(
      Object.entries(lifecycleOfType).map(([type, lifecycle]) => [
        `edgefleet:index:${type}`,
        new ResourceDoor(traced(type, lifecycle), (timeout) => this.connectionFor(timeout)),
      ]),
    );
  }

  /** Everything that the engine may call; what is missing answers UNIMPLEMENTED. */
  get methods(): UntypedServiceImplementation {
    const unary =
      <Q, R>(answer: (request: Q) => R | Promise<R>) =>
      (call: { request: Q }, done: (error: ServiceError | null, response?: R) => void): void => {
        const failed = (error: unknown) =>
          done(statusOf(error, (state) => this.secretsIn(call.request, state)));
        this.calls
          .run(async () => answer(call.request), failed)
          .then((response) => done(null, response), failed);
      };
    const empty = new EmptyMessage();
    return {
      handshake: unary((request: Messages.ProviderHandshakeRequest) => this.handshake(request)),
      attach: unary((request: { getAddress(): string }) => {
        this.engineAddress = request.getAddress();
        return empty;
      }),
      getPluginInfo: unary(() => new plugin.PluginInfo().setVersion(version)),
      getSchema: unary(() => new provider.GetSchemaResponse().setSchema(schemaText)),
      checkConfig: unary(checkConfig),
      diffConfig: unary(diffConfig),
      configure: unary((request: Messages.ConfigureRequest) => this.configure(request)),
      invoke: unary((request: Messages.InvokeRequest) => invoke(request, () => this.connectionFor())),
      check: unary((request: Messages.CheckRequest) => this.door(request).check(request)),
      diff: unary((request: Messages.DiffRequest) => this.door(request).diff(request)),
      create: unary((request: Messages.CreateRequest) => this.door(request).create(request)),
      read: unary((request: Messages.ReadRequest) => this.door(request).read(request)),
      update: unary((request: Messages.UpdateRequest) => this.door(request).update(request)),
      delete: unary(async (request: Messages.DeleteRequest) => {
        await this.door(request).delete(request);
        return empty;
      }),
      construct: unary(async (request: Messages.ConstructRequest) => {
        // The SDK is a third of a second to load, and most plugins never need it.
        const { construct } = await import("./construct.js");
        return construct(request, this.address());
      }),
      cancel: unary(() => {
        this.cancelled.abort(new Error("Pulumi was asked to stop"));
        return empty;
      }),
    };
  }

  private handshake(request: Messages.ProviderHandshakeRequest): Messages.ProviderHandshakeResponse {
    this.engineAddress = request.getEngineAddress() || this.engineAddress;
    const response = new provider.ProviderHandshakeResponse();
    response.setAcceptSecrets(true);
    response.setAcceptResources(true);
    response.setAcceptOutputs(true);
    response.setSupportsAutonamingConfiguration(true);
    return response;
  }

  private configure(request: Messages.ConfigureRequest): Messages.ConfigureResponse {
    this.config = configOf(request.getArgs());
    const response = new provider.ConfigureResponse();
    response.setAcceptsecrets(true);
    response.setAcceptresources(true);
    response.setAcceptoutputs(true);
    response.setSupportspreview(true);
    response.setSupportsAutonamingConfiguration(true);
    return response;
  }

  private address(): string {
    if (this.engineAddress) return this.engineAddress;
    throw new Error("the plugin was started without the address of an engine: Pulumi starts it, not people");
  }

  /** Made when it is first needed: a plugin that only constructs components talks to no host. */
  private connectionFor(timeout = 0): Connection {
    if (!this.config) throw new Error("the provider was used before it was configured");
    if (!this.connection) {
      this.engine = new Engine(this.address());
      this.connection = connect(this.config, this.engine, this.engine.signal, this.cancelled.signal);
      this.calls.endAfter(this.engine.signal);
    }
    if (timeout === 0) return this.connection;
    const { signal, ...rest } = this.connection;
    return { ...rest, signal: AbortSignal.any([signal, timeUp(timeout)]) };
  }

  private door(request: { getUrn(): string }): ResourceDoor {
    const type = parseUrn(request.getUrn()).type.split("$").at(-1) ?? "";
    const door = this.doors.get(type);
    if (door) return door;
    throw new Error(`there is no resource ${type} in version ${version} of Edgefleet`);
  }

  private secretsIn(request: unknown, state: Record<string, unknown>): (readonly string[])[] {
    return this.door(request as Messages.CreateRequest).secrets(state);
  }
}

/** The longest time of a timer, 24.8 days: one of more fires at once. */
const longest = 2 ** 31 - 1;

export function timeUp(seconds: number): AbortSignal {
  const limit = new AbortController();
  const why = new Error(`the time limit of ${seconds} s (customTimeouts) is over`);
  setTimeout(() => limit.abort(why), Math.min(seconds * 1000, longest)).unref();
  return limit.signal;
}

/** Serves on a free port of the loopback. */
export async function serve(served: Plugin): Promise<{ server: Server; port: number }> {
  const server = new grpc.Server({
    "grpc.max_receive_message_length": 400 * 1024 * 1024,
    "grpc.max_send_message_length": -1,
  });
  server.addService(service.ResourceProviderService as never, served.methods);
  const port = await new Promise<number>((resolve, reject) =>
    server.bindAsync("127.0.0.1:0", grpc.ServerCredentials.createInsecure(), (error, bound) =>
      error ? reject(error) : resolve(bound),
    ),
  );
  return { server, port };
}
