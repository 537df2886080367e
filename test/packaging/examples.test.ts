// The examples that are no Pulumi projects of their own: the program that drives a fleet, and the project template.
import { assert } from "chai";
import { execa, ExecaError } from "execa";
import { mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { copyOf, environmentIn, installed } from "../support/installed";
import { repository, sharedHost, type IsolatedHost } from "../support/isolated-host";

const image = join(process.env["EDGEFLEET_GUEST"] ?? "", "disk.qcow2");

describe("examples/automation", function () {
  this.timeout(300_000);
  const project = "edgefleet-automation";
  let host: IsolatedHost;
  let folder: string;
  let env: Record<string, string>;

  before(async () => {
    host = await sharedHost();
    folder = await copyOf("examples/automation");
    env = environmentIn(folder);
  });

  after(() => host?.purge(project));

  /** As a user starts it, from wherever that is. */
  async function run(verb: string, ...args: string[]): Promise<string> {
    const { stdout } = await execa(
      process.execPath,
      [join(folder, "index.js"), verb, "--uri", host.uri, "--store", join(folder, "store"), ...args],
      { cwd: "/", env },
    );
    return stdout;
  }
  const site = ["--image", image, "--nodes", "2"];

  it("previews without touching anything", async () => {
    const { summary, changes } = JSON.parse(await run("preview", ...site, "--memory", "96MiB")) as {
      summary: Record<string, number>;
      changes: unknown[];
    };
    assert.hasAllKeys(summary, ["create"]);
    assert.isEmpty(changes);
    assert.notInclude((await host.domains()).join(), project);
  });

  it("says what is wrong in the words of the resource, and nothing else", async () => {
    const failed = await run("preview", ...site, "--memory", "lots").catch((error: unknown) => error);
    assert.instanceOf(failed, ExecaError);
    const { exitCode, stderr } = failed as ExecaError;
    assert.equal(exitCode, 1);
    for (const line of String(stderr).split("\n"))
      assert.match(line, /edgefleet:(FleetPlan|Domain) resource .*memory/);
  });

  it("brings up the fleet, with what happens to each node as it happens", async () => {
    const output = await run("up", ...site, "--memory", "96MiB");
    for (const node of ["edge-1", "edge-2"]) {
      assert.match(output, new RegExp(`^${node}: waiting for the text "login:"`, "m"));
      assert.match(output, new RegExp(`^${node}: made in \\d+ s$`, "m"));
    }
    const nodes = JSON.parse(output.slice(output.indexOf("{\n"))) as Record<
      string,
      { ip: string; serial: string }
    >;
    assert.hasAllKeys(nodes, ["1", "2"]);
    for (const { ip, serial } of Object.values(nodes)) {
      assert.match(ip, /^10\.\d+\.\d+\.\d+$/);
      assert.match(serial, /^[0-9A-F]{10}$/);
    }
  });

  it("says as data what a change does to the running machines", async () => {
    const { summary, changes } = JSON.parse(await run("preview", ...site, "--memory", "128MiB")) as {
      summary: Record<string, number>;
      changes: Record<string, string>[];
    };
    assert.equal(summary["update"], changes.filter(({ path }) => path === "memory").length);
    for (const resource of ["edge-1", "edge-2"]) {
      const change = changes.find((one) => one["resource"] === resource);
      assert.deepInclude(change, { path: "memory", from: "96MiB", to: "128MiB", effect: "needs restart" });
    }
  });

  it("removes everything", async () => {
    assert.match(await run("destroy"), /^edge-1: removed in \d+ s$/m);
    const left = [...(await host.domains()), ...(await host.networks()), ...(await host.pools())];
    assert.notInclude(left.join(), project);
  });
});

describe("templates/edge-site", function () {
  this.timeout(120_000);
  let folder: string;
  let env: Record<string, string>;
  const pulumi = async (...args: string[]): Promise<string> =>
    (await execa("pulumi", [...args, "--non-interactive"], { cwd: folder, env })).stdout;

  before(async () => {
    folder = join(await installed(), "generated-site");
    mkdirSync(folder);
    env = environmentIn(await copyOf("templates/edge-site"));
    const template = join(repository, "templates/edge-site");
    await pulumi(
      "new",
      template,
      "--generate-only",
      "--offline",
      "--yes",
      "--name",
      "lab",
      "--description",
      "Our lab",
    );
  });

  it("is a project of the user's name, without what was only the template's", () => {
    const read = (name: string) => readFileSync(join(folder, name), "utf8");
    assert.match(read("Pulumi.yaml"), /^name: lab$/m);
    assert.notMatch(read("Pulumi.yaml"), /^template:/m);
    assert.deepInclude(JSON.parse(read("package.json")), { name: "lab", description: "Our lab" });
  });

  it("compiles", async () => {
    const tsc = join(repository, "node_modules/typescript/bin/tsc");
    await execa(process.execPath, [tsc, "-p", "."], { cwd: folder });
  });

  it("previews with the image alone, and with everything that the template asks for", async () => {
    const host = await sharedHost();
    await pulumi("stack", "init", "dev");
    await pulumi("config", "set", "edgefleet:uri", host.uri);
    await pulumi("config", "set", "image", image);
    const machines = async () =>
      (
        JSON.parse(await pulumi("preview", "--json")) as {
          steps: { urn: string; newState?: { inputs: object } }[];
        }
      ).steps
        .filter(({ urn }) => /edgefleet:Domain::/.test(urn))
        .map(({ newState }) => newState?.inputs as Record<string, unknown>);
    assert.deepEqual(
      (await machines()).map(({ memory }) => memory),
      Array(3).fill("256MiB"),
    );
    await pulumi("config", "set", "nodes", "1");
    await pulumi("config", "set", "memory", "96MiB");
    assert.deepEqual(
      (await machines()).map(({ memory }) => memory),
      ["96MiB"],
    );
  });
});
