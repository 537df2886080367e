// The edge site in Python and YAML: the real CLI, the real language hosts, the plugin, and nodes that really boot.
import { assert } from "chai";
import { cpSync, mkdtempSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execa } from "execa";
import { repository, sharedHost, type IsolatedHost } from "../support/isolated-host";
import { Stack } from "../support/stack";

const image = join(process.env["EDGEFLEET_GUEST"] ?? "", "disk.qcow2");

interface Node {
  name: string;
  serial: string;
  mac: string;
  ip: string;
}

describe("the edge site in another language", function () {
  this.timeout(240_000);
  let host: IsolatedHost;
  /** What users get from `pip install -r requirements.txt`. */
  let packages: string;
  /** Language hosts and the virtual environment. */
  let hosts: string[];

  before(async () => {
    host = await sharedHost();
    hosts = (await execa(join(repository, "tools/setup"), ["languages"])).stdout.trim().split(":");
    packages = mkdtempSync(join(tmpdir(), "eft-python-"));
    // Builds leave files beside what they build.
    cpSync(join(repository, "sdk/python"), join(packages, "source"), { recursive: true });
    const pip = ["-m", "pip", "install", "--quiet", "--no-build-isolation", "--no-deps"];
    await execa(
      join(hosts[1] as string, "python"),
      [...pip, "--target", join(packages, "site"), "./source"],
      {
        cwd: packages,
      },
    );
  });

  after(() => rmSync(packages, { recursive: true, force: true }));

  for (const language of ["python", "yaml"]) {
    describe(language, () => {
      const project = `edgefleet-site-${language}`;
      let stack: Stack;

      before(async () => {
        stack = await Stack.make(host, {
          program: "",
          project,
          path: hosts,
          env: { PYTHONPATH: join(packages, "site"), PYTHONDONTWRITEBYTECODE: "1" },
          config: { "edgefleet:accelerator": "tcg", [`${project}:image`]: image, [`${project}:count`]: "2" },
        });
        cpSync(join(repository, `examples/edge-site-${language}`), stack.folder, { recursive: true });
        symlinkSync(join(hosts[1] as string, ".."), join(stack.folder, "venv"));
      });

      after(() => stack?.dispose());

      const nodes = async (): Promise<Record<string, Node>> =>
        JSON.parse((await stack.run("stack", "output", "nodes", "--json")).stdout) as Record<string, Node>;

      it("is previewed, and nothing happens", async () => {
        const { text } = await stack.preview();
        assert.match(text, /edgefleet:index:Domain\s+edge-1\s+create/);
        assert.deepEqual(await host.domains(), []);
      });

      it("comes up with a serial number and an address for each node", async () => {
        await stack.up();
        const found = await nodes();
        assert.sameMembers(Object.keys(found), ["1", "2"]);
        for (const [key, node] of Object.entries(found)) {
          assert.equal(node.name, `${project}-dev-edge-${key}`);
          assert.match(node.serial, /^[0-9A-F]{10}$/);
          assert.match(node.ip, /^10\.\d+\.\d+\.\d+$/);
          assert.include(await host.virsh("dumpxml", node.name), node.mac);
        }
      });

      it("finds nothing to do in a second up and in a refresh", async () => {
        await stack.same();
        await stack.refresh("--expect-no-changes");
      });

      it("says in preview what a change does to the running nodes", async () => {
        stack.config({ [`${project}:count`]: "1" });
        const { text } = await stack.preview();
        assert.match(text, /edgefleet:index:Domain\s+edge-2\s+delete/);
        assert.notMatch(text, /edge-1\s+(update|replace|delete)/);
        stack.config({ [`${project}:count`]: "2" });
      });

      it("goes away and leaves nothing", async () => {
        await stack.destroy();
        const all = [...(await host.domains()), ...(await host.networks()), ...(await host.pools())];
        assert.deepEqual(
          all.filter((name) => name.startsWith(project)),
          [],
        );
      });
    });
  }
});
