// A node that is followed through its provisioning: a guest that really boots, prompts that are really answered.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { assert } from "chai";
import { VirshHost } from "../../provider/host/session";
import type { Timeline } from "../../provider/provisioning/timeline";
import { edgefleetIn } from "../support/cli";
import { sharedHost, type IsolatedHost } from "../support/isolated-host";
import { kill } from "../support/processes";
import { compactProfile, provisioningGuest } from "../support/provisioning-guest";
import { counts, Stack } from "../support/stack";

const right = { username: "ann", password: "se cret&$x'\"é" };

describe("a node that is provisioned", function () {
  this.timeout(240_000);
  let host: IsolatedHost;
  let stack: Stack;
  let domain: string;
  let logDir: string;

  const program = (guest: string, more = ""): string => `
    const pool = new e.Pool("store", { path: ${JSON.stringify(join(stack.folder, "store"))} });
    const node = new e.Domain("node", { ${guest} });
    const config = new pulumi.Config();
    const made = new e.Provisioning("made", {
      domain: node, profile: ${JSON.stringify(join(stack.folder, "compact.json"))}, logDir: ${JSON.stringify(logDir)},
      credentials: { username: "ann", password: config.requireSecret("password") }, ${more}
    });
    exports.stage = made.stage;`;
  const setPassword = (password: string) =>
    stack.expect(stack.start(["config", "set", "--secret", "password"], { input: password }));
  const timeline = (): Timeline | undefined => {
    const file = join(logDir, `${domain}.timeline.json`);
    return existsSync(file) ? (JSON.parse(readFileSync(file, "utf8")) as Timeline) : undefined;
  };
  const agentLog = (): string => {
    const name = readdirSync(join(stack.folder, "store")).find((file) => file.includes("-agent-")) as string;
    return readFileSync(join(stack.folder, "store", name), "latin1");
  };

  before(async () => {
    host = await sharedHost();
    stack = await Stack.make(host, { program: "", config: { "edgefleet:accelerator": "tcg" } });
    domain = `${stack.project}-dev-node`;
    logDir = join(stack.folder, "logs");
    stack.file("compact.json", JSON.stringify(compactProfile));
  });

  after(() => stack?.dispose());

  it("fails with refused credentials: class, last lines and advice are told, and the machine is kept", async () => {
    await setPassword("wrong-password");
    stack.program(program(provisioningGuest(stack.folder, right)));
    const { text } = await stack.fails("up", "--yes", "--skip-preview");
    assert.match(text, /node ".*" was not provisioned on/);
    assert.match(text, /user name and password were refused \(credentials, in stage credentials/);
    assert.include(text, "Incorrect username and password provided.");
    assert.include(text, "The machine is kept");
    assert.notInclude(text, "wrong-password");
    assert.equal(await host.virsh("domstate", domain), "running");
    assert.include(stack.resource("made").outputs, {
      stage: "credentials",
      failure: "credentials",
      isReady: false,
    });
    assert.equal(timeline()?.failure?.class, "credentials");
    const { stdout } = await edgefleetIn(stack, "status", "--stack", "dev");
    assert.match(stdout, /credentials +failed: credentials/);
  });

  it("goes on with the right ones where it was, also after Pulumi was killed, and types nothing twice", async () => {
    await setPassword(right.password);
    const id = await host.virsh("domid", domain);
    const running = stack.start(["up", "--yes", "--skip-preview"]);
    const ended = stack.finish(running);
    while (timeline()?.stage !== "secure-boot") await pause(50);
    for (const { pid } of stack.processes()) kill(pid);
    await ended;
    await stack.cancel();
    const typed = agentLog().split("Username: ").length;

    const next = stack.finish(stack.start(["up", "--yes", "--skip-preview"]));
    while (timeline()?.state !== "running" || timeline()?.updated === undefined) await pause(50);
    const console = new VirshHost(host.uri);
    await console.type(domain, "serial0", "go\r");
    await console.close();
    const { exitCode, text } = await next;
    assert.equal(exitCode, 0, text);
    assert.equal(await host.virsh("domid", domain), id, "the machine was not restarted");
    assert.equal(agentLog().split("Username: ").length, typed);
    assert.equal(stack.resource("made").outputs["stage"], "login");
    assert.notProperty(stack.resource("made").outputs, "failure");
    assert.equal(timeline()?.state, "provisioned");
  });

  it("is silent from then on: a second up and a refresh have nothing to do", async () => {
    await stack.same();
    assert.hasAllKeys(counts(await stack.refresh()), ["unchanged"]);
    await stack.same();
  });

  it("leaves the password in no file, no state and on no screen", async () => {
    const files = readdirSync(logDir).map((name) => readFileSync(join(logDir, name), "utf8"));
    const { text } = await stack.run("stack", "export");
    for (const place of [...files, text, agentLog()]) assert.notInclude(place, "se cret");
    assert.include(files.join("\n"), "agent| Provide Username and password for the IDP");
  });

  it("is shown by status and logs, merged with the console in front", async () => {
    const status = await edgefleetIn(stack, "status", "--stack", "dev", "--json");
    assert.equal(status.exitCode, 0, status.stderr);
    const [row] = JSON.parse(status.stdout) as Record<string, unknown>[];
    assert.include(row, { node: domain, stage: "login", state: "provisioned" });
    const logs = await edgefleetIn(stack, "logs", "--stack", "dev");
    assert.equal(logs.exitCode, 0, logs.stderr);
    assert.match(logs.stdout, /^node agent +\| Provide Username and password for the IDP$/m);
    assert.match(logs.stdout, /^node console +\| edge login:/m);
  });

  it("is followed anew when its machine is made anew; one that dies is told as stopped", async () => {
    stack.program(program(`name: "${domain}-2", ${provisioningGuest(stack.folder, right, true)}`));
    const { text } = await stack.fails("up", "--yes", "--skip-preview");
    assert.match(text, /the machine stopped \(stopped, in stage credentials/);
    assert.include(stack.resource("made").outputs, { failure: "stopped", isReady: false });
  });
});
