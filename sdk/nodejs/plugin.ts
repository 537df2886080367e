// Lets the engine find the plugin of the native door, which came with this package.
import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { dirname, join } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { version } from "./version";

const name = "pulumi-resource-edgefleet";
const beginning =
  "#!/usr/bin/env node\n// Written by pulumi-edgefleet: leads to the plugin in its package.\n";

let done = false;

/**
 * The engine looks into its own folder of plugins, and a program cannot tell it another place. So a script that leads
 * here is put there; a plugin that was installed on purpose is left alone. Where that folder cannot be written, the
 * engine says that the plugin is missing and what to do.
 */
export function announcePlugin(): void {
  if (done || !isRealRun()) return;
  done = true;
  const home = process.env["PULUMI_HOME"] ?? join(homedir(), ".pulumi");
  const folder = join(home, "plugins", `resource-edgefleet-v${version}`);
  const script = join(folder, name);
  const target = join(dirname(require.resolve("../../../package.json")), name);
  const text = `${beginning}require(${JSON.stringify(target)});\n`;
  const there = textOf(script);
  if (there === text || (there !== undefined && !there.startsWith(beginning))) return;
  const fresh = join(folder, `.${name}.${process.pid}`);
  try {
    mkdirSync(folder, { recursive: true });
    writeFileSync(fresh, text, { mode: 0o755 });
    renameSync(fresh, script);
  } catch {
    rmSync(fresh, { force: true });
  }
}

/** Under mocks nothing outside of the test is touched. */
function isRealRun(): boolean {
  const monitor = pulumi.runtime.getMonitor() as { getChannel?: unknown } | undefined;
  return monitor?.getChannel !== undefined;
}

function textOf(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return undefined;
  }
}
