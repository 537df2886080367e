// The ways on which Pulumi finds the plugin without a network.
import { assert } from "chai";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { execa } from "execa";
import { repository, sharedHost, type IsolatedHost } from "../support/isolated-host";
import { Stack } from "../support/stack";

describe("the plugin is found", function () {
  this.timeout(240_000);
  let host: IsolatedHost;
  const folder = mkdtempSync(join(tmpdir(), "eft-found-"));
  const { version } = JSON.parse(readFileSync(join(repository, "package.json"), "utf8")) as {
    version: string;
  };

  before(async () => {
    host = await sharedHost();
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  /** A program that knows nothing of our SDK, as one in another language. */
  const program = `
    class Bare extends pulumi.CustomResource {
      constructor(name, props) { super("edgefleet:index:Network", name, { ...props, gateway: undefined }); }
    }
    exports.gateway = new Bare("lan", { subnet: "10.76.5.0/24" }).gateway;`;

  async function previews(options: { path?: string[]; yaml?: string } = {}): Promise<void> {
    const stack = await Stack.make(host, { program, ...(options.path ? { path: options.path } : {}) });
    try {
      if (options.yaml)
        stack.file("Pulumi.yaml", `name: ${stack.project}\nruntime: nodejs\nmain: index.js\n${options.yaml}`);
      const { text } = await stack.preview();
      assert.match(text, /edgefleet:index:Network/);
      assert.include(text, '"10.76.5.1"');
    } finally {
      await stack.dispose();
    }
  }

  it("is missing else, and Pulumi says so", async () => {
    const stack = await Stack.make(host, { program });
    try {
      assert.match((await stack.fails("preview")).text, /no resource plugin 'pulumi-resource-edgefleet'/);
    } finally {
      await stack.dispose();
    }
  });

  it("on PATH", () => previews({ path: [repository] }));

  it("by plugins.providers.path in Pulumi.yaml", () =>
    previews({
      yaml: "plugins:\n  providers:\n    - name: edgefleet\n      path: node_modules/pulumi-edgefleet\n",
    }));

  it("by its path, for schemas and SDKs", async () => {
    const { stdout } = await execa(
      "pulumi",
      ["package", "get-schema", join(repository, "pulumi-resource-edgefleet")],
      {
        env: { PULUMI_HOME: join(folder, "home"), PULUMI_BACKEND_URL: `file://${folder}` },
      },
    );
    assert.equal((JSON.parse(stdout) as { name: string }).name, "edgefleet");
  });

  it("by the language host, which runs the main of the package", async () => {
    const runner = join(repository, "node_modules/@pulumi/pulumi/cmd/run-plugin/index.js");
    const run = spawn(process.execPath, [runner, repository, "127.0.0.1:1"], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    const ended = once(run, "exit");
    try {
      const [line] = (await once(createInterface({ input: run.stdout }), "line")) as [string];
      assert.match(line, /^\d+$/);
    } finally {
      run.kill("SIGKILL");
      await ended;
    }
  });

  describe("in the packed archive", () => {
    let archive: string;

    before(async () => {
      archive = (await execa(join(repository, "tools/plugin-archive"))).stdout;
    });

    it("has the plugin in its root, and needs nothing that users do not", async () => {
      const { stdout } = await execa("tar", ["-tzf", archive]);
      assert.includeMembers(stdout.split("\n"), [
        "./PulumiPlugin.yaml",
        "./pulumi-resource-edgefleet",
        "./schema.json",
      ]);
      const manifest = await execa("tar", ["-xzOf", archive, "./package.json"]);
      const { dependencies, devDependencies } = JSON.parse(manifest.stdout) as Record<string, object>;
      assert.isUndefined(devDependencies);
      assert.containsAllKeys(dependencies, ["@pulumi/pulumi", "sax"]);
    });

    // It installs @pulumi/pulumi from the npm registry: more than a hundred packages.
    (process.env["EDGEFLEET_TEST_ALL"] ? it : it.skip)("is installed by pulumi plugin install", async () => {
      const home = join(folder, "installed");
      mkdirSync(home);
      const env = { PULUMI_HOME: home, PULUMI_BACKEND_URL: `file://${folder}` };
      await execa("pulumi", ["plugin", "install", "resource", "edgefleet", version, "--file", archive], {
        env,
      });
      const stack = await Stack.make(host, { program, env: { PULUMI_HOME: home } });
      try {
        assert.include((await stack.preview()).text, '"10.76.5.1"');
      } finally {
        await stack.dispose();
      }
    });
  });
});
