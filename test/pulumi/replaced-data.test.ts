// Replacements and data: what a guest wrote goes only where that is said, whoever asks for the replacement.
import { assert } from "chai";
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { sharedHost, type IsolatedHost } from "../support/isolated-host";
import { Stack } from "../support/stack";

describe("data and replacement", function () {
  this.timeout(120_000);
  const folder = mkdtempSync(join(tmpdir(), "eft-data-"));
  let host: IsolatedHost;
  let stack: Stack;

  before(async () => {
    host = await sharedHost();
  });
  afterEach(() => stack?.dispose());
  after(() => rmSync(folder, { recursive: true, force: true }));

  const start = async (program: string): Promise<void> => {
    stack = await Stack.make(host, { program });
    await stack.up();
  };
  const path = (name: string): string => String(stack.resource(name).outputs["path"]);

  it("volumes go with no pool and no backing volume that is replaced, in preview and without one", async () => {
    const program = (place: string, content: string) => `
      const pool = new e.Pool("store", { path: "${folder}/${place}" });
      const base = new e.Volume("base", { pool, replaceData: true, content: { file: "${content}" }, format: "raw" });
      new e.Volume("data", { pool, size: "1MiB" });
      new e.Volume("overlay", { pool, backing: base });`;
    const [first, second] = ["first", "second"].map((name) => join(folder, `${name}.raw`)) as [
      string,
      string,
    ];
    writeFileSync(first, "1".repeat(4096));
    writeFileSync(second, "2".repeat(4096));
    await start(program("one", first));
    const files = readdirSync(join(folder, "one"));
    for (const [changed, refused] of [
      [program("two", first), ["data", "overlay"]],
      [program("one", second), ["overlay"]],
    ] as const) {
      stack.program(changed);
      for (const act of ["preview", "up"] as const) {
        const run = await stack.fails(...(act === "up" ? ["up", "--yes", "--skip-preview"] : [act]));
        for (const name of refused.slice(0, 1))
          assert.match(
            run.text,
            new RegExp(`volume "[^"]*${name}[^"]*" cannot be replaced with all data on it`),
          );
        assert.match(run.text, /say replaceData: true in a `pulumi up` of its own before/);
        assert.sameMembers(readdirSync(join(folder, "one")), files);
      }
    }
    stack.program(program("one", first));
    await stack.same();
  });

  it("a machine follows to the volumes that were made in the place of its own", async () => {
    const program = (content: string) => `
      const pool = new e.Pool("store", { path: "${folder}/image" });
      const base = new e.Volume("base", { pool, replaceData: true, content: { file: "${content}" }, format: "raw" });
      const disk = new e.Volume("disk", { pool, backing: base, replaceData: true });
      new e.Domain("node", { accelerator: "tcg", memory: "64MiB", shutdownTimeout: "0s", restart: "auto",
        disks: { root: { source: { volume: disk } } } });`;
    const [one, two] = ["one", "two"].map((name) => join(folder, `image-${name}.raw`)) as [string, string];
    writeFileSync(one, "1".repeat(2 ** 20));
    writeFileSync(two, "2".repeat(2 ** 20));
    await start(program(one));
    const [before, { id }] = [path("disk"), stack.resource("node")];
    stack.program(program(two));
    await stack.up();
    assert.notEqual(path("disk"), before);
    assert.include(await host.virsh("domblklist", id), path("disk"));
    assert.isFalse(existsSync(before));
    assert.isTrue(existsSync(path("disk")));
    await stack.same();
  });

  it("up --replace makes what has a uuid of the user's anew, and keeps it", async () => {
    const [network, machine] = [
      "b9a3c0de-0000-4000-8000-000000000001",
      "b9a3c0de-0000-4000-8000-000000000002",
    ];
    await start(`
      new e.Network("lan", { uuid: "${network}", mode: "isolated" });
      new e.Domain("node", { uuid: "${machine}", accelerator: "tcg", memory: "64MiB", shutdownTimeout: "0s" });`);
    for (const [type, name] of [
      ["Network", "lan"],
      ["Domain", "node"],
    ] as const) {
      for (let time = 0; time < 2; time++) await stack.up("--replace", stack.urn(type, name));
    }
    assert.match(await host.virsh("net-list", "--uuid"), new RegExp(network));
    assert.match(await host.virsh("list", "--uuid"), new RegExp(machine));
    assert.match(String(stack.resource("lan").outputs["incarnation"]), /-3$/);
    await stack.same();
    await stack.refresh("--expect-no-changes");
  });

  it("up --replace and a taint keep a volume that was taken over by its name", async () => {
    const volume = `new e.Volume("taken", { pool, name: "taken.qcow2", size: "2MiB", adopt: true });`;
    const pool = `const pool = new e.Pool("store", { path: "${folder}/taken" });`;
    await start(pool);
    await host.virsh("vol-create-as", stack.resource("store").id, "taken.qcow2", "2MiB", "--format", "qcow2");
    stack.program(pool + volume);
    await stack.up();
    await stack.up("--replace", stack.urn("Volume", "taken"));
    assert.isTrue(existsSync(path("taken")));
    await stack.taint(stack.urn("Volume", "taken"));
    await stack.up();
    assert.isTrue(existsSync(path("taken")));
    await stack.same();
  });
});
