// What the logs of a stack's nodes say, also while one of them cannot be read.
import { appendFileSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { assert } from "chai";
import { execa } from "execa";
import { edgefleetIn, edgefleetProgram } from "../support/cli";
import { sharedHost, type IsolatedHost } from "../support/isolated-host";
import { Stack } from "../support/stack";

describe("edgefleet logs", function () {
  this.timeout(180_000);
  let host: IsolatedHost;
  let stack: Stack;
  const dead = "qemu+unix:///system?socket=/nonexistent/sock";

  before(async () => {
    host = await sharedHost();
    stack = await Stack.make(host, { program: "", config: { "edgefleet:accelerator": "tcg" } });
    const node = (name: string, more = ""): string => `
      const ${name}Pool = new e.Pool("${name}-pool", { path: "${join(stack.folder, name)}" }${more});
      new e.Domain("${name}", {
        memory: "64MiB", running: false, serials: { console: { log: { pool: ${name}Pool } } },
      }${more});`;
    stack.program(`
      const far = new e.Host("far", { uri: ${JSON.stringify(host.uri)}, accelerator: "tcg" });
      ${node("one")}${node("two")}${node("three", ", { host: far }")}`);
    await stack.up();
  });
  after(() => stack?.dispose());

  /** As a guest does it. */
  const write = (node: string, text: string): void => {
    const { name, incarnation } = stack.resource(node).outputs as Record<string, string>;
    appendFileSync(join(stack.folder, node, `${name}-console-${incarnation}.log`), text);
  };
  const follow = (...nodes: string[]) =>
    execa(process.execPath, [edgefleetProgram, "logs", "--stack", "dev", "-f", ...nodes], {
      cwd: stack.folder,
      env: stack["env"],
      reject: false,
    });

  it("that are followed are told line by line, and at the end the one that has not ended", async () => {
    write("one", "first\r\nprompt: ");
    const running = follow("one");
    let seen = "";
    for await (const chunk of running.stdout) {
      seen += String(chunk);
      if (/ \| first\n$/.test(seen)) write("one", "answer\r\nlogin: ");
      if (/ \| prompt: answer\n$/.test(seen)) running.kill("SIGINT");
    }
    assert.equal(
      seen,
      ["first", "prompt: answer", "login:", ""].map((t) => t && `one console | ${t}`).join("\n"),
    );
    assert.equal((await running).exitCode, 0);
  });

  it("are told although one node's cannot be read, which is told as well", async () => {
    write("one", "hello\r\n");
    await host.virsh("pool-destroy", `${stack.project}-dev-two-pool`);
    const { exitCode, stdout, stderr } = await edgefleetIn(stack, "logs", "--stack", "dev");
    assert.equal(exitCode, 1);
    assert.match(stdout, /^one console +\| .*hello$/m);
    assert.match(stderr, /the log of two console on \S+ was not read: .*pool/);
    assert.notInclude(stderr, "one console");
  });

  it("of a host that is down are told as such while the others are followed", async () => {
    const state = join(stack.folder, "state.json");
    await stack.run("stack", "export", "--file", state);
    const exported = JSON.parse(readFileSync(state, "utf8")) as {
      deployment: { resources: { urn: string; inputs: Record<string, string> }[] };
    };
    const far = exported.deployment.resources.find(({ urn }) => urn.endsWith("::far"));
    assert.equal(far?.inputs["edgefleet:uri"], host.uri);
    if (far) far.inputs["edgefleet:uri"] = dead;
    const changed = join(stack.folder, "changed.json");
    writeFileSync(changed, JSON.stringify(exported));
    await stack.run("stack", "import", "--file", changed);
    try {
      const running = follow("one", "three");
      let said = "";
      for await (const chunk of running.stderr) {
        said += String(chunk);
        if (said.includes("was not read") || said.includes("were not read")) running.kill("SIGINT");
      }
      assert.include(said, `the logs on ${dead} were not read`);
      assert.equal((await running).exitCode, 1);
    } finally {
      await stack.run("stack", "import", "--file", state);
    }
  });
});
