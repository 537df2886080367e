// A virsh that stops at a chosen command until it is let go: the exact point at which a test kills somebody.
import { chmodSync, existsSync, mkdirSync, rmSync, watch, writeFileSync } from "node:fs";
import { join } from "node:path";
import { once } from "node:events";

/** Where a session stops: in front of the nth command of this verb, or when it is done and nobody was told yet. */
export interface GateRule {
  verb: string;
  when: "before" | "after";
  /** Counted from 1. */
  nth?: number;
}

export class Gate {
  /** To be first on PATH. */
  readonly bin: string;

  constructor(private readonly folder: string) {
    this.bin = join(folder, "bin");
    mkdirSync(this.bin, { recursive: true });
    const program = join(this.bin, "virsh");
    const script = join(__dirname, "gated-virsh.js");
    writeFileSync(program, `#!/bin/sh\nexec '${process.execPath}' '${script}' '${folder}' "$@"\n`);
    chmodSync(program, 0o755);
  }

  /** The next session that comes to this command stops there. */
  close(rule: GateRule): void {
    for (const name of ["rule", "count", "reached", "release"])
      rmSync(join(this.folder, name), { force: true });
    writeFileSync(join(this.folder, "rule"), JSON.stringify(rule));
  }

  /** Resolves when a session stands at the gate; rejects when `run` ends before that. */
  async reached(run: PromiseLike<{ exitCode?: number | undefined; all?: unknown }>): Promise<void> {
    const watcher = watch(this.folder);
    try {
      while (!existsSync(join(this.folder, "reached"))) {
        await Promise.race([
          once(watcher, "change"),
          Promise.resolve(run).then((ended) => {
            if (!existsSync(join(this.folder, "reached")))
              throw new Error(`the gate was not reached:\n${String(ended.all)}`);
          }),
        ]);
      }
    } finally {
      watcher.close();
    }
  }

  /** Lets everybody through. */
  open(): void {
    rmSync(join(this.folder, "rule"), { force: true });
    writeFileSync(join(this.folder, "release"), "");
  }
}
