// A growing volume (a console log), read as it grows.
import { setTimeout as pause } from "node:timers/promises";
import { HostError, type Host } from "./host";
import { poolRefresh } from "./pool";

/** Bytes at a time. */
const piece = 1024 * 1024;
/** Bytes that are read again: the same as before, or it is another file. */
const overlap = 64;
const interval = 250;

export async function* follow(
  host: Host,
  pool: string,
  volume: string,
  offset: number,
  signal: AbortSignal,
): AsyncIterable<Buffer> {
  let position = offset;
  let known: Buffer | undefined;
  while (!signal.aborted) {
    const from = Math.max(0, position - overlap);
    const read = await unlessAborted(readPiece(host, pool, volume, from), signal);
    if (read && !continues(read, position - from, known)) {
      // libvirt reads behind the end of a file without an error: it was emptied, or rotated away.
      position = 0;
      known = undefined;
      continue;
    }
    const chunk = read?.subarray(position - from);
    known = read?.subarray(-overlap) ?? known;
    if (chunk && chunk.length > 0) {
      position += chunk.length;
      yield chunk;
    } else {
      await pause(interval, undefined, { signal }).catch(() => undefined);
    }
  }
}

/** Does it begin with the bytes that were in front of the position? */
function continues(read: Buffer, length: number, known: Buffer | undefined): boolean {
  return read.length >= length && (known === undefined || read.subarray(0, length).equals(known));
}

/** Nothing while the volume is not there. */
async function readPiece(
  host: Host,
  pool: string,
  volume: string,
  from: number,
): Promise<Buffer | undefined> {
  try {
    return await host.get(pool, volume, from, piece);
  } catch (error) {
    if (!(error instanceof HostError && error.code === "not-found")) throw error;
    await host.run(poolRefresh(pool)).catch(() => undefined);
    return undefined;
  }
}

/** What is under way ends by itself; nobody waits for it any more. */
async function unlessAborted<T>(running: Promise<T>, signal: AbortSignal): Promise<T | undefined> {
  let stop = (): void => undefined;
  const aborted = new Promise<undefined>((done) => (stop = () => done(undefined)));
  signal.addEventListener("abort", stop);
  if (signal.aborted) stop();
  try {
    return await Promise.race([running, aborted]);
  } finally {
    signal.removeEventListener("abort", stop);
  }
}
