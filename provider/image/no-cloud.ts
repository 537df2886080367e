// The disk that cloud-init's NoCloud data source looks for: a FAT file system with the label CIDATA.
import { createHash } from "node:crypto";
import { fat, type FatFile } from "./fat";

/** The files as cloud-init reads them. */
export interface NoCloud {
  userData: string;
  metaData: string;
  networkConfig?: string | undefined;
  vendorData?: string | undefined;
}

const fileNames = {
  userData: "user-data",
  metaData: "meta-data",
  networkConfig: "network-config",
  vendorData: "vendor-data",
} as const;

export function noCloudDisk(contents: NoCloud): Buffer {
  const files = Object.entries(fileNames).flatMap(([key, path]): FatFile[] => {
    const text = contents[key as keyof NoCloud];
    return text === undefined ? [] : [{ path, content: Buffer.from(text, "utf8") }];
  });
  const hash = createHash("sha256");
  for (const { path, content } of files) hash.update(`${path} ${content.length}\n`).update(content);
  return fat(files, { label: "CIDATA", serial: hash.digest().readUInt32LE(0) });
}
