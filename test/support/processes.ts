// Processes of a test, found by a variable that only they have in their environment.
import { readdirSync, readFileSync } from "node:fs";

export interface Process {
  pid: number;
  command: string;
}

export function allProcesses(): Process[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .map((name) => ({ pid: Number(name), command: slurp(`/proc/${name}/cmdline`).replaceAll("\0", " ") }));
}

/** Those that were started with this in their environment, and their children. */
export function processesWith(variable: string, value: string): Process[] {
  return allProcesses().filter(({ pid }) =>
    slurp(`/proc/${pid}/environ`).split("\0").includes(`${variable}=${value}`),
  );
}

export function kill(pid: number): void {
  try {
    process.kill(pid, "SIGKILL");
  } catch {
    // It was faster.
  }
}

function slurp(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return "";
  }
}
