// A host in the shape of an agent behind NAT: commands and answers cross as JSON text, content crosses as bytes.
// Nothing of this machine is there: no shell, no local file, no closure.
import { readFile } from "node:fs/promises";
import type { Command, Verb } from "../../provider/host/command";
import { HostError, type Content, type Host, type RunOptions } from "../../provider/host/host";
import type { Results } from "../../provider/host/results";

export class AgentHost implements Host {
  constructor(private readonly far: Host) {}

  get uri(): string {
    return this.far.uri;
  }

  async run<V extends Verb>(command: Command<V>, options: RunOptions = {}): Promise<Results[V]> {
    return cross(await this.far.run(cross(command), cross(options)));
  }

  async find<V extends Verb>(command: Command<V>, options: RunOptions = {}): Promise<Results[V] | undefined> {
    return cross(await this.far.find(cross(command), cross(options)));
  }

  async put(pool: string, volume: string, content: Content, offset?: number): Promise<void> {
    const bytes = "path" in content ? await readFile(content.path) : content.bytes;
    await this.far.put(pool, volume, { bytes: Buffer.from(bytes.toString("base64"), "base64") }, offset);
  }

  async get(pool: string, volume: string, offset?: number, length?: number): Promise<Buffer> {
    const bytes = await this.far.get(pool, volume, offset, length);
    return Buffer.from(bytes.toString("base64"), "base64");
  }

  follow(pool: string, volume: string, offset: number, signal: AbortSignal): AsyncIterable<Buffer> {
    return this.far.follow(pool, volume, offset, signal);
  }

  close(): Promise<void> {
    return this.far.close();
  }
}

/** What is left of a value on the other side of a wire. */
function cross<T>(value: T): T {
  if (value === undefined) return value;
  const there = JSON.parse(JSON.stringify(value)) as T;
  const lost = JSON.stringify(there) !== JSON.stringify(value) || hasFunction(value);
  if (lost) throw new HostError("failed", "this is more than data and cannot cross a wire", String(value), "");
  return there;
}

function hasFunction(value: unknown): boolean {
  if (typeof value === "function") return true;
  return typeof value === "object" && value !== null && Object.values(value).some(hasFunction);
}
