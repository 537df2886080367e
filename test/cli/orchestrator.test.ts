// `edgefleet orchestrator --stand-in` as a person runs it.
import { spawn, type ChildProcess } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { assert } from "chai";
import { OrchestratorClient } from "../../provider/orchestrator/client";
import { repository } from "../support/isolated-host";

interface Running {
  process: ChildProcess;
  said: Record<string, string>;
  /** Ctrl-C; its exit status. */
  interrupt(): Promise<number | null>;
}

const started = new Set<ChildProcess>();

/** Until it has said where it is. */
async function run(args: string[], env: Record<string, string> = {}): Promise<Running> {
  const process = spawn(
    globalThis.process.execPath,
    [join(repository, "dist/provider/cli/edgefleet.js"), "orchestrator", "--stand-in", ...args],
    { stdio: ["ignore", "pipe", "inherit"], env: { ...globalThis.process.env, ...env } },
  );
  started.add(process);
  const ended = new Promise<number | null>((done) => process.once("exit", done));
  let text = "";
  await new Promise<void>((done, fail) => {
    process.stdout.on("data", (chunk) => {
      text += String(chunk);
      if (/^ca: .*\n/m.test(text)) done();
    });
    void ended.then(() => fail(new Error(`it ended: ${text}`)));
  });
  const lines = text.split("\n").map((line) => /^([a-z -]+[^:]*): (.*)$/.exec(line));
  const said = Object.fromEntries(lines.flatMap((m) => (m ? [[m[1] as string, m[2] as string]] : [])));
  const interrupt = () => {
    process.kill("SIGINT");
    return ended;
  };
  return { process, said, interrupt };
}

function clientOf({ said }: Running, password: string): OrchestratorClient {
  const ca = readFileSync(said["ca"] as string, "utf8");
  const endpoint = { fqdn: "stand-in.test", address: said["address"], ca };
  return new OrchestratorClient(endpoint, "stand-in", { username: "operator", password });
}

describe("edgefleet orchestrator --stand-in", function () {
  this.timeout(120_000);
  afterEach(() => {
    for (const process of started) process.kill("SIGKILL");
    started.clear();
  });

  it("says what a program needs, listens on loopback, and leaves nothing", async () => {
    const running = await run([]);
    const { said } = running;
    assert.property(said, "stand-in orchestrator (no real one)");
    assert.match(said["address"] as string, /^127\.0\.0\.1:\d+$/);
    assert.match(said["nodes"] as string, /^http:\/\/127\.0\.0\.1:\d+$/);
    const client = clientOf(running, said["password"] as string);
    assert.isNotEmpty(await client.osProfiles());
    await client.close();
    assert.equal(await running.interrupt(), 0);
    assert.isFalse(existsSync(dirname(said["ca"] as string)));
  });

  it("keeps certificates and records in a folder, and prints no password that it was given", async () => {
    const folder = mkdtempSync(join(tmpdir(), "eft-stand-in-"));
    const env = { EDGEFLEET_STAND_IN_PASSWORD: "given in the environment" };
    try {
      const first = await run(["--dir", folder], env);
      assert.notProperty(first.said, "password");
      const ca = readFileSync(join(folder, "ca.pem"), "utf8");
      const client = clientOf(first, env.EDGEFLEET_STAND_IN_PASSWORD);
      await client.registerHost({ name: "kept", serialNumber: "KEPT01" });
      await client.close();
      await first.interrupt();
      const second = await run(["--dir", folder], env);
      assert.equal(readFileSync(join(folder, "ca.pem"), "utf8"), ca);
      const again = clientOf(second, env.EDGEFLEET_STAND_IN_PASSWORD);
      assert.deepEqual(
        (await again.hosts()).map(({ name }) => name),
        ["kept"],
      );
      await again.close();
      await second.interrupt();
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it("answers a node over plain HTTP, and nobody's API call", async () => {
    const running = await run([]);
    const nodes = running.said["nodes"] as string;
    const script = await (await fetch(`${nodes}/tink-stack/boot.ipxe`)).text();
    assert.match(script, /^#!ipxe\n/);
    assert.include(script, `kernel ${nodes}/tink-stack/vmlinuz-x86_64 `);
    assert.equal((await fetch(`${nodes}/v1/projects/stand-in/compute/hosts`)).status, 404);
    assert.equal((await fetch(`${nodes}/tink-stack/../records.json`)).status, 404);
    assert.equal((await fetch(`${nodes}/tink-stack/%2e%2e/ca.key`)).status, 404);
    await running.interrupt();
  });

  it("waits for an address that is to come, with its authority there, and can be stopped meanwhile", async () => {
    const folder = mkdtempSync(join(tmpdir(), "eft-stand-in-"));
    // An address for documentation: nobody has it.
    const args = ["orchestrator", "--stand-in", "--listen", "192.0.2.1", "--wait", "--dir", folder];
    const command = [join(repository, "dist/provider/cli/edgefleet.js"), ...args];
    const process = spawn(globalThis.process.execPath, command, { stdio: ["ignore", "ignore", "pipe"] });
    started.add(process);
    try {
      let said = "";
      for await (const chunk of process.stderr) {
        said += String(chunk);
        if (said.includes("\n")) break;
      }
      assert.include(said, "waiting until this machine has the address 192.0.2.1");
      assert.include(said, `ca: ${join(folder, "ca.pem")}`);
      assert.include(readFileSync(join(folder, "ca.pem"), "utf8"), "BEGIN CERTIFICATE");
      const ended = new Promise((done) => process.once("exit", done));
      process.kill("SIGINT");
      assert.equal(await ended, 0);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
