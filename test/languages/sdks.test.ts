// The Python and Go SDKs: made from today's schema by Pulumi's generators, and good to their compilers.
import { assert } from "chai";
import { cpSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execa } from "execa";
import { differingFiles, filesIn } from "../support/folders";
import { Languages } from "../support/languages";
import { repository } from "../support/isolated-host";

describe("the SDKs of other languages", function () {
  this.timeout(300_000);
  let folder: string;

  before(() => {
    folder = mkdtempSync(join(tmpdir(), "eft-sdks-"));
  });
  after(() => rmSync(folder, { recursive: true }));

  it("are what the generators make of today's schema", async () => {
    await execa(join(repository, "tools/sdks"), [folder]);
    for (const part of ["python/pulumi_edgefleet", "go/edgefleet"]) {
      assert.isNotEmpty(filesIn(join(folder, part)));
      assert.deepEqual(differingFiles(join(folder, part), join(repository, "sdk", part)), []);
    }
  });

  it("has everything in Python, and can be imported", async () => {
    const languages = await Languages.make();
    const program = `
import pulumi_edgefleet as edgefleet
for name in ["Network", "Pool", "Volume", "Domain", "EdgeNode", "EdgeFleet", "Provider", "get_domain", "get_host_output"]:
    getattr(edgefleet, name)
assert edgefleet.NetworkMode.NAT.value == "nat"
edgefleet.NicArgs(network="lan", model=edgefleet.NicModel.E1000E)`;
    try {
      await execa(languages.python, ["-B", "-c", program], { env: { PYTHONPATH: languages.packages } });
    } finally {
      languages.dispose();
    }
  });

  describe("in Go", () => {
    let go: (at: string, ...args: string[]) => Promise<string>;

    before(async () => {
      const { stdout: command } = await execa(join(repository, "tools/setup"), ["go"]);
      // Sums are checked, and nothing is written into the sources.
      const env = { GOFLAGS: "-mod=readonly", GOTOOLCHAIN: "local", CGO_ENABLED: "0", GOROOT: undefined };
      go = async (at, ...args) => (await execa(command, args, { cwd: at, env, all: true })).all;
      for (const part of ["sdk/go", "examples/edge-site-go"])
        cpSync(join(repository, part), join(folder, "work", part), { recursive: true });
    });

    it("compile, and the example with them", async () => {
      await go(join(folder, "work/sdk/go"), "vet", "./...");
      await go(join(folder, "work/examples/edge-site-go"), "build", "-o", join(folder, "edge-site"), ".");
    });

    it("do not compile with an argument that is not there", async () => {
      const example = join(folder, "work/examples/edge-site-go");
      const wrong = `package main\n\nimport "edgefleet/sdk/go/edgefleet"\n\nvar _ = edgefleet.NetworkArgs{Mood: nil}\n`;
      writeFileSync(join(example, "wrong.go"), wrong);
      const failed = await go(example, "build", "-o", "/dev/null", ".").catch(
        (error: Error) => error.message,
      );
      assert.match(failed, /unknown field Mood/);
    });
  });
});
