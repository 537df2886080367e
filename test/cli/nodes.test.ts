// What the command makes of a stack's state: which nodes it has, how far they are, and on which host each is.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { assert } from "chai";
import { edgefleet, type Ended } from "../support/cli";

const host = (name: string): string => `qemu+unix:///system?socket=/nonexistent/${name}`;
const urn = (type: string, name: string): string => `urn:pulumi:dev::site::${type}::${name}`;
const lab = `${urn("pulumi:providers:edgefleet", "lab")}::0b1c`;

const domain = (name: string, more: object = {}, outputs: object = {}): object => ({
  urn: urn("edgefleet:index:Domain", name),
  type: "edgefleet:index:Domain",
  inputs: { name: `site-dev-${name}`, uuid: `uuid-of-${name}`, ...more },
  outputs,
});

const resources = [
  {
    urn: urn("pulumi:providers:edgefleet", "lab"),
    type: "pulumi:providers:edgefleet",
    inputs: { uri: host("lab") },
  },
  domain("north", { ready: { lease: true } }, { isReady: true }),
  domain("south", { ready: { console: "login:" } }, { isReady: false }),
  domain("east", { ready: {} }, { isReady: true }),
  domain("west"),
  domain("followed", { ready: {} }, { isReady: true }),
  {
    urn: urn("edgefleet:index:Provisioning", "followed"),
    type: "edgefleet:index:Provisioning",
    inputs: { domain: { name: "site-dev-followed" } },
    outputs: { stage: "ipxe", failure: "tls", isReady: false, durations: { firmware: "12s" } },
  },
  { ...domain("far"), provider: lab },
  { ...domain("far", { name: "replaced-far" }), delete: true },
  { ...domain("twin"), provider: lab },
  { ...domain("twin", { name: "other-twin" }), urn: urn("x:y:Z$edgefleet:index:Domain", "twin") },
];

