// What a node boots from the stand-in: under /tink-stack/, as the orchestrator's boot chain names it.
import { createReadStream, existsSync, statSync } from "node:fs";
import { join } from "node:path";
import type { Readable } from "node:stream";
import type { Authority } from "./certificates";

export interface BootFile {
  size: number;
  stream(): Readable | string | Buffer;
}

/** Made by tools/stand-in/build. */
const files = ["signed_ipxe.efi", "vmlinuz-x86_64", "initramfs-x86_64", "os.img.gz"] as const;

export class BootFiles {
  constructor(
    private readonly authority: Authority,
    /** Folder of the boot files; without one, only what the stand-in makes itself is there. */
    private readonly folder: string | undefined,
  ) {}

  /** `base` is where the second stage comes from: plain HTTP, because Debian's iPXE has no HTTPS. */
  find(name: string, base: string, fqdn: string): BootFile | undefined {
    if (name === "boot.ipxe") return ofText(script(base, fqdn));
    if (name === "keys/Full_server.crt") return ofText(this.authority.ca);
    if (name === "keys/db.der") return ofText(this.authority.db);
    if (this.folder === undefined || !(files as readonly string[]).includes(name)) return undefined;
    const path = join(this.folder, name);
    return existsSync(path) ? { size: statSync(path).size, stream: () => createReadStream(path) } : undefined;
  }
}

const ofText = (content: string | Buffer): BootFile => ({
  size: Buffer.byteLength(content),
  stream: () => content,
});

function script(base: string, fqdn: string): string {
  const files = `${base}/tink-stack`;
  return `#!ipxe
echo Loading the Micro-OS download iPXE script...
echo This is the stand-in of Edgefleet, not an Edge Orchestrator.
echo Starting to download the Micro-OS image
kernel ${files}/vmlinuz-x86_64 initrd=initramfs-x86_64 worker_id=\${net0/mac} stand_in=${base} fqdn=${fqdn} console=tty0 console=ttyS1,115200 loglevel=2 || goto failed
initrd ${files}/initramfs-x86_64 || goto failed
echo The Micro-OS image downloaded successfully, booting into the Micro-OS...
boot || goto failed

:failed
echo Could not load resources from ${files}
echo Retry with UEFI HTTP Boot again.
shell
`;
}
