// The wire between the two sides of an agent: text as JSON, and bytes in pieces with their sha256.
import { createHash } from "node:crypto";
import type { Command } from "../../provider/host/command";
import { HostError, type HostErrorCode, type RunOptions } from "../../provider/host/host";

/** What crosses, as JSON. A call is answered by chunks, then by `done` or `failed`. */
export type Message = Call | Answer;

export type Call =
  | { id: number; call: "run" | "find"; command: Command; options: RunOptions }
  | { id: number; call: "put"; pool: string; volume: string; offset?: number }
  | { id: number; call: "get"; pool: string; volume: string; offset?: number; length?: number }
  | { id: number; call: "follow"; pool: string; volume: string; offset: number }
  | { id: number; call: "type"; domain: string; device: string; text: string }
  | { id: number; call: "stop" };

type Answer =
  | { id: number; chunk: string }
  | { id: number; done: { value?: unknown; sha256?: string } }
  | { id: number; failed: { code: HostErrorCode; reason: string; command: string } };

const chunkSize = 64 * 1024;

/** One end of the wire. */
export class End {
  private receive: (message: Message) => void = () => undefined;
  private other: End | undefined;

  static pair(): [End, End] {
    const [a, b] = [new End(), new End()];
    [a.other, b.other] = [b, a];
    return [a, b];
  }

  on(receive: (message: Message) => void): void {
    this.receive = receive;
  }

  send(message: Message): void {
    const text = JSON.stringify(message, onlyData);
    const { other } = this;
    setImmediate(() => other?.receive(JSON.parse(text) as Message));
  }
}

/** JSON drops or disfigures in silence what is more than data. */
function onlyData(this: Record<string, unknown>, key: string): unknown {
  const value = this[key];
  const plain = value === null || ["string", "number", "boolean", "undefined"].includes(typeof value);
  const proto: unknown = plain ? null : Object.getPrototypeOf(value);
  const structure = Array.isArray(value) ? !value.includes(undefined) : proto === Object.prototype;
  if (!plain && !structure) throw new TypeError(`${key} is more than data and cannot cross a wire`);
  if (typeof value === "number" && !Number.isFinite(value)) throw new TypeError(`${key} is no number`);
  return value;
}

export function* pieces(bytes: Buffer): Iterable<Buffer> {
  for (let at = 0; at < bytes.length; at += chunkSize) yield bytes.subarray(at, at + chunkSize);
}

export async function sendAll(wire: End, id: number, bytes: AsyncIterable<Buffer>): Promise<void> {
  const digest = createHash("sha256");
  for await (const piece of bytes) {
    digest.update(piece);
    wire.send({ id, chunk: piece.toString("base64") });
  }
  wire.send({ id, done: { sha256: digest.digest("hex") } });
}

export const sha256 = (bytes: Buffer): string => createHash("sha256").update(bytes).digest("hex");

export function verified(chunks: readonly Buffer[], digest: string | undefined): Buffer {
  const bytes = Buffer.concat(chunks);
  if (sha256(bytes) !== digest) throw new HostError("failed", "what arrived is not what was sent", "", "");
  return bytes;
}
