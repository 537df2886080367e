// A disk with a GUID partition table, as bytes. Format: the UEFI specification, "GUID Partition Table (GPT) Disk
// Layout".
import { createHash } from "node:crypto";
import { crc32 } from "node:zlib";
import { guid } from "../firmware/guid";

export interface Partition {
  /** GUID of what it is for. */
  type: string;
  name: string;
  /** First byte of it on the disk. */
  start: number;
  content: Buffer;
}

/** What firmware boots from. */
export const efiSystem = "c12a7328-f81f-11d2-ba4b-00a0c93ec93b";

const sectorSize = 512;
const entries = { count: 128, size: 128 };
/** Header and entries, at both ends of the disk. */
const tableSectors = 1 + (entries.count * entries.size) / sectorSize;

/** A disk of that many bytes. Its GUIDs come from its content, so that equal disks are equal in every byte. */
export function gptDisk(size: number, partitions: readonly Partition[]): Buffer {
  const disk = Buffer.alloc(size);
  const last = size / sectorSize - 1;
  const first = { usable: tableSectors + 1, unusable: last - tableSectors + 1 };
  for (const { start, content, name } of partitions) {
    if (start / sectorSize < first.usable || (start + content.length) / sectorSize > first.unusable)
      throw new Error(`the partition ${name} does not fit into a disk of ${size} bytes`);
    content.copy(disk, start);
  }
  const seed = createHash("sha256").update(disk).digest();
  const table = Buffer.concat(partitions.map((partition, i) => tableEntry(partition, guidOf(seed, i + 1))));
  const whole = Buffer.concat([table, Buffer.alloc(entries.count * entries.size - table.length)]);

  protectiveMbr(last).copy(disk, 440);
  const common = { usable: first.usable, end: first.unusable - 1, id: guidOf(seed, 0), table: whole };
  header({ ...common, own: 1, other: last, entries: 2 }).copy(disk, sectorSize);
  whole.copy(disk, 2 * sectorSize);
  whole.copy(disk, first.unusable * sectorSize);
  header({ ...common, own: last, other: 1, entries: first.unusable }).copy(disk, last * sectorSize);
  return disk;
}

function tableEntry({ type, name, start, content }: Partition, id: Buffer): Buffer {
  const bytes = Buffer.alloc(entries.size);
  guid(type).copy(bytes);
  id.copy(bytes, 16);
  bytes.writeBigUInt64LE(BigInt(start / sectorSize), 32);
  bytes.writeBigUInt64LE(BigInt((start + content.length) / sectorSize - 1), 40);
  bytes.write(name, 56, 72, "utf16le");
  return bytes;
}

interface Header {
  own: number;
  other: number;
  usable: number;
  end: number;
  id: Buffer;
  /** First sector of the entries, and the entries. */
  entries: number;
  table: Buffer;
}

function header({ own, other, usable, end, id, entries: at, table }: Header): Buffer {
  const bytes = Buffer.alloc(92);
  bytes.write("EFI PART", 0, "latin1");
  bytes.writeUInt32LE(0x00010000, 8);
  bytes.writeUInt32LE(bytes.length, 12);
  for (const [sector, place] of [
    [own, 24],
    [other, 32],
    [usable, 40],
    [end, 48],
    [at, 72],
  ] as const)
    bytes.writeBigUInt64LE(BigInt(sector), place);
  id.copy(bytes, 56);
  bytes.writeUInt32LE(entries.count, 80);
  bytes.writeUInt32LE(entries.size, 84);
  bytes.writeUInt32LE(crc32(table), 88);
  // The sum is made over the header with a zero in its place.
  bytes.writeUInt32LE(crc32(bytes), 16);
  return bytes;
}

/** One partition over everything, for those who know nothing of GPT; from byte 440 on. */
function protectiveMbr(last: number): Buffer {
  const bytes = Buffer.alloc(72);
  bytes.set([0x00, 0x00, 0x02, 0x00, 0xee, 0xff, 0xff, 0xff], 6);
  bytes.writeUInt32LE(1, 14);
  bytes.writeUInt32LE(Math.min(last, 0xffffffff), 18);
  bytes.set([0x55, 0xaa], 70);
  return bytes;
}

/** A GUID of version 8, made of the content: bits of its version and variant as RFC 9562 has them. */
function guidOf(seed: Buffer, number: number): Buffer {
  const bytes = createHash("sha256").update(seed).update(String(number)).digest().subarray(0, 16);
  // Byte 7 is the upper half of the third number, which stands little-endian.
  bytes.writeUInt8((bytes.readUInt8(7) & 0x0f) | 0x80, 7);
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8);
  return bytes;
}
