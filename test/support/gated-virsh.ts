// What test/support/gate.ts puts on PATH as `virsh`: hands everything on to the real one, and stops where the rule says.
import { spawn } from "node:child_process";
import { existsSync, readFileSync, renameSync, watch, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { GateRule } from "./gate";

const [folder = "", ...args] = process.argv.slice(2);
const path = (process.env["PATH"] ?? "").split(":").filter((part) => part !== join(folder, "bin"));
const real = path.map((part) => join(part, "virsh")).find(existsSync) ?? "virsh";
const child = spawn(real, args, { stdio: ["pipe", "pipe", "inherit"] });

let deserted = false;
/** Prompts seen so far: one more than commands answered. */
let prompts = 0;
let onPrompt = (): void => undefined;

child.stdout.on("data", (chunk: Buffer) => {
  process.stdout.write(chunk);
  prompts += chunk.toString("latin1").split("virsh # ").length - 1;
  onPrompt();
});
child.on("close", (code) => process.exit(code ?? 1));
process.stdout.on("error", () => undefined);

/** Is this line the one to stop at? */
function stops(line: string): GateRule | undefined {
  const file = join(folder, "rule");
  if (!existsSync(file)) return undefined;
  const rule = JSON.parse(readFileSync(file, "utf8")) as GateRule;
  if (line.split(" ")[0] !== rule.verb) return undefined;
  const count = join(folder, "count");
  const seen = 1 + (existsSync(count) ? Number(readFileSync(count, "utf8")) : 0);
  writeFileSync(count, String(seen));
  if (seen !== (rule.nth ?? 1)) return undefined;
  renameSync(file, join(folder, "rule.taken"));
  return rule;
}

/** Until the test lets us go, or nobody is there any more whose command this is. */
function released(): Promise<void> {
  const watcher = watch(folder);
  writeFileSync(join(folder, "reached"), String(process.pid));
  return new Promise((resolve) => {
    const look = (): void => {
      if (!existsSync(join(folder, "release")) && !deserted) return;
      watcher.close();
      resolve();
    };
    watcher.on("change", look);
    input.on("close", look);
    look();
  });
}

function answered(): Promise<void> {
  const before = prompts;
  return new Promise((resolve) => {
    onPrompt = () => {
      if (prompts > before) resolve();
    };
  });
}

const input = createInterface({ input: process.stdin });
let queue = Promise.resolve();
input.on("line", (line) => {
  queue = queue.then(async () => {
    const rule = stops(line);
    if (rule?.when === "before") await released();
    // A command that was not handed on when its sender died was never sent.
    if (deserted && rule?.when === "before") return;
    const done = rule?.when === "after" ? answered() : undefined;
    child.stdin.write(`${line}\n`);
    if (done) await done.then(released);
  });
});
input.on("close", () => {
  deserted = true;
  void queue.then(() => child.stdin.end());
});
