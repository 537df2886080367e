// A FAT file system with files in it, as bytes: the same files make the same bytes on every machine and in every
// release. FAT12, FAT16 or FAT32 by size, with long names. Format: Microsoft's FAT specification, 1.03.
import { geometryOf, sectorSize, type Geometry } from "./fat-geometry";
import { entryCount, entriesOf, labelEntry, pointerEntries, shortNames } from "./fat-names";

export interface FatFile {
  /** Such as `EFI/BOOT/BOOTX64.EFI`; folders come by themselves. */
  path: string;
  content: Buffer;
}

export interface FatOptions {
  /** Volume label: up to 11 capital letters and digits. */
  label: string;
  /** Volume serial number, 32 bits; the file system's UUID to Linux. */
  serial: number;
  /** Bytes, a multiple of 512. Default: the fewest whole MiB in which everything fits. */
  size?: number;
  /** Sectors in front of it on the disk. */
  hidden?: number;
}

const MiB = 2 ** 20;

/** A file or a folder, with its place on the disk. */
interface Node {
  name: string;
  short: Buffer;
  children?: Node[];
  content: Buffer;
  /** First cluster; 0 for the root of FAT12 and FAT16, and for what is empty. */
  cluster: number;
  clusters: number;
}

export function fat(files: readonly FatFile[], options: FatOptions): Buffer {
  const root = treeOf(files);
  if (options.size !== undefined) return write(root, options, options.size);
  // What the content takes is a lower bound; the rest shows when it is laid out.
  let size = Math.max(1, Math.ceil(files.reduce((sum, file) => sum + file.content.length, 0) / MiB)) * MiB;
  while (!fits(root, geometryOf(size))) size += MiB;
  return write(root, options, size);
}

function treeOf(files: readonly FatFile[]): Node {
  const root = folder("");
  for (const { path, content } of [...files].sort((a, b) => (a.path < b.path ? -1 : 1))) {
    const steps = path.split("/");
    const name = steps.pop() as string;
    let parent = root;
    for (const step of steps) {
      const next = parent.children?.find((child) => child.name === step) ?? folder(step);
      if (!parent.children?.includes(next)) parent.children?.push(next);
      parent = next;
    }
    if (!parent.children) throw new Error(`${path}: a file cannot be a folder as well`);
    const { children: _, ...file } = folder(name);
    parent.children.push({ ...file, content });
  }
  nameAll(root);
  return root;
}

const folder = (name: string): Node => ({
  name,
  short: Buffer.alloc(11, " "),
  children: [],
  content: Buffer.alloc(0),
  cluster: 0,
  clusters: 0,
});

function nameAll(parent: Node): void {
  const children = parent.children ?? [];
  const names = shortNames(children.map((child) => child.name));
  children.forEach((child, i) => {
    child.short = names[i] as Buffer;
    nameAll(child);
  });
}

/** Bytes of a node's data; a folder has 32 for each entry. */
function lengthOf(node: Node, isRoot: boolean): number {
  if (!node.children) return node.content.length;
  // The root begins with the label, every other folder with `.` and `..`.
  const own = isRoot ? 1 : 2;
  return 32 * node.children.reduce((sum, child) => sum + entryCount(child.name, child.short), own);
}

/** Gives every node its clusters; how many there are in all. */
function allocate(root: Node, { bits, clusterSize }: Geometry): number {
  let next = 2;
  const visit = (node: Node, isRoot: boolean): void => {
    const inArea = !isRoot || bits === 32;
    node.clusters = inArea ? Math.ceil(lengthOf(node, isRoot) / clusterSize) : 0;
    node.cluster = node.clusters > 0 ? next : 0;
    next += node.clusters;
    for (const child of node.children ?? []) visit(child, false);
  };
  visit(root, true);
  return next - 2;
}

function fits(root: Node, geometry: Geometry): boolean {
  if (geometry.bits !== 32 && lengthOf(root, true) > geometry.rootEntries * 32) return false;
  return allocate(root, geometry) <= geometry.clusters;
}

