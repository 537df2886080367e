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
  for (const stream of [child.stdin, child.stdout, child.stderr] as unknown as { unref?: () => void }[])
    stream.unref?.();
  return child;
}

export interface Ended {
  status: number;
  stdout: string;
  stderr: string;
}

/** Runs another program to its end. One that cannot be started ends with status 127. */
export function runToEnd(
  program: string,
  args: readonly string[],
  options: { cwd?: string } = {},
): Promise<Ended> {
  return new Promise((done) => {
    const child = spawn(program, args, { ...options, stdio: ["ignore", "pipe", "pipe"] });
    const said = { stdout: "", stderr: "" };
    for (const stream of ["stdout", "stderr"] as const) {
      child[stream].setEncoding("utf8").on("data", (text: string) => (said[stream] += text));
    }
    child.on("error", (error) => done({ status: 127, stdout: "", stderr: error.message }));
    child.on("close", (status) => done({ status: status ?? 1, ...said }));
  });
}

/** Gives the terminal to another program; its exit status. */
export function attachTerminal(program: string, args: readonly string[]): Promise<number> {
  return new Promise((done, fail) => {
    const child = spawn(program, args, { stdio: "inherit" });
    child.on("error", fail);
    child.on("close", (status) => done(status ?? 1));
  });
}
