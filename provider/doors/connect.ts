// From settings to a host that can be talked to.
import { proveAccelerator } from "../host/accelerator";
import { HostFacts } from "../host/facts";
import { HostError } from "../host/host";
import { VirshHost } from "../host/session";
import type { HostConfig } from "../core/context";
import type { Connection } from "../core/operation";
import type { Sink } from "../core/report";

export function connect(config: HostConfig, sink: Sink, signal: AbortSignal): Connection {
  const host = new VirshHost(config.uri, {
    guard: () => {
      if (signal.aborted)
        throw new HostError("aborted", "the Pulumi engine that asked for this is gone", "", config.uri);
    },
  });
  const facts = new HostFacts(host, async () => {
    if (config.accelerator !== "auto") return config.accelerator;
    const { accelerator, because } = await proveAccelerator(host, await facts.identity());
    if (because) sink.log("warning", because, undefined, false);
    return accelerator;
  });
  // Every operation asks for it: by then it is here, and so is the connection. Whoever needs it hears of a failure.
  facts.identity().catch(() => undefined);
  return { host, facts, config, sink, signal };
}