function write(root: Node, options: FatOptions, size: number): Buffer {
  const geometry = geometryOf(size);
  if (!fits(root, geometry)) throw new Error(`the files do not fit into a file system of ${size} bytes`);
  const image = Buffer.alloc(size);
  const used = allocate(root, geometry);
  writeBootSector(image, geometry, options, used);
  const at = (cluster: number): number =>
    (geometry.dataStart + (cluster - 2) * geometry.sectorsPerCluster) * sectorSize;

  const table = geometry.reserved * sectorSize;
  const link = (entry: number, value: number): void => writeLink(image, table, geometry.bits, entry, value);
  const last = { 12: 0xfff, 16: 0xffff, 32: 0x0fffffff }[geometry.bits];
  link(0, last - 0xff + 0xf8);
  link(1, last);
  const visit = (node: Node, parent: Node | undefined): void => {
    for (let i = 0; i < node.clusters; i++)
      link(node.cluster + i, i + 1 === node.clusters ? last : node.cluster + i + 1);
    const data = node.children ? entries(node, parent, options.label) : node.content;
    if (node.cluster > 0) data.copy(image, at(node.cluster));
    else if (!parent) data.copy(image, geometry.rootStart * sectorSize);
    for (const child of node.children ?? []) visit(child, node);
  };
  visit(root, undefined);
  // The second table is a copy of the first.
  image.copy(
    image,
    table + geometry.fatSectors * sectorSize,
    table,
    table + geometry.fatSectors * sectorSize,
  );
  return image;
}

function entries(node: Node, parent: Node | undefined, label: string): Buffer {
  // `..` of a folder in the root says 0, also where the root has a cluster.
  const up = parent?.name === "" ? 0 : (parent?.cluster ?? 0);
  const own = parent ? pointerEntries(node.cluster, up) : labelEntry(label);
  const children = (node.children ?? []).map((child) =>
    entriesOf({ ...child, folder: child.children !== undefined, size: child.content.length }),
  );
  return Buffer.concat([own, ...children]);
}

/** A cluster's successor; FAT12 packs two of them into three bytes. */
function writeLink(image: Buffer, table: number, bits: 12 | 16 | 32, entry: number, value: number): void {
  if (bits === 32) image.writeUInt32LE(value, table + entry * 4);
  else if (bits === 16) image.writeUInt16LE(value, table + entry * 2);
  else {
    const at = table + Math.floor(entry * 1.5);
    const was = image.readUInt16LE(at);
    image.writeUInt16LE(entry % 2 === 0 ? (was & 0xf000) | value : (was & 0x000f) | (value << 4), at);
  }
}

function writeBootSector(image: Buffer, geometry: Geometry, options: FatOptions, used: number): void {
  const { bits, sectors } = geometry;
  const extended = bits === 32 ? 64 : 36;
  // A jump over the parameters, as some drivers want to see one.
  image.set([0xeb, extended + 22, 0x90]);
  image.write("EDGEFLET", 3, "latin1");
  image.writeUInt16LE(sectorSize, 11);
  image.writeUInt8(geometry.sectorsPerCluster, 13);
  image.writeUInt16LE(geometry.reserved, 14);
  image.writeUInt8(2, 16);
  image.writeUInt16LE(geometry.rootEntries, 17);
  const short = bits !== 32 && sectors < 65536;
  if (short) image.writeUInt16LE(sectors, 19);
  else image.writeUInt32LE(sectors, 32);
  image.writeUInt8(0xf8, 21);
  if (bits === 32) image.writeUInt32LE(geometry.fatSectors, 36);
  else image.writeUInt16LE(geometry.fatSectors, 22);
  // Sectors per track and heads: nobody counts that way any more, but zero is refused.
  image.writeUInt16LE(32, 24);
  image.writeUInt16LE(8, 26);
  image.writeUInt32LE(options.hidden ?? 0, 28);
  image.set([0x80, 0, 0x29], extended);
  image.writeUInt32LE(options.serial >>> 0, extended + 3);
  image.write(options.label.padEnd(11), extended + 7, "latin1");
  image.write(`FAT${bits}`.padEnd(8), extended + 18, "latin1");
  image.set([0x55, 0xaa], 510);
  if (bits === 32) writeFat32Extras(image, geometry, used);
}

/** The root's cluster, the sector with free space, and the copy of the boot sector. */
function writeFat32Extras(image: Buffer, geometry: Geometry, used: number): void {
  image.writeUInt32LE(2, 44);
  image.writeUInt16LE(1, 48);
  image.writeUInt16LE(6, 50);
  const info = image.subarray(sectorSize, 2 * sectorSize);
  info.write("RRaA", 0, "latin1");
  info.write("rrAa", 484, "latin1");
  info.writeUInt32LE(geometry.clusters - used, 488);
  info.writeUInt32LE(used + 2, 492);
  info.set([0x55, 0xaa], 510);
  image.copy(image, 6 * sectorSize, 0, 2 * sectorSize);
}
