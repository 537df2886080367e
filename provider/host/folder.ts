// A folder in memory for documents and contents on their way to virsh: nobody else may read it. It is there only
// while there is something in it, as Pulumi ends a provider by SIGKILL.
import { randomBytes } from "node:crypto";
import { existsSync, mkdtempSync, readdirSync, readlinkSync, rmSync, statSync, writeFileSync } from "node:fs";
import { rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

const base = existsSync("/dev/shm") ? "/dev/shm" : tmpdir();

/** Process ids mean something only in their own namespace; containers may share /dev/shm. */
const namespace = ((): string => {
  try {
    return readlinkSync("/proc/self/ns/pid").replace(/\D/g, "");
  } catch {
    return "0";
  }
})();

const open = new Map<PrivateFolder, () => void>();

export class PrivateFolder {
  private path: string | undefined;
  private readonly files = new Set<string>();

  /** `end` is called when the process ends: it has to stop whoever uses the folder, and to close it. */
  constructor(end: () => void) {
    prepare();
    open.set(this, end);
  }

  /** A new file with that content; its path. */
  write(content: string | Buffer): string {
    this.path ??= mkdtempSync(join(base, `edgefleet-${process.pid}-${namespace}-`));
    const file = join(this.path, randomBytes(8).toString("hex"));
    this.files.add(file);
    writeFileSync(file, content, { mode: 0o600 });
    return file;
  }

  async remove(...files: string[]): Promise<void> {
    await Promise.all(files.map((file) => rm(file, { force: true })));
    for (const file of files) this.files.delete(file);
    if (this.files.size === 0) this.clear();
  }

  close(): void {
    open.delete(this);
    this.clear();
  }

  private clear(): void {
    if (this.path) rmSync(this.path, { recursive: true, force: true });
    this.path = undefined;
  }
}

let prepared = false;

/** Once in a process, however many hosts it has. */
function prepare(): void {
  if (prepared) return;
  prepared = true;
  removeOrphans();
  process.on("exit", closeAll);
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
    // A signal ends node without an `exit`. Whoever else listens decides about the end.
    const onSignal = (): void => {
      if (process.listenerCount(signal) > 1) return;
      closeAll();
      process.off(signal, onSignal);
      process.kill(process.pid, signal);
    };
    process.on(signal, onSignal);
  }
}

function closeAll(): void {
  for (const end of open.values()) end();
}

/** What processes of ours that were killed have left. */
function removeOrphans(): void {
  for (const name of readdirSync(base)) {
    const [, pid, where] = /^edgefleet-(\d+)-(\d+)-\w+$/.exec(name) ?? [];
    if (pid === undefined || where !== namespace || isAlive(Number(pid))) continue;
    const path = join(base, name);
    try {
      if (statSync(path).uid === process.getuid?.()) rmSync(path, { recursive: true, force: true });
    } catch {
      // Another process was faster.
    }
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== "ESRCH";
  }
}
