// From settings to a host that can be talked to.
import { proveAccelerator } from "../host/accelerator";
import { HostFacts } from "../host/facts";
import { HostError } from "../host/host";
import { VirshHost } from "../host/session";
import type { HostConfig } from "../core/context";
import type { Connection } from "../core/operation";
import type { Sink } from "../core/report";

/** `gone` keeps everything more from being begun; `cancelled` only ends waits, so that what was begun can be finished. */
export function connect(
  config: HostConfig,
  sink: Sink,
  gone: AbortSignal,
  cancelled?: AbortSignal,
): Connection {
  const host = new VirshHost(config.uri, {
    guard: () => {
      if (gone.aborted)
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
  const signal = cancelled ? AbortSignal.any([gone, cancelled]) : gone;
  return { host, facts, config, sink, signal };
}
