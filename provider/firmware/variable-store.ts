// The flash image that OVMF keeps its UEFI variables in, for the builds of 4 MiB. The format is EDK II's: a firmware
// volume (MdePkg, Pi/PiFirmwareVolume.h) with a store of authenticated variables (MdeModulePkg,
// Guid/VariableFormat.h) and, for the firmware's own use, a log and a spare area; OVMF's sizes are in its
// VarStore.fdf.inc. Numbers are little-endian, and what is not written is 0xff, as in flash.
import { guid } from "./guid";

export interface Variable {
  name: string;
  /** Vendor GUID: the name space. */
  vendor: string;
  /** EFI_VARIABLE_… bits. */
  attributes: number;
  data: Buffer;
  /** Only time-based authenticated variables have one: an update has to be newer. */
  year?: number;
}

export const nonVolatile = 0x01;
export const bootService = 0x02;
export const runtime = 0x04;
export const timeBasedAuthentication = 0x20;

/** Bytes of the image; QEMU maps it whole. */
export const storeSize = 0x84000;

const blockSize = 0x1000;
/** Where the variables end; what follows is the firmware's log of writes and its spare area. */
const variablesEnd = 0x40000;
const workingBlockAt = 0x41000;
const volumeHeaderSize = 0x48;
const storeHeaderSize = 0x1c;

const nvDataVolume = "fff12b8d-7696-4c8b-a985-2747075b4f50";
const authenticatedVariables = "aaf32c78-947b-439a-a180-2e144ec37792";
const workingBlock = "9e58292b-7c68-497d-a0ce-6500fd9f1b95";

/** The image with these variables; with none, it is what OVMF brings along for a new machine. */
export function variableStore(variables: readonly Variable[]): Buffer {
  const image = Buffer.alloc(storeSize, 0xff);
  volumeHeader().copy(image);
  storeHeader().copy(image, volumeHeaderSize);
  workingBlockHeader().copy(image, workingBlockAt);
  let at = volumeHeaderSize + storeHeaderSize;
  for (const entry of variables.map(encode)) {
    if (at + entry.length > variablesEnd) throw new Error("the UEFI variables do not fit into their store");
    entry.copy(image, at);
    at = aligned(at + entry.length);
  }
  return image;
}

const aligned = (at: number): number => Math.ceil(at / 4) * 4;

/** EFI_FIRMWARE_VOLUME_HEADER with one map of equal blocks. */
function volumeHeader(): Buffer {
  const header = Buffer.alloc(volumeHeaderSize);
  guid(nvDataVolume).copy(header, 16);
  header.writeBigUInt64LE(BigInt(storeSize), 32);
  header.write("_FVH", 40, "latin1");
  header.writeUInt32LE(0x4feff, 44); // readable, writable, lockable in every way, 16-byte alignment
  header.writeUInt16LE(volumeHeaderSize, 48);
  header.writeUInt8(2, 55); // revision
  header.writeUInt32LE(storeSize / blockSize, 56);
  header.writeUInt32LE(blockSize, 60);
  // All 16-bit words of the header together are zero.
  let sum = 0;
  for (let at = 0; at < volumeHeaderSize; at += 2) sum += header.readUInt16LE(at);
  header.writeUInt16LE(-sum & 0xffff, 50);
  return header;
}

/** VARIABLE_STORE_HEADER. */
function storeHeader(): Buffer {
  const header = Buffer.alloc(storeHeaderSize);
  guid(authenticatedVariables).copy(header);
  header.writeUInt32LE(variablesEnd - volumeHeaderSize, 16);
  header.writeUInt8(0x5a, 20); // formatted
  header.writeUInt8(0xfe, 21); // healthy
  return header;
}

/** EFI_FAULT_TOLERANT_WORKING_BLOCK_HEADER of an empty queue of writes, with its CRC-32. */
function workingBlockHeader(): Buffer {
  const header = Buffer.alloc(32);
  guid(workingBlock).copy(header);
  header.writeUInt32LE(0x642caf2c, 16);
  header.writeUInt32LE(0xfffffffe, 20); // valid
  header.writeBigUInt64LE(BigInt(blockSize - header.length), 24);
  return header;
}

/** AUTHENTICATED_VARIABLE_HEADER, name and data. */
function encode({ name, vendor, attributes, data, year }: Variable): Buffer {
  const title = Buffer.from(`${name}\0`, "utf16le");
  const header = Buffer.alloc(60);
  header.writeUInt16LE(0x55aa, 0);
  header.writeUInt8(0x3f, 2); // added
  header.writeUInt32LE(attributes, 4);
  if (year !== undefined) {
    header.writeUInt16LE(year, 16);
    header.writeUInt8(1, 18); // January
    header.writeUInt8(1, 19); // the first
  }
  header.writeUInt32LE(title.length, 36);
  header.writeUInt32LE(data.length, 40);
  guid(vendor).copy(header, 44);
  return Buffer.concat([header, title, data]);
}
