// `edgefleet restart NODE`: off and on again, which applies what is pending.
import { EdgeError } from "../core/errors";
import type { Context } from "../core/context";
import { parseDuration } from "../core/values";
import type { DomainInputs } from "../resources/domain";
import * as domains from "../host/domain";
import { start, stop } from "../resources/domain/power";
import { failed, onHost, print, text, UsageError, type CliCommand } from "./command";
import { findMachine, hostOptions, hostUsage, seek } from "./find-domain";

const usage = `edgefleet restart NODE [options]

Shuts a node down, switches it off if it takes too long, and starts it with its saved definition:
what was pending until a restart is applied. \`pulumi refresh\` then tells the state.

${hostUsage}
  --timeout TIME   how long the guest may take to shut down, such as 90s; default: the shutdownTimeout
                   that the stack has for it, else 30s`;

export const restart: CliCommand = {
  summary: "shuts a node down and starts it again; applies what is pending",
  usage,
  takes: ["NODE"],
  options: { ...hostOptions, timeout: { type: "string" } },
  async run([node = ""], values) {
    const timeout = text(values, "timeout");
    if (timeout !== undefined && parseDuration(timeout) === undefined)
      throw new UsageError(`"${timeout}" is no time span such as 90s.`);
    const sought = await seek(node, values);
    const shutdownTimeout = timeout ?? sought.shutdownTimeout ?? "30s";
    await onHost(sought.settings, async (context) => {
      const began = Date.now();
      const { name, uuid } = await findMachine(context, sought);
      const domain = { name, uuid, shutdownTimeout } as DomainInputs;
      await refuseTransient(context, name, uuid);
      try {
        await stop(context, domain);
        await start(context, domain);
      } catch (error) {
        if (error instanceof EdgeError) throw error;
        throw failed(
          `domain "${name}" was not restarted on ${context.host.uri}`,
          error,
          `Look at it with \`virsh domstate ${name}\``,
        );
      }
      print(
        `${name} was restarted in ${((Date.now() - began) / 1000).toFixed(1)} s and runs its saved definition`,
      );
    });
    return 0;
  },
};

async function refuseTransient(context: Context, name: string, uuid: string): Promise<void> {
  if ((await context.run(domains.dominfo(uuid))).persistent) return;
  throw new EdgeError(
    `domain "${name}" was not restarted on ${context.host.uri}`,
    "it is transient: libvirt forgets it when it stops, and nothing could start it again",
    "Restart it from inside, or with what made it",
  );
}
