// The Pulumi engine on the other end: words go to it, and when it is gone nothing more is begun.
import type { Severity, Sink } from "../core/report";
import { pulumi } from "./pulumi";

const severities: Record<Severity, string> = {
  debug: "DEBUG",
  info: "INFO",
  warning: "WARNING",
  error: "ERROR",
};

interface Client {
  log(request: unknown, done: () => void): void;
  getChannel(): {
    getConnectivityState(connect: boolean): number;
    watchConnectivityState(from: number, deadline: number, done: (error?: Error) => void): void;
  };
}

export class Engine implements Sink {
  private readonly gone = new AbortController();
  private readonly client: Client;
  private readonly messages: {
    LogRequest: new () => Record<string, (value: unknown) => void>;
    LogSeverity: Record<string, number>;
  };
  private lastProgress = new Map<string, string>();

  constructor(address: string) {
    const grpc = pulumi("@grpc/grpc-js") as typeof import("@grpc/grpc-js");
    const { EngineClient } = pulumi("@pulumi/pulumi/proto/engine_grpc_pb") as {
      EngineClient: new (...args: unknown[]) => Client;
    };
    this.messages = pulumi("@pulumi/pulumi/proto/engine_pb") as Engine["messages"];
    // After half an hour without a word gRPC would put the connection to sleep, which looks as if the engine were gone.
    const awake = { "grpc.client_idle_timeout_ms": 2 ** 31 - 1 };
    this.client = new EngineClient(address, grpc.credentials.createInsecure(), awake);
    this.watch(grpc.connectivityState);
  }

  /** Aborted when the engine has gone away. */
  get signal(): AbortSignal {
    return this.gone.signal;
  }

  log(severity: Severity, text: string, urn: string | undefined, ephemeral: boolean): void {
    if (this.signal.aborted || !this.isNews(text, urn, ephemeral)) return;
    const request = new this.messages.LogRequest();
    request["setSeverity"]?.(this.messages.LogSeverity[severities[severity]]);
    request["setMessage"]?.(text);
    request["setUrn"]?.(urn ?? "");
    request["setEphemeral"]?.(ephemeral);
    this.client.log(request, () => undefined);
  }

  private isNews(text: string, urn = "", ephemeral = false): boolean {
    if (!ephemeral) return true;
    if (this.lastProgress.get(urn) === text) return false;
    this.lastProgress.set(urn, text);
    return true;
  }

  /**
   * After a SIGKILL of the CLI a provider process lives on beside the next `up`. The connection to the engine
   * is what tells: once it was ready, anything else means that nobody waits for us any more.
   */
  private watch(states: { READY: number; SHUTDOWN: number }): void {
    const channel = this.client.getChannel();
    let wasReady = false;
    const next = (): void => {
      const state = channel.getConnectivityState(true);
      if (state === states.READY) wasReady = true;
      else if (wasReady) return this.gone.abort();
      channel.watchConnectivityState(state, Number.POSITIVE_INFINITY, (error) =>
        error ? undefined : next(),
      );
    };
    next();
  }
}