describe("edgefleet on the nodes of a stack", function () {
  this.timeout(30_000);
  let folder: string;

  const file = (name: string, content: string, mode = 0o644) =>
    writeFileSync(join(folder, name), content, { mode });
  const state = (all: object[]) => file("state.json", JSON.stringify({ deployment: { resources: all } }));
  const configured = (uri: object) => file("config.json", JSON.stringify({ "edgefleet:uri": uri }));

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "eft-nodes-"));
    file("Pulumi.yaml", "name: site\nruntime: nodejs\n");
    state(resources);
    configured({ value: host("configured") });
    file("pulumi", `#!/bin/sh\ncase $1 in stack) cat state.json ;; *) cat config.json ;; esac\n`, 0o755);
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  const run = (...args: string[]): Promise<Ended> =>
    edgefleet(args, { cwd: folder, env: { PATH: `${folder}:${process.env["PATH"] ?? ""}` } });

  const states = {
    north: "ready",
    south: "not ready",
    east: "not waited for",
    west: "not waited for",
    followed: "failed",
  };

  it("status says which one is not ready", async () => {
    const { stdout, stderr } = await run("status");
    assert.equal(stderr, "");
    for (const [name, state] of Object.entries({ ...states, followed: "failed: tls" }))
      assert.match(stdout, new RegExp(`^site-dev-${name} .* ${state}( +12 s)?$`, "m"));
  });

  it("status says so to programs", async () => {
    const all = JSON.parse((await run("status", "--json")).stdout) as { name: string; state: string }[];
    assert.deepInclude(Object.fromEntries(all.map(({ name, state }) => [name, state])), states);
    assert.deepEqual(all.find(({ name }) => name === "followed") as object, {
      name: "followed",
      node: "site-dev-followed",
      host: host("configured"),
      state: "failed",
      stage: "ipxe",
      failure: "tls",
      elapsedSeconds: 12,
    });
  });

  it("summary counts the same results", async () => {
    const { results } = JSON.parse((await run("summary", "--json")).stdout) as { results: object };
    assert.deepEqual(results, { "not waited for": 5, "failed: tls": 1, "not ready": 1, ready: 1 });
  });

  for (const command of ["restart", "console"]) {
    it(`${command} looks for a node on its own host`, async () => {
      for (const name of ["far", "site-dev-far", "uuid-of-far"]) {
        const { exitCode, stderr } = await run(command, name);
        assert.equal(exitCode, 1);
        assert.include(stderr, host("lab"));
      }
      assert.include((await run(command, "far", "--stack", "dev")).stderr, host("lab"));
    });

    it(`${command} looks for any other where the stack's configuration says, or --uri`, async () => {
      for (const name of ["north", "somebody's"])
        assert.include((await run(command, name)).stderr, host("configured"));
      assert.include((await run(command, "far", "--uri", host("given"))).stderr, host("given"));
    });
  }

  it("takes no other host where the stack's is secret", async () => {
    const secret = { urn: urn("pulumi:providers:edgefleet", "lab"), type: "pulumi:providers:edgefleet" };
    configured({ secret: true });
    state([
      { ...secret, inputs: { uri: { ciphertext: "v1:x" } } },
      domain("north"),
      { ...domain("far"), provider: lab },
    ]);
    for (const args of [
      ["restart", "north"],
      ["restart", "far"],
      ["console", "somebody's", "--stack", "dev"],
      ["sweep", "--stack", "dev"],
    ]) {
      const { exitCode, stderr } = await run(...args);
      assert.equal(exitCode, 1);
      assert.include(stderr, "Give --uri");
      assert.include((await run(...args, "--uri", host("given"))).stderr, host("given"));
    }
    assert.match((await run("status")).stdout, /^site-dev-far +\(secret\) /m);
  });

  const watched = (name: string, of: object, stage: string, more: object = {}): object => ({
    urn: urn("edgefleet:index:Provisioning", name),
    type: "edgefleet:index:Provisioning",
    inputs: { domain: of, logDir: "logs" },
    outputs: { stage },
    ...more,
  });
  const stages = async (): Promise<Record<string, string>> => {
    const all = JSON.parse((await run("status", "--json")).stdout) as { name: string; stage: string }[];
    return Object.fromEntries(all.map(({ name, stage }) => [name, stage]));
  };

  it("tells machines of one name on two hosts apart", async () => {
    const name = "node";
    state([
      resources[0] as object,
      domain("here", { name, incarnation: "1111111122222222-1" }),
      { ...domain("there", { name, incarnation: "1111111133333333-1" }), provider: lab },
      watched("a", { name }, "ipxe", { provider: lab }),
      watched("b", { name, incarnation: "1111111122222222-1" }, "kernel"),
    ]);
    assert.deepEqual(await stages(), { here: "kernel", there: "ipxe" });
  });

  it("takes no timeline of another machine of that name", async () => {
    const incarnation = "1111111122222222-2";
    const began = new Date().toISOString();
    mkdirSync(join(folder, "logs"));
    const timeline = (machine: string) => {
      const what = { format: 1, node: "node", machine, state: "failed", stage: "ipxe", stages: [], began };
      file("logs/node.timeline.json", JSON.stringify({ ...what, updated: began }));
    };
    state([
      domain("it", { name: "node", incarnation }),
      watched("it", { name: "node", incarnation }, "kernel"),
    ]);
    for (const other of ["1111111122222222-1/3", "1111111122222222-22/3", "4444444422222222-2/3"]) {
      timeline(other);
      assert.deepEqual(await stages(), { it: "kernel" }, other);
    }
    timeline(`${incarnation}/3`);
    assert.deepEqual(await stages(), { it: "ipxe" });
  });

  it("refuses a name that several nodes of the stack have", async () => {
    const { exitCode, stderr } = await run("restart", "twin");
    assert.equal(exitCode, 1);
    assert.include(stderr, "several machines of the stack are called so: site-dev-twin");
    assert.include(stderr, `other-twin (${host("configured")})`);
    assert.include((await run("restart", "site-dev-twin")).stderr, host("lab"));
  });
});
