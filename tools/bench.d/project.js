// A Pulumi project with a state of its own, and how long the real CLI takes for each step of it.
const { spawn } = require("node:child_process");
const fs = require("node:fs");
const path = require("node:path");

class Project {
  /** folder: for program and state; env: for the program and its provider */
  constructor(folder, program, env) {
    this.folder = folder;
    this.trace = path.join(folder, "trace.jsonl");
    const state = path.join(folder, "state");
    fs.mkdirSync(state, { recursive: true });
    fs.cpSync(program, folder, { recursive: true });
    fs.writeFileSync(
      path.join(folder, "Pulumi.yaml"),
      `name: bench-${path.basename(folder)}\nruntime: nodejs\n`,
    );
    this.env = {
      ...process.env,
      PULUMI_HOME: path.join(folder, "home"),
      PULUMI_BACKEND_URL: `file://${state}`,
      PULUMI_CONFIG_PASSPHRASE: "",
      PULUMI_SKIP_UPDATE_CHECK: "1",
      PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
      EDGEFLEET_TRACE: "",
      ...env,
    };
  }

  init(config = {}) {
    return this.pulumi(["stack", "init", "bench"]).then(async () => {
      for (const [key, value] of Object.entries(config)) await this.pulumi(["config", "set", key, value]);
    });
  }

  /** Seconds that a step takes. Both sides of a comparison get the same parallelism. */
  async step(name, { traced = false } = {}) {
    const verb = { create: "up", noop: "up", refresh: "refresh", destroy: "destroy" }[name];
    fs.rmSync(this.trace, { force: true });
    const began = performance.now();
    const output = await this.pulumi(
      [verb, "--yes", "--skip-preview", "--parallel", "8"],
      traced ? { EDGEFLEET_TRACE: this.trace } : {},
    );
    const seconds = (performance.now() - began) / 1000;
    const settled =
      name === "create" ? /\+ \d+ created/ : name === "destroy" ? /- \d+ deleted/ : /\d+ unchanged/;
    const disturbed =
      name === "create" || name === "destroy" ? false : /\d+ (created|updated|deleted|replaced)/.test(output);
    if (!settled.test(output) || disturbed) throw new Error(`${name} did something else:\n${output}`);
    return seconds;
  }

  /** Takes over the stack of another project of the same name, with its settings: a key of its own would cost time. */
  adoptStack(other) {
    for (const part of ["state", "Pulumi.bench.yaml"]) {
      fs.rmSync(path.join(this.folder, part), { recursive: true, force: true });
      fs.cpSync(path.join(other.folder, part), path.join(this.folder, part), { recursive: true });
    }
  }

  /** What the last traced step noted. */
  traceLines() {
    const text = fs.existsSync(this.trace) ? fs.readFileSync(this.trace, "utf8") : "";
    return text
      .split("\n")
      .filter(Boolean)
      .map((line) => JSON.parse(line));
  }

  pulumi(args, env = {}) {
    return run(
      "pulumi",
      [
        ...args,
        "--non-interactive",
        ...(args[0] === "stack" || args[0] === "config" ? [] : ["--stack", "bench"]),
      ],
      {
        cwd: this.folder,
        env: { ...this.env, ...env },
      },
    );
  }
}

const running = new Set();
process.once("SIGTERM", () => process.exit(143));
process.once("exit", () => running.forEach((child) => child.kill()));

/** A command's output; what fails says all it said. */
function run(command, args, options = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { ...options, stdio: ["ignore", "pipe", "pipe"] });
    running.add(child);
    let output = "";
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding("utf8").on("data", (text) => (output += text));
    child.on("error", reject);
    child.on("close", () => running.delete(child));
    child.on("close", (code) =>
      code === 0 ? resolve(output) : reject(new Error(`${command} ${args.join(" ")}:\n${output}`)),
    );
  });
}

module.exports = { Project, run };
