// Where the parts of a FAT file system lie, from its size alone.
export const sectorSize = 512;

export interface Geometry {
  /** The kind of FAT. The number of clusters decides it, nothing else. */
  bits: 12 | 16 | 32;
  sectors: number;
  sectorsPerCluster: number;
  clusterSize: number;
  clusters: number;
  /** Sectors before the first table. */
  reserved: number;
  /** Sectors of each of the two tables. */
  fatSectors: number;
  /** Entries of the root folder; FAT32 keeps it in clusters. */
  rootEntries: number;
  /** First sector of the root folder, and of the clusters. */
  rootStart: number;
  dataStart: number;
}

const MiB = 2 ** 20;

/** Clusters that each kind may have; drivers disagree about the last few, so they are left out. */
const most = { 12: 4068, 16: 65508, 32: 0x0ffffff0 };

export function geometryOf(size: number): Geometry {
  if (size % sectorSize !== 0 || size < 64 * 1024)
    throw new Error(`a file system of ${size} bytes cannot be made`);
  const bits = size < 16 * MiB ? 12 : size < 512 * MiB ? 16 : 32;
  for (let sectorsPerCluster = bits === 32 ? 8 : 1; sectorsPerCluster <= 64; sectorsPerCluster *= 2) {
    const geometry = withClusters(size / sectorSize, bits, sectorsPerCluster);
    if (geometry.clusters <= most[bits]) return geometry;
  }
  throw new Error(`a file system of ${size} bytes cannot be made`);
}

function withClusters(sectors: number, bits: 12 | 16 | 32, sectorsPerCluster: number): Geometry {
  const reserved = bits === 32 ? 32 : 1;
  const rootEntries = bits === 32 ? 0 : 512;
  const rootSectors = (rootEntries * 32) / sectorSize;
  const usable = sectors - reserved - rootSectors;
  // As if the tables took nothing; a table may be longer than it has to be.
  const entries = Math.floor(usable / sectorsPerCluster) + 2;
  const fatSectors = Math.ceil((entries * bits) / 8 / sectorSize);
  const rootStart = reserved + 2 * fatSectors;
  return {
    bits,
    sectors,
    sectorsPerCluster,
    clusterSize: sectorsPerCluster * sectorSize,
    clusters: Math.floor((usable - 2 * fatSectors) / sectorsPerCluster),
    reserved,
    fatSectors,
    rootEntries,
    rootStart,
    dataStart: rootStart + rootSectors,
  };
}
