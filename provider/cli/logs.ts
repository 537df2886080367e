// `edgefleet logs`: what the consoles of a stack's nodes say, merged line by line over all its hosts.
import { EdgeError } from "../core/errors";
import { HostError } from "../host/host";
import { ConsoleText } from "../provisioning/text";
import { failed, onHost, print, say, text, type CliCommand } from "./command";
import { readNodes, type StackNode } from "./nodes";

const usage = `edgefleet logs [NODE...] [options]

Prints what the serial consoles of a stack's nodes have said since they were last started, each line with its node
and console in front. NODE is the logical name of a Domain or its name on the host; without, all nodes.

  --stack NAME     the stack; default: the one that is selected in this folder
  --follow, -f     go on until Ctrl-C`;

interface Source {
  node: StackNode;
  key: string;
  pool: string;
  volume: string;
}

export const logs: CliCommand = {
  summary: "prints what the nodes' consoles say, merged",
  usage,
  takes: ["NODE…"],
  options: {
    stack: { type: "string" },
    follow: { type: "boolean", short: "f" },
    help: { type: "boolean", short: "h" },
  },
  async run(names, values) {
    const nodes = chosen(await readNodes(text(values, "stack")), names);
    const sources = nodes.flatMap((node) => node.logs.map((log): Source => ({ node, ...log })));
    for (const { domain } of nodes.filter((node) => node.logs.length === 0)) say(`${domain} keeps no log`);
    const width = Math.max(0, ...sources.map((source) => titleOf(source).length));
    const hostOf = ({ node }: Source) => JSON.stringify(node.settings);
    const hosts = [...new Set(sources.map(hostOf))].map((host) =>
      sources.filter((source) => hostOf(source) === host),
    );
    const reading = hosts.map((group) => readHost(group, values["follow"] === true, width));
    const problems = (await Promise.allSettled(reading)).filter((outcome) => outcome.status === "rejected");
    for (const { reason } of problems) say((reason as Error).message);
    return problems.length === 0 ? 0 : 1;
  },
};

function chosen(nodes: readonly StackNode[], names: readonly string[]): readonly StackNode[] {
  const has = (name: string) => (node: StackNode) => node.name === name || node.domain === name;
  const unknown = names.filter((name) => !nodes.some(has(name)));
  if (unknown.length > 0) {
    const known = nodes.map((node) => node.name).join(", ") || "none";
    throw new EdgeError(
      `the logs of ${unknown.join(", ")} were not read`,
      "the stack has no such node",
      `It has: ${known}`,
    );
  }
  return names.length === 0 ? nodes : nodes.filter((node) => names.some((name) => has(name)(node)));
}

const titleOf = ({ node, key }: Source): string => `${node.name} ${key}`;

function readHost(sources: readonly Source[], follow: boolean, width: number): Promise<void> {
  const { settings } = (sources[0] as Source).node;
  return onHost(settings, async (context, host) => {
    const reading = sources.map(async (source) => {
      const print = printer(titleOf(source).padEnd(width));
      if (!follow) return print(await host.get(source.pool, source.volume).catch(nothing), true);
      for await (const chunk of host.follow(source.pool, source.volume, 0, context.signal)) print(chunk);
    });
    await Promise.all(reading).catch((error: unknown) => {
      if (!context.signal.aborted) throw failed(`the logs on ${host.uri} were not read`, error);
    });
  });
}

/** A machine that was never started has no log yet. */
function nothing(error: unknown): Buffer {
  if (error instanceof HostError && error.code === "not-found") return Buffer.alloc(0);
  throw error;
}

/** Whole lines; at the end also the one that has not ended. */
function printer(title: string): (chunk: Buffer, last?: boolean) => void {
  const console = new ConsoleText();
  let pending = { number: 0, text: "" };
  const put = () => void (pending.text.trim() && print(`${title} | ${pending.text.trimEnd()}`));
  return (chunk, last = false) => {
    for (const line of console.write(chunk)) {
      if (line.number !== pending.number) put();
      pending = line;
    }
    if (last) put();
  };
}
