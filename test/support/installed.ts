// The packed package, installed once per mocha run beside Pulumi, as users have it; programs are put into folders of it.
import { cpSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execa } from "execa";
import { repository } from "./isolated-host";

/** The newest Pulumi that claims both Node 20 and 22. */
const pulumiVersion = "3.248.0";
let made: Promise<string> | undefined;

/** The folder whose `node_modules` has the package. */
export function installed(): Promise<string> {
  made ??= install();
  return made;
}

async function install(): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), "eft-installed-"));
  process.once("exit", () => rmSync(folder, { recursive: true, force: true }));
  await execa("npm", ["init", "--yes"], { cwd: folder });
  await installInto(folder, "--omit=dev");
  return folder;
}

/** What the folder's package.json asks for, with the package as it is packed here. */
export async function installInto(folder: string, ...options: string[]): Promise<void> {
  const { stdout: tarball } = await execa(join(repository, "tools/pack"));
  const quiet = ["--prefer-offline", "--ignore-scripts", "--no-audit", "--no-fund", ...options];
  await execa("npm", ["install", ...quiet, tarball.trim(), `@pulumi/pulumi@${pulumiVersion}`], {
    cwd: folder,
  });
}

/** A project of the repository in a folder of its own, without what was installed or configured in it. */
export async function copyOf(project: string): Promise<string> {
  const folder = join(await installed(), project);
  cpSync(join(repository, project), folder, {
    recursive: true,
    filter: (path) => !/\/(node_modules|Pulumi\.\w+\.yaml)$/.test(path),
  });
  return folder;
}

/** The environment of a user who has nothing but the CLI, with a backend of its own in that folder. */
export function environmentIn(folder: string): Record<string, string> {
  const [home, backend, temporary] = [join(folder, ".home"), join(folder, ".backend"), join(folder, ".tmp")];
  for (const path of [home, backend, temporary]) mkdirSync(path, { recursive: true });
  return {
    PULUMI_HOME: home,
    // The Automation API leaves its workspaces there.
    TMPDIR: temporary,
    PULUMI_BACKEND_URL: `file://${backend}`,
    PULUMI_CONFIG_PASSPHRASE: "",
    PULUMI_SKIP_UPDATE_CHECK: "1",
    PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
  };
}
