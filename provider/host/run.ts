// The only file that starts a process.
import { spawn, type ChildProcessByStdio } from "node:child_process";
import { randomBytes } from "node:crypto";
import { homedir } from "node:os";
import { join } from "node:path";
import type { Readable, Writable } from "node:stream";

export type Virsh = ChildProcessByStdio<Writable, Readable, Readable>;

/** A virsh that reads commands from its stdin; it ends when we do. */
export function startVirsh(program: string, uri: string): Virsh {
  const child = spawn(program, ["-q", "-c", uri], {
    stdio: ["pipe", "pipe", "pipe"],
    env: {
      ...ownEnvironment(),
      // English words, and names in any script: under LC_ALL=C virsh prints \xff for what is not ASCII.
      LC_MESSAGES: "C",
      LC_CTYPE: "C.UTF-8",
      // virsh drops the error of a look-up of a domain; libvirt's client logs each one.
      LIBVIRT_LOG_OUTPUTS: "4:stderr",
      // A dumb terminal mangles the echo of long lines.
      TERM: "xterm",
      // Every command would land in a history file; with a size of 0 it would still be emptied at the end.
      VIRSH_HISTSIZE: "0",
      XDG_CACHE_HOME: cacheFor(uri),
      INPUTRC: "/dev/null",
    },
    // Ctrl-C in the terminal goes to the whole group; the engine decides when we stop.
    detached: true,
  });
  child.unref();
  for (const stream of [child.stdin, child.stdout, child.stderr] as unknown as { unref?: () => void }[])
    stream.unref?.();
  return child;
}

/** Where no folder can be made, virsh makes none. A user's own libvirtd is started by virsh, and needs one. */
function cacheFor(uri: string): string {
  const own = process.env["XDG_CACHE_HOME"] ?? join(homedir(), ".cache");
  return /\/session\b/.test(uri) ? join(own, "edgefleet") : "/dev/null";
}

/** Without what would change the words of virsh or add to them. */
function ownEnvironment(): NodeJS.ProcessEnv {
  const foreign = /^(?:LC_.*|LANG|LANGUAGE|LIBVIRT_DEBUG|LIBVIRT_LOG_.*|VIRSH_DEBUG|VIRSH_LOG_FILE)$/;
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !foreign.test(name)));
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

export type ConsoleChild = Virsh & {
  /** What it prints when what is typed reaches the machine. */
  ready: string;
};

/**
 * `virsh console` in a pseudo terminal of its own. It throws away what was typed before it has set the terminal to raw
 * mode, and says nothing when it has: a shell beside it looks at the terminal, and tells.
 */
export function startConsole(program: string, uri: string, domain: string, device: string): ConsoleChild {
  const ready = `ready-${randomBytes(6).toString("hex")}`;
  const script = [
    '(while [ -e "/proc/$$" ] && stty -a </dev/tty | grep -Eq "(^| )icanon"; do sleep 0.05; done; echo "$READY") &',
    // With a controlling terminal virsh would wait two seconds for an agent that asks for passwords there.
    'setsid --wait "$VIRSH" -q -c "$URI" console "$DOMAIN" --devname "$DEVICE"',
  ].join("\n");
  const child = spawn("script", ["-qec", script, "/dev/null"], {
    stdio: ["pipe", "pipe", "pipe"],
    env: {
      ...ownEnvironment(),
      LC_MESSAGES: "C",
      TERM: "dumb",
      SHELL: "/bin/sh",
      READY: ready,
      VIRSH: program,
      URI: uri,
      DOMAIN: domain,
      DEVICE: device,
    },
    detached: true,
  });
  return Object.assign(child, { ready });
}

/** Gives the terminal to another program; its exit status. */
export function attachTerminal(program: string, args: readonly string[]): Promise<number> {
  return new Promise((done, fail) => {
    const child = spawn(program, args, { stdio: "inherit" });
    child.on("error", fail);
    child.on("close", (status) => done(status ?? 1));
  });
}
