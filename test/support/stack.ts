// A Pulumi project with one stack in a folder of its own, driven by the real CLI.
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { randomBytes } from "node:crypto";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execa, type ResultPromise } from "execa";
import { beforeStop, isolated, repository, type IsolatedHost } from "./isolated-host";
import type { PreviewJson, Run } from "./output";
import { kill, processesWith, type Process } from "./processes";

export * from "./output";

export interface StackOptions {
  /** Body of the program; `e` is the package, `pulumi` Pulumi's. */
  program: string;
  /** Plain configuration, by its whole key; `edgefleet:uri` is the host's by default. */
  config?: Record<string, string>;
  /** Encrypted configuration. */
  secrets?: Record<string, string>;
  project?: string;
  env?: Record<string, string>;
  /** Folders that come first on PATH. */
  path?: string[];
  /** Runs the CLI inside the host's namespaces, where its networks can be reached. */
  inside?: boolean;
}

export interface StateResource {
  urn: string;
  type: string;
  id: string;
  inputs: Record<string, unknown>;
  outputs: Record<string, unknown>;
}

const marker = "EDGEFLEET_TEST_STACK";
const made = new Set<Stack>();

export class Stack {
  readonly folder = mkdtempSync(join(tmpdir(), "eft-stack-"));
  readonly name = "dev";
  private readonly id = randomBytes(4).toString("hex");
  readonly project: string;
  private readonly env: Record<string, string>;
  private readonly command: string[];

  private constructor(
    readonly host: IsolatedHost,
    options: StackOptions,
  ) {
    this.project = options.project ?? `ef${this.id}`;
    // Entering a mount namespace leaves the folder.
    const inside = [isolated, "exec", host.root, "pulumi", "--cwd", this.folder];
    this.command = options.inside ? inside : ["pulumi"];
    mkdirSync(join(this.folder, "node_modules/@pulumi"), { recursive: true });
    mkdirSync(join(this.folder, "backend"));
    symlinkSync(repository, join(this.folder, "node_modules/pulumi-edgefleet"));
    symlinkSync(
      join(repository, "node_modules/@pulumi/pulumi"),
      join(this.folder, "node_modules/@pulumi/pulumi"),
    );
    this.file("package.json", `{ "name": "${this.project}" }`);
    this.file("Pulumi.yaml", `name: ${this.project}\nruntime: nodejs\nmain: index.js\n`);
    this.program(options.program);
    this.config({ "edgefleet:uri": host.uri, ...options.config });
    this.env = {
      [marker]: this.id,
      PATH: [...(options.path ?? []), process.env["PATH"] ?? ""].join(":"),
      PULUMI_HOME: join(this.folder, "home"),
      PULUMI_BACKEND_URL: `file://${join(this.folder, "backend")}`,
      PULUMI_CONFIG_PASSPHRASE: "correct horse",
      PULUMI_SKIP_UPDATE_CHECK: "1",
      PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "1",
      ...options.env,
    };
    made.add(this);
  }

  static async make(host: IsolatedHost, options: StackOptions): Promise<Stack> {
    const stack = new Stack(host, options);
    await stack.run("stack", "init", stack.name);
    for (const [key, value] of Object.entries(options.secrets ?? {})) {
      await stack.expect(stack.start(["config", "set", "--secret", key], { input: value }));
    }
    return stack;
  }

  /** Replaces the program. */
  program(body: string): void {
    this.file(
      "index.js",
      `const e = require("pulumi-edgefleet");\nconst pulumi = require("@pulumi/pulumi");\n${body}\n`,
    );
  }

  file(name: string, content: string): string {
    const path = join(this.folder, name);
    writeFileSync(path, content);
    return path;
  }

  /** Sets plain configuration; encrypted values stay. */
  config(values: Record<string, string>): void {
    const path = join(this.folder, `Pulumi.${this.name}.yaml`);
    const lines = slurp(path)
      .split("\n")
      .filter((line) => line !== "" && line !== "config:");
    const kept = lines.filter((line) => !Object.keys(values).some((key) => line.startsWith(`  ${key}:`)));
    const salt = kept.filter((line) => line.startsWith("encryptionsalt:"));
    const entries = kept.filter((line) => !line.startsWith("encryptionsalt:"));
    const added = Object.entries(values).map(([key, value]) => `  ${key}: ${JSON.stringify(value)}`);
    writeFileSync(path, [...salt, "config:", ...entries, ...added, ""].join("\n"));
  }

