// Local disk images: what they are, and that they are what they should be.
import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { open, stat } from "node:fs/promises";
import { pipeline } from "node:stream/promises";

export interface Image {
  format: "qcow2" | "raw";
  /** Bytes of the file. */
  length: number;
  /** Bytes that a guest sees. */
  size: number;
}

const qcow2Magic = 0x514649fb;

export async function inspect(path: string): Promise<Image> {
  const file = await open(path, "r");
  try {
    const { size: length } = await file.stat();
    const header = Buffer.alloc(32);
    const { bytesRead } = await file.read(header, 0, 32, 0);
    if (bytesRead === 32 && header.readUInt32BE(0) === qcow2Magic) {
      return { format: "qcow2", length, size: Number(header.readBigUInt64BE(24)) };
    }
    return { format: "raw", length, size: length };
  } finally {
    await file.close();
  }
}

export async function sha256Of(path: string): Promise<string> {
  const hash = createHash("sha256");
  await pipeline(createReadStream(path, { highWaterMark: 1 << 20 }), hash);
  return hash.digest("hex");
}

/**
 * Changes whenever the file is written, and with another file of the same size and time, as reproducible builds make
 * them; undefined when it is not there.
 */
export async function fingerprint(path: string): Promise<string | undefined> {
  try {
    const { size, mtimeMs, ctimeMs, ino } = await stat(path);
    return [size, mtimeMs, ctimeMs, ino].join(":");
  } catch {
    return undefined;
  }
}
