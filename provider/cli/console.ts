// `edgefleet console NODE`: the serial console, or its log where there is no terminal.
import type { Context } from "../core/context";
import { EdgeError } from "../core/errors";
import * as domains from "../host/domain";
import { attachTerminal } from "../host/run";
import { isRunning } from "../resources/domain/power";
import { failed, onHost, say, type CliCommand } from "./command";
import { findMachine, hostOptions, hostUsage, seek, type Machine } from "./find-domain";
import { poolFolders } from "./removal";

const usage = `edgefleet console NODE [options]

Attaches the terminal to the node's serial console; Ctrl-] leaves it. Without a terminal, or with
--read-only, the console's log is printed from its beginning and followed until Ctrl-C.

${hostUsage}
  --read-only      follow the log`;

export const consoleCommand: CliCommand = {
  summary: "opens a node's serial console",
  usage,
  takes: ["NODE"],
  options: { ...hostOptions, "read-only": { type: "boolean" } },
  async run([node = ""], values) {
    const sought = await seek(node, values);
    const interactive = process.stdin.isTTY === true && values["read-only"] !== true;
    const attach = await onHost(sought.settings, async (context) => {
      const machine = await findMachine(context, sought);
      if (!interactive) {
        await follow(context, machine);
        return undefined;
      }
      const { state } = await context.run(domains.dominfo(machine.uuid));
      if (isRunning(state)) return { uri: context.host.uri, machine };
      throw new EdgeError(
        `the console of "${machine.name}" was not opened on ${context.host.uri}`,
        `the machine is ${state}`,
        "Start it, or read its log with --read-only",
      );
    });
    if (!attach) return 0;
    say(`${attach.machine.name} on ${attach.uri}; Ctrl-] leaves`);
    return attachTerminal("virsh", ["-c", attach.uri, "console", attach.machine.uuid]);
  },
};

async function follow(context: Context, { name, definition }: Machine): Promise<void> {
  const what = `the console of "${name}" cannot be followed on ${context.host.uri}`;
  const file = definition
    .all("devices/serial")
    .map((serial) => serial.value("log@file"))
    .find(Boolean);
  if (!file) {
    throw new EdgeError(
      what,
      "its serial ports keep no log",
      "Give it one (serials.<key>.log.pool), or use a terminal",
    );
  }
  const slash = file.lastIndexOf("/");
  const pool = (await poolFolders(context)).get(file.slice(0, slash));
  if (pool === undefined) throw new EdgeError(what, `${file} is in no pool of the host`, "Use a terminal");
  try {
    for await (const chunk of context.host.follow(pool, file.slice(slash + 1), 0, context.signal))
      process.stdout.write(chunk);
  } catch (error) {
    if (!context.signal.aborted) throw failed(what, error);
  }
}
