// The policy pack of examples/policy: run by the real CLI, and its rules by themselves for what no resource here shows.
import { assert } from "chai";
import { chmodSync, cpSync, mkdirSync, symlinkSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { repository, sharedHost } from "../support/isolated-host";
import { Stack } from "../support/stack";

const example = join(repository, "examples/policy");

describe("the policy pack", () => {
  describe("with the real CLI", function () {
    this.timeout(120_000);
    let stack: Stack;

    before(async () => {
      const host = await sharedHost();
      // So that no check of the resource itself ends the program early, however small the host is.
      const config = { "edgefleet:overcommitCpus": "64" };
      stack = await Stack.make(host, { program: "", config });
      cpSync(example, join(stack.folder, "pack"), {
        recursive: true,
        filter: (path) => !path.includes("node_modules"),
      });
      symlinkSync(
        join(repository, "node_modules/@pulumi/policy"),
        join(stack.folder, "node_modules/@pulumi/policy"),
      );
      standInLauncher(stack);
    });

    after(() => stack?.dispose());

    /** A released CLI starts a pack by its Node language host; the one that is built here is too old for that. */
    function standInLauncher({ folder }: Stack): void {
      const runtime = "node-of-the-pack";
      stack.file("pack/PulumiPolicy.yaml", `runtime: ${runtime}\n`);
      mkdirSync(join(folder, "bin"));
      const launcher = stack.file(
        `bin/pulumi-analyzer-policy-${runtime}`,
        `#!/bin/sh\nexec node "$(node -p 'require.resolve("@pulumi/pulumi/cmd/run-policy-pack")')" "$@"\n`,
      );
      chmodSync(launcher, 0o755);
      (stack as unknown as { env: Record<string, string> }).env["PATH"] += `:${join(folder, "bin")}`;
    }

    const pack = () => ["--policy-pack", join(stack.folder, "pack")];

    it("lets a modest fleet pass", async () => {
      stack.program(`
        const network = new e.Network("lan");
        const pool = new e.Pool("store", { path: "${stack.folder}/store" });
        new e.EdgeFleet("edge", { count: 2, network, pool, disk: "8MiB", memory: "32MiB", running: false });`);
      const { text } = await stack.preview(...pack());
      assert.match(text, /✅ edgefleet@v\d/);
    });

    it("refuses what breaks its rules, all of it at once, before anything is made", async () => {
      stack.program(`
        new e.Host("lab", { uri: "qemu+tls://lab/system?no_verify=1" });
        const pool = new e.Pool("store", { path: "${stack.folder}/store" });
        new e.Volume("big", { pool, size: "1TiB" });
        new e.EdgeNode("edge", { network: new e.Network("lan"), pool, vcpu: 5,
          domain: { vnc: { listen: "0.0.0.0", password: "hunter22" }, qemuArgs: ["-msg", "timestamp=on"] } });`);
      const { text } = await stack.fails("preview", ...pack());
      const broken = [...text.matchAll(/\[mandatory\] +(\S+) +\(\S+: (\S+)\)\n.*\n +(\S+): /g)];
      assert.sameMembers(
        broken.map(([, rule, name, field]) => `${rule} ${name} ${field}`),
        [
          "tls-verified lab edgefleet:uri",
          "bounded-sizes big size",
          "bounded-sizes edge vcpu",
          "vnc-on-loopback edge vnc.listen",
          "no-raw-qemu-arguments edge qemuArgs",
        ],
      );
      assert.notInclude(text, "hunter22");
      assert.isEmpty(stack.state());
    });

    it("takes the organisation's own bounds", async () => {
      stack.program(`new e.Domain("vm", { memory: "64MiB", running: false });`);
      const bounds = stack.file("bounds.json", JSON.stringify({ "bounded-sizes": { maxMemory: "32MiB" } }));
      const { text } = await stack.fails("preview", ...pack(), "--policy-pack-config", bounds);
      assert.include(text, "memory: 64MiB is more than 32MiB, the maxMemory of this policy");
    });
  });

  describe("its rules", () => {
    interface Rule {
      validateResource(args: object, report: (message: string) => void): void;
    }
    const load = createRequire(join(example, "index.js"));
    const rules = { ...load("./rules.js"), ...load("./sizes.js") } as Record<string, Rule>;
    const bounds = { maxVcpu: 4, maxMemory: "8GiB", maxDisk: "64GiB" };

    function broken(type: string, props: object): string[] {
      const found: string[] = [];
      for (const [name, rule] of Object.entries(rules)) {
        rule.validateResource({ type, props, getConfig: () => bounds }, () => found.push(name));
      }
      return found;
    }

    for (const door of ["pulumi-nodejs:dynamic/edgefleet", "edgefleet:index"]) {
      it(`know the resources of ${door}`, () => {
        assert.deepEqual(broken(`${door}:Domain`, { qemuArgs: ["-device", "edu"] }), ["noRawQemuArguments"]);
        assert.deepEqual(broken(`${door}:Domain`, { vnc: { listen: "::" } }), ["vncOnLoopback"]);
        assert.deepEqual(broken(`${door}:Volume`, { size: "65 GiB" }), ["boundedSizes"]);
        assert.deepEqual(
          broken(`${door}:Domain`, { qemuArgs: [], vnc: { listen: "::1" }, vcpu: 4, memory: "8192MiB" }),
          [],
        );
        assert.deepEqual(broken(`${door}:Network`, { size: "1TiB", vnc: { listen: "::" } }), []);
      });
    }

    it("know the hosts of both doors, and what turns verification off", () => {
      const uri = (query: string) => `qemu+tls://lab/system${query}`;
      const dynamic = (query: string) =>
        broken("pulumi:providers:pulumi-nodejs", { "edgefleet:uri": uri(query) });
      const native = (query: string) => broken("pulumi:providers:edgefleet", { uri: uri(query) });
      for (const ask of [dynamic, native]) {
        for (const query of ["?no_verify=1", "?pkipath=/p&no_verify=true", "?known_hosts_verify=ignore"]) {
          assert.deepEqual(ask(query), ["tlsVerified"], query);
        }
        for (const query of ["", "?no_verify=0", "?known_hosts_verify=auto"])
          assert.deepEqual(ask(query), [], query);
      }
    });

    it("leave alone what others made", () => {
      assert.deepEqual(broken("aws:ec2:Domain", { vcpu: 64, qemuArgs: ["-s"], vnc: { listen: "::" } }), []);
      assert.deepEqual(broken("pulumi:providers:aws", { uri: "x?no_verify=1" }), []);
    });
  });
});
