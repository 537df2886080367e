// The command `edgefleet` as a user starts it.
import { join } from "node:path";
import { execa, type Options } from "execa";
import { repository } from "./isolated-host";
import type { Stack } from "./stack";

export interface Ended {
  exitCode: number;
  stdout: string;
  stderr: string;
}

export const edgefleetProgram = join(repository, "dist/provider/cli/edgefleet.js");

export async function edgefleet(args: string[], options: Options = {}): Promise<Ended> {
  const { exitCode, stdout, stderr } = await execa(process.execPath, [edgefleetProgram, ...args], {
    reject: false,
    ...options,
  });
  return { exitCode: exitCode ?? -1, stdout: String(stdout), stderr: String(stderr) };
}

/** In the folder of a stack, with its backend. */
export function edgefleetIn(stack: Stack, ...args: string[]): Promise<Ended> {
  return edgefleet(args, { cwd: stack.folder, env: stack["env"] });
}
