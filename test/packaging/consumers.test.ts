// The package as users get it: packed, installed beside Pulumi, used from each kind of program. No plugin is
// there and none may be fetched.
import { cpSync } from "node:fs";
import { join } from "node:path";
import { assert } from "chai";
import { execa } from "execa";
import { environmentIn, installed } from "../support/installed";
import { repository, sharedHost, type IsolatedHost } from "../support/isolated-host";

describe("the packed package", function () {
  this.timeout(240_000);
  let folder: string;
  let host: IsolatedHost;

  before(async () => {
    host = await sharedHost();
    folder = await installed();
    cpSync(join(repository, "test/consumers"), folder, { recursive: true });
  });

  for (const kind of ["cjs", "esm", "typescript"]) {
    it(`previews, makes and removes from ${kind}`, async () => {
      const env = environmentIn(join(folder, kind));
      const pulumi = async (...args: string[]): Promise<string> => {
        const run = await execa("pulumi", [...args, "--non-interactive"], {
          cwd: join(folder, kind),
          env,
          all: true,
          reject: false,
        });
        if (run.exitCode !== 0)
          throw new Error(`pulumi ${args.join(" ")} ended with ${run.exitCode}:\n${run.all}`);
        return run.stdout;
      };
      const name = `edgefleet-consumer-${kind}`;
      await pulumi("stack", "init", "dev");
      await pulumi("config", "set", "edgefleet:uri", host.uri);
      await pulumi("config", "set", "folder", join(folder, `store-${kind}`));
      try {
        assert.match(await pulumi("preview"), /\+ \d+ to create/);
        assert.notInclude((await host.networks()).join(), name);

        await pulumi("up", "--yes", "--skip-preview");
        const outputs = JSON.parse(await pulumi("stack", "output", "--json")) as Record<string, string>;
        assert.match(outputs["subnet"] as string, /^10\.\d+\.\d+\.0\/24$/);
        assert.include(outputs["path"], join(folder, `store-${kind}`));
        assert.match(outputs["serial"] as string, /^[0-9A-F]{10}$/);
        assert.include(await host.networks(), `${name}-dev-lan`);
        assert.include(await host.domains(), `${name}-dev-machine`);

        await pulumi("up", "--yes", "--skip-preview", "--expect-no-changes");
      } finally {
        await pulumi("destroy", "--yes", "--skip-preview").finally(() => host.purge(name));
      }
    });

    it(`leaves nothing behind after ${kind}`, async () => {
      const all = [...(await host.networks()), ...(await host.pools()), ...(await host.domains())];
      assert.notInclude(all.join(), `edgefleet-consumer-${kind}`);
    });
  }

  it("has declarations for a strict project with today's compiler", async () => {
    const tsc = join(repository, "node_modules/typescript/bin/tsc");
    for (const project of ["tsconfig.json", "tsconfig.strict.json"]) {
      await execa(process.execPath, [tsc, "-p", project], { cwd: join(folder, "typescript") });
    }
  });

  it("has declarations that the compiler inside @pulumi/pulumi can read", async () => {
    const tsc = join(folder, "node_modules/@pulumi/pulumi/vendor/typescript@3.8.3/typescript.js");
    const check = `
      const ts = require(${JSON.stringify(tsc)});
      const fs = require("fs"), path = require("path");
      const walk = (folder) => fs.readdirSync(folder, { withFileTypes: true }).flatMap((entry) =>
        entry.isDirectory() ? walk(path.join(folder, entry.name)) : entry.name.endsWith(".d.ts") ? [path.join(folder, entry.name)] : []);
      const files = walk(${JSON.stringify(join(folder, "node_modules/pulumi-edgefleet/dist/sdk"))});
      const problems = files.flatMap((file) =>
        ts.createSourceFile(file, fs.readFileSync(file, "utf8"), ts.ScriptTarget.ES2020).parseDiagnostics.map((d) => file + ": " + ts.flattenDiagnosticMessageText(d.messageText, " ")));
      console.log(JSON.stringify({ version: ts.version, files: files.length, problems }));`;
    // The TypeScript program above had no other compiler.
    const own = await execa(process.execPath, ["-e", 'require.resolve("typescript")'], {
      cwd: join(folder, "typescript"),
      reject: false,
    });
    assert.notEqual(own.exitCode, 0);
    const { stdout } = await execa(process.execPath, ["-e", check]);
    const { version, files, problems } = JSON.parse(stdout) as {
      version: string;
      files: number;
      problems: string[];
    };
    assert.equal(version, "3.8.3");
    assert.isAbove(files, 5);
    assert.deepEqual(problems, []);
  });

  it("claims no plugin, and brings the command, the schema and the licence", async () => {
    const inside = (path: string) => join(folder, "node_modules/pulumi-edgefleet", path);
    const { default: manifest } = (await import(inside("package.json"), { with: { type: "json" } })) as {
      default: Record<string, unknown>;
    };
    assert.notProperty(manifest, "pulumi");
    const { stdout } = await execa(join(folder, "node_modules/.bin/edgefleet"), ["--version"]);
    assert.equal(stdout, manifest["version"]);
    await execa("test", [
      "-s",
      inside("LICENSE"),
      "-a",
      "-s",
      inside("schema.json"),
      "-a",
      "-s",
      inside("README.md"),
    ]);
  });

  describe("under mocks", () => {
    interface Facts {
      subnet: string;
      uuid: string;
      urn: string;
      id: string;
      nodes: string[];
      undefinedOutputs: string[];
      isInstance: boolean[];
      types: Record<string, string>;
      missing: string;
      seen: { type: string; name: string; inputs: Record<string, unknown> }[];
    }
    let facts: Facts;

    before(async () => {
      const { stdout } = await execa(process.execPath, ["mocks.js"], { cwd: join(folder, "mocks") });
      facts = JSON.parse(stdout) as Facts;
    });

    it("gives back what the mock says, and every output that is declared", () => {
      assert.equal(facts.subnet, "10.1.2.0/24");
      assert.equal(facts.uuid, "u-u-i-d");
      assert.deepEqual(facts.undefinedOutputs, []);
      assert.deepEqual(facts.nodes, ["1", "2"]);
    });

    it("gets what another stack manages", () => {
      assert.equal(facts.id, "00000000-0000-4000-8000-000000000001");
    });

    it("tells its classes apart", () => {
      assert.deepEqual(facts.isInstance, [true, false, false, true, true]);
      assert.deepEqual(facts.types, {
        Network: "pulumi-nodejs:dynamic/edgefleet:Network",
        Pool: "pulumi-nodejs:dynamic/edgefleet:Pool",
        Volume: "pulumi-nodejs:dynamic/edgefleet:Volume",
        Domain: "pulumi-nodejs:dynamic/edgefleet:Domain",
        EdgeNode: "edgefleet:index:EdgeNode",
        EdgeFleet: "edgefleet:index:EdgeFleet",
      });
    });

    it("says which argument is missing", () => {
      assert.equal(facts.missing, 'Volume "none" needs pool');
    });

    it("stores one constant line that leads to the handlers, and no code", () => {
      const lines = facts.seen.flatMap(({ inputs }) =>
        inputs["__provider"] === undefined ? [] : [String(inputs["__provider"])],
      );
      assert.isAbove(lines.length, 6);
      for (const line of lines)
        assert.match(line, /^exports\.handler = \(\) => require\("pulumi-edgefleet\/handlers"\)\.\w+;$/);
    });

    it("hands references over as name and incarnation", () => {
      const disk = facts.seen.find(({ name }) => name === "disk");
      assert.deepInclude(disk?.inputs["pool"], { incarnation: "0011223344556677-1" });
    });
  });
});
