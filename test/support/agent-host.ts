// A host in the shape of an agent behind NAT: what it is asked and what it answers crosses a wire that carries text
// and nothing else. Nothing of this machine is on the other side: no shell, no file, no closure.
import { createReadStream } from "node:fs";
import { Readable } from "node:stream";
import type { Command, Verb } from "../../provider/host/command";
import { HostError, type Content, type Host, type RunOptions } from "../../provider/host/host";
import type { Results } from "../../provider/host/results";
import { End, pieces, sendAll, sha256, verified, type Call, type Message } from "./agent-wire";

/** A call that waits for its end. */
interface Pending {
  chunk: (bytes: Buffer) => void;
  done: (answer: { value?: unknown; sha256?: string }) => void;
  failed: (error: Error) => void;
}

/** The near side: what resources talk to. */
export class AgentHost implements Host {
  private readonly wire: End;
  private readonly pending = new Map<number, Pending>();
  private last = 0;

  constructor(private readonly far: Host) {
    const [near, there] = End.pair();
    this.wire = near;
    near.on((message) => this.receive(message));
    new Agent(far, there);
  }

  get uri(): string {
    return this.far.uri;
  }

  run<V extends Verb>(command: Command<V>, options: RunOptions = {}): Promise<Results[V]> {
    return this.ask({ call: "run", command, options }) as Promise<Results[V]>;
  }

  find<V extends Verb>(command: Command<V>, options: RunOptions = {}): Promise<Results[V] | undefined> {
    return this.ask({ call: "find", command, options }) as Promise<Results[V] | undefined>;
  }

  async put(pool: string, volume: string, content: Content, offset?: number): Promise<void> {
    const id = ++this.last;
    const answer = this.wait(id);
    this.wire.send({ id, call: "put", pool, volume, ...(offset === undefined ? {} : { offset }) });
    const bytes = "path" in content ? createReadStream(content.path) : Readable.from(pieces(content.bytes));
    await sendAll(this.wire, id, bytes as AsyncIterable<Buffer>);
    await answer;
  }

  async get(pool: string, volume: string, offset?: number, length?: number): Promise<Buffer> {
    const id = ++this.last;
    const chunks: Buffer[] = [];
    const answer = this.wait(id, (bytes) => chunks.push(bytes));
    const range = {
      ...(offset === undefined ? {} : { offset }),
      ...(length === undefined ? {} : { length }),
    };
    this.wire.send({ id, call: "get", pool, volume, ...range });
    return verified(chunks, (await answer).sha256);
  }

  async *follow(pool: string, volume: string, offset: number, signal: AbortSignal): AsyncIterable<Buffer> {
    if (signal.aborted) return;
    const id = ++this.last;
    const chunks: Buffer[] = [];
    let wake = (): void => undefined;
    let over = false;
    const answer = this.wait(id, (bytes) => {
      chunks.push(bytes);
      wake();
    }).finally(() => {
      over = true;
      wake();
    });
    answer.catch(() => undefined);
    const stop = (): void => {
      this.wire.send({ id, call: "stop" });
      wake();
    };
    signal.addEventListener("abort", stop);
    this.wire.send({ id, call: "follow", pool, volume, offset });
    try {
      while (!signal.aborted) {
        const next = chunks.shift();
        if (next) yield next;
        else if (over) break;
        else await new Promise<void>((done) => (wake = done));
      }
      if (!signal.aborted) await answer;
    } finally {
      signal.removeEventListener("abort", stop);
      if (!over) stop();
    }
  }

  async type(domain: string, device: string, text: string): Promise<void> {
    const id = ++this.last;
    const answer = this.wait(id);
    this.wire.send({ id, call: "type", domain, device, text });
    await answer;
  }

  close(): Promise<void> {
    return this.far.close();
  }

  private async ask(call: { call: "run" | "find"; command: Command; options: RunOptions }): Promise<unknown> {
    const id = ++this.last;
    const answer = this.wait(id);
    try {
      this.wire.send({ id, ...call });
    } catch (error) {
      this.pending.get(id)?.failed(error as Error);
    }
    return (await answer).value;
  }

  private wait(
    id: number,
    chunk: (bytes: Buffer) => void = () => undefined,
  ): Promise<{ value?: unknown; sha256?: string }> {
    return new Promise<{ value?: unknown; sha256?: string }>((done, failed) => {
      this.pending.set(id, { chunk, done, failed });
    }).finally(() => this.pending.delete(id));
  }

  private receive(message: Message): void {
    const pending = this.pending.get(message.id);
    if ("chunk" in message) pending?.chunk(Buffer.from(message.chunk, "base64"));
    if ("done" in message) pending?.done(message.done);
    if ("failed" in message) {
      const { code, reason, command } = message.failed;
      pending?.failed(new HostError(code, reason, command, this.uri));
    }
  }
}

/** The far side: the agent beside the host. */
class Agent {
  private readonly arriving = new Map<
    number,
    { chunks: Buffer[]; end: (sha256: string | undefined) => void }
  >();
  private readonly following = new Map<number, AbortController>();

  constructor(
    private readonly host: Host,
    private readonly wire: End,
  ) {
    wire.on((message) => this.receive(message));
  }

  private receive(message: Message): void {
    if ("chunk" in message) this.arriving.get(message.id)?.chunks.push(Buffer.from(message.chunk, "base64"));
    else if ("done" in message) this.arriving.get(message.id)?.end(message.done.sha256);
    else if ("call" in message && message.call === "stop") this.following.get(message.id)?.abort();
    else if ("call" in message) void this.answer(message);
  }

  private async answer(message: Call): Promise<void> {
    const { id } = message;
    try {
      this.wire.send({ id, done: await this.act(message) });
    } catch (error) {
      const { code = "failed", reason = String(error), command = "" } = error as Partial<HostError>;
      this.wire.send({ id, failed: { code, reason, command } });
    }
  }

  private async act(message: Call): Promise<{ value?: unknown; sha256?: string }> {
    switch (message.call) {
      case "run":
      case "find":
        return { value: await this.host[message.call](message.command, message.options) };
      case "put":
        await this.host.put(
          message.pool,
          message.volume,
          { bytes: await this.arrival(message.id) },
          message.offset,
        );
        return {};
      case "type":
        await this.host.type(message.domain, message.device, message.text);
        return {};
      case "get": {
        const bytes = await this.host.get(message.pool, message.volume, message.offset, message.length);
        for (const piece of pieces(bytes))
          this.wire.send({ id: message.id, chunk: piece.toString("base64") });
        return { sha256: sha256(bytes) };
      }
      case "follow": {
        const halt = new AbortController();
        this.following.set(message.id, halt);
        const growing = this.host.follow(message.pool, message.volume, message.offset, halt.signal);
        for await (const piece of growing)
          this.wire.send({ id: message.id, chunk: piece.toString("base64") });
        this.following.delete(message.id);
        return {};
      }
      default:
        throw new TypeError(`no agent knows ${message.call}`);
    }
  }

  private async arrival(id: number): Promise<Buffer> {
    const chunks: Buffer[] = [];
    const digest = await new Promise<string | undefined>((end) => this.arriving.set(id, { chunks, end }));
    this.arriving.delete(id);
    return verified(chunks, digest);
  }
}
