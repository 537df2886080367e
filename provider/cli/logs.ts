// `edgefleet logs`: what the consoles of a stack's nodes say, merged line by line over all its hosts.
import { EdgeError } from "../core/errors";
import { HostError } from "../host/host";
import { ConsoleText, type Line } from "../provisioning/text";
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
    return (await Promise.all(reading)).every(Boolean) ? 0 : 1;
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

/** Whether all could be read; what could not is told at once, others go on. */
async function readHost(sources: readonly Source[], follow: boolean, width: number): Promise<boolean> {
  const { settings } = (sources[0] as Source).node;
  const told = new Set<string>();
  const tell = (what: string, error: unknown): false => {
    const { message } = failed(`${what} not read`, error);
    if (!told.has(message)) say(message);
    told.add(message);
    return false;
  };
  const reading = onHost(settings, async (context, host) => {
    const one = async (source: Source): Promise<boolean> => {
      const printer = new Printer(titleOf(source).padEnd(width));
      try {
        if (follow) {
          const chunks = host.follow(source.pool, source.volume, 0, context.signal);
          for await (const chunk of chunks) printer.write(chunk);
        } else printer.write(await host.get(source.pool, source.volume).catch(nothing));
        return true;
      } catch (error) {
        if (context.signal.aborted) return true;
        const isHost = error instanceof HostError && error.code === "unreachable";
        return tell(
          isHost ? `the logs on ${host.uri} were` : `the log of ${titleOf(source)} on ${host.uri} was`,
          error,
        );
      } finally {
        printer.end();
      }
    };
    return (await Promise.all(sources.map(one))).every(Boolean);
  });
  return reading.catch((error: unknown) => tell(`the logs of ${settings.uri ?? "a host"} were`, error));
}

/** A machine that was never started has no log yet. */
function nothing(error: unknown): Buffer {
  if (error instanceof HostError && error.code === "not-found") return Buffer.alloc(0);
  throw error;
}

/** Whole lines, each when it has ended; at the end also the one that has not. */
class Printer {
  private readonly console = new ConsoleText();

  constructor(private readonly title: string) {}

  write(chunk: Buffer): void {
    for (const line of this.console.write(chunk))
      if (line.number !== this.console.tail.number) this.put(line);
  }

  end(): void {
    this.put(this.console.tail);
  }

  private put({ text, repeated }: Line): void {
    const own = text.slice(repeated).trimEnd();
    if (own.trim()) print(`${this.title} | ${own}`);
  }
}
