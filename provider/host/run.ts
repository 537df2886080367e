// The only file that starts a process.
import { spawn, type ChildProcessByStdio } from "node:child_process";
import type { Readable, Writable } from "node:stream";

export type Virsh = ChildProcessByStdio<Writable, Readable, Readable>;

/** A virsh that reads commands from its stdin; it ends when we do. */
export function startVirsh(program: string, uri: string, folder: string): Virsh {
  const child = spawn(program, ["-q", "-c", uri], {
    stdio: ["pipe", "pipe", "pipe"],
    env: {
      ...process.env,
      LC_ALL: "C",
      // A dumb terminal mangles the echo of long lines.
      TERM: "xterm",
      // Every command would land in a history file, and a TAB would start completion.
      VIRSH_HISTSIZE: "0",
      XDG_CACHE_HOME: folder,
      INPUTRC: `${folder}/inputrc`,
    },
    // Ctrl-C in the terminal goes to the whole group; the engine decides when we stop.
    detached: true,
  });
  child.unref();
  for (const stream of [child.stdin, child.stdout, child.stderr] as unknown as { unref?: () => void }[]) stream.unref?.();
  return child;
}
