// A disk that UEFI boots one program from, such as iPXE: GPT with an EFI system partition at 2 MiB.
import { createHash } from "node:crypto";
import { fat, type FatFile } from "./fat";
import { efiSystem, gptDisk } from "./gpt";

const MiB = 2 ** 20;
const start = 2 * MiB;
/** The table at the end of the disk takes 33 sectors; a track of 32 KiB keeps the partition aligned. */
const behind = 32 * 1024;

/** Where firmware looks on a disk that it has no boot entry for. */
const defaultProgram = "EFI/BOOT/BOOTX64.EFI";

/** What the UEFI shell runs, where firmware goes there instead. */
const startup = "fs0:\\EFI\\BOOT\\BOOTX64.EFI\r\n";

export function bootDisk(program: Buffer): Buffer {
  const files: FatFile[] = [
    { path: defaultProgram, content: program },
    { path: "startup.nsh", content: Buffer.from(startup, "latin1") },
  ];
  const serial = createHash("sha256").update(program).digest().readUInt32LE(0);
  // A multiple of MiB less the end of the disk, so that disks are whole MiB as well.
  for (let size = 2 * MiB; ; size += MiB) {
    if (size - behind < program.length + 128 * 1024) continue;
    const content = fat(files, { label: "EDGEBOOT", serial, size: size - behind, hidden: start / 512 });
    return gptDisk(start + size, [{ type: efiSystem, name: "EFI system", start, content }]);
  }
}