  up = (...args: string[]): Promise<Run> => this.run("up", "--yes", "--skip-preview", ...args);
  /** An `up` that must find nothing to do. */
  same = (...args: string[]): Promise<Run> => this.up("--expect-no-changes", ...args);
  preview = (...args: string[]): Promise<Run> => this.run("preview", ...args);
  refresh = (...args: string[]): Promise<Run> => this.run("refresh", "--yes", "--skip-preview", ...args);
  destroy = (...args: string[]): Promise<Run> => this.run("destroy", "--yes", "--skip-preview", ...args);
  taint = (urn: string): Promise<Run> => this.run("state", "taint", urn, "--yes");

  /** What a person does after a kill. */
  async cancel(): Promise<Run> {
    // The CLI does not write its state in one piece: killed meanwhile it leaves an empty file, and the one before.
    const before = slurp(`${this.stateFile}.bak`);
    if (slurp(this.stateFile) === "" && before !== "") writeFileSync(this.stateFile, before);
    return this.run("cancel", "--yes");
  }

  async previewJson(...args: string[]): Promise<PreviewJson> {
    return JSON.parse((await this.run("preview", "--json", ...args)).stdout) as PreviewJson;
  }

  /** Runs the CLI; it must succeed. */
  run(...args: string[]): Promise<Run> {
    return this.expect(this.start(args));
  }

  /** Runs the CLI; it must fail. */
  async fails(...args: string[]): Promise<Run> {
    const run = await this.finish(this.start(args));
    if (run.exitCode === 0) throw new Error(`pulumi ${args.join(" ")} succeeded:\n${run.text}`);
    return run;
  }

  start(args: string[], options: { input?: string } = {}): ResultPromise<{ all: true; reject: false }> {
    const [command = "", ...before] = this.command;
    return execa(command, [...before, ...args, "--non-interactive", "--color", "never"], {
      cwd: this.folder,
      env: this.env,
      all: true,
      reject: false,
      ...options,
    }) as ResultPromise<{ all: true; reject: false }>;
  }

  async finish(process: ResultPromise<{ all: true; reject: false }>): Promise<Run> {
    const { exitCode, stdout, stderr, all, cause } = await process;
    return { exitCode: exitCode ?? -1, stdout, stderr, text: all || String(cause) };
  }

  async expect(process: ResultPromise<{ all: true; reject: false }>): Promise<Run> {
    const run = await this.finish(process);
    if (run.exitCode !== 0)
      throw new Error(`${process.spawnargs.join(" ")} ended with ${run.exitCode}:\n${run.text}`);
    return run;
  }

  private get stateFile(): string {
    return join(this.folder, "backend/.pulumi/stacks", this.project, `${this.name}.json`);
  }

  /** What the backend has of this stack. */
  state(): StateResource[] {
    const { checkpoint } = JSON.parse(readFileSync(this.stateFile, "utf8")) as {
      checkpoint: { latest?: { resources?: StateResource[] } };
    };
    return checkpoint.latest?.resources ?? [];
  }

  /** One resource of the state, by its logical name. */
  find(name: string): StateResource | undefined {
    return this.state().find(({ urn }) => urn.endsWith(`::${name}`));
  }

  resource(name: string): StateResource {
    const found = this.find(name);
    if (!found) throw new Error(`there is no "${name}" in the state of ${this.project}`);
    return found;
  }

  urn(type: string, name: string): string {
    return `urn:pulumi:${this.name}::${this.project}::pulumi-nodejs:dynamic/edgefleet:${type}::${name}`;
  }

  /** Processes that commands of this stack started and that still run. */
  processes(): Process[] {
    return processesWith(marker, this.id);
  }

  /** Ends every process, removes every object on the host and the folder; also after failures. */
  async dispose(): Promise<void> {
    made.delete(this);
    for (const { pid } of this.processes()) kill(pid);
    await this.host.purge(this.project);
    rmSync(this.folder, { recursive: true, force: true });
  }
}

let lastSubnet = 0;

/** A subnet that no other test of this run uses. */
export const freshSubnet = (): string => `10.77.${++lastSubnet}.0/24`;

function slurp(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return "";
  }
}

// Whatever a failed test left behind.
beforeStop.push(async () => {
  for (const stack of [...made]) await stack.dispose();
});
