// What is left of a stack is found and removed, and nothing else.
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { assert } from "chai";
import { edgefleetIn } from "../support/cli";
import { sharedHost, type IsolatedHost } from "../support/isolated-host";
import { freshSubnet, Stack } from "../support/stack";

describe("edgefleet sweep", function () {
  this.timeout(180_000);
  let host: IsolatedHost;
  let stack: Stack;

  before(async () => {
    host = await sharedHost();
  });

  afterEach(() => stack?.dispose());

  const program = (folder: string) => `
    const lan = new e.Network("lan", { subnet: "${freshSubnet()}" });
    const store = new e.Pool("store", { path: ${JSON.stringify(folder)} });
    const base = new e.Volume("base", { pool: store, size: "1MiB" });
    const over = new e.Volume("over", { pool: store, backing: base });`;

  async function made(body?: (folder: string) => string): Promise<void> {
    stack = await Stack.make(host, { program: "" });
    stack.program((body ?? program)(join(stack.folder, "store")));
    await stack.up();
  }

  const sweep = (...args: string[]) => edgefleetIn(stack, "sweep", "--stack", stack.name, ...args);
  const orphan = (name: string) =>
    stack.run("state", "delete", stack.find(name)?.urn as string, "--yes", "--target-dependents");
  const found = async (
    ...args: string[]
  ): Promise<{ kind: string; name: string; removed: boolean; note?: string; kept?: string }[]> =>
    JSON.parse((await sweep("--json", ...args)).stdout) as never;

  it("finds nothing as long as the state knows everything", async () => {
    await made();
    const before = await host.everything();
    const { exitCode, stdout, stderr } = await sweep("--yes");
    assert.equal(exitCode, 0, stderr);
    assert.include(stdout, `nothing of ${stack.project}/dev is left outside its state`);
    assert.equal(await host.everything(), before);
  });

  it("lists without touching, then removes, what no state knows; what others made stays", async () => {
    await made();
    const pool = `${stack.project}-dev-store`;
    await host.define("net-define", `<network><name>${stack.project}-dev-lan-2</name></network>`);
    const [ours = ""] = (await host.volumes(pool)).filter((name) => name.includes("-base-"));
    const foreign = ours.replace(/-base-[0-9a-f]{8}/, "-base-00000000");
    for (const name of [foreign, "notes.qcow2"]) await host.virsh("vol-create-as", pool, name, "1M");
    await stack.run("state", "delete", "--all", "--yes");
    const before = await host.everything();

    const dry = await sweep();
    assert.equal(dry.exitCode, 0, dry.stderr);
    assert.include(dry.stdout, `network ${stack.project}-dev-lan on ${host.uri}`);
    assert.include(dry.stdout, "4 found; nothing was removed");
    assert.equal(await host.everything(), before);

    const wet = await found("--yes");
    assert.sameMembers(
      wet.map(({ kind, removed }) => `${kind} ${String(removed)}`),
      ["volume true", "volume true", "network true", "pool true"],
    );
    assert.deepEqual(
      (await host.networks()).filter((name) => name.startsWith(stack.project)),
      [`${stack.project}-dev-lan-2`],
    );
    assert.notInclude(await host.pools(), pool);

    await host.define(
      "pool-define",
      `<pool type="dir"><name>${pool}</name><target><path>${stack.folder}/store</path></target></pool>`,
    );
    await host.virsh("pool-start", pool);
    assert.sameMembers(await host.volumes(pool), [foreign, "notes.qcow2"]);
    assert.isEmpty(await found("--yes"));
  });

  it("takes options out of a network that somebody else made, and leaves a CA list that a machine reads", async () => {
    const theirs = async (): Promise<string> =>
      host.virsh("net-dumpxml", "--inactive", `${stack.project}-theirs`);
    stack = await Stack.make(host, { program: "" });
    const gateway = freshSubnet().replace(/0\/24$/, "1");
    await host.define(
      "net-define",
      `<network><name>${stack.project}-theirs</name><ip address="${gateway}" prefix="24"/></network>`,
    );
    const before = await theirs();
    const program = (machine: string): void =>
      stack.program(`
        const pool = new e.Pool("store", { path: "${join(stack.folder, "store")}" });
        new e.Volume("seed", { pool, size: "1MiB", format: "raw" });
        new e.NetworkOptions("options", { network: "${stack.project}-theirs", dnsmasqOptions: ["log-dhcp"] });
        ${machine}`);
    program("");
    await stack.up();
    // By name: a reference to the resource would have Pulumi take the machine out of the state as well.
    const { id } = stack.resource("seed");
    program(
      `new e.Domain("vm", { memory: "32MiB", running: false, fwCfg: { "etc/edk2/https/cacerts": { volume: "${id}" } } });`,
    );
    await stack.up();
    for (const name of ["options", "seed"])
      await stack.run("state", "delete", stack.find(name)?.urn as string, "--yes");
    const rows = await found("--yes");
    assert.deepInclude(
      rows.map(({ kind, name, removed }) => ({ kind, name, removed })),
      { kind: "network-options", name: `${stack.project}-theirs`, removed: true },
    );
    assert.equal(await theirs(), before);
    assert.match(String(rows.find(({ kind }) => kind === "volume")?.kept), /it is used by domain/);
  });

  it("finds nothing of another owner", async () => {
    await made();
    await stack.run("state", "delete", "--all", "--yes");
    assert.isEmpty(await found("--owner", "somebody@elsewhere"));
    assert.lengthOf(await found(), 4);
  });

  it("names what was kept after a replacement, and removes only that", async () => {
    await made(
      (folder) => `
      const store = new e.Pool("store", { path: ${JSON.stringify(folder)} });
      const data = new e.Volume("data", { pool: store, size: "1MiB" });`,
    );
    const old = String(stack.resource("data").outputs["name"]);
    await stack.up("--replace", stack.urn("Volume", "data"));
    const { name } = stack.resource("data").outputs as { name: string };
    assert.sameMembers(await host.volumes(`${stack.project}-dev-store`), [old, name]);

    const [row, ...more] = await found();
    assert.isEmpty(more);
    assert.equal(row?.name, `${stack.project}-dev-store/${old}`);
    assert.include(row?.note, "kept after a replacement");

    await sweep("--yes");
    assert.deepEqual(await host.volumes(`${stack.project}-dev-store`), [name]);
    await stack.same();
  });

  it("keeps what others use, says who, and fails", async () => {
    await made();
    const path = String(stack.resource("base").outputs["path"]);
    const folder = join(stack.folder, "store");
    await orphan("base");
    const name = `${stack.project}-foreign`;
    await host.define(
      "define",
      `<domain type="qemu"><name>${name}</name><memory>1024</memory><os><type>hvm</type></os><devices><disk type="file"><driver name="qemu" type="qcow2"/><source file="${path}"/><target dev="vda" bus="virtio"/></disk></devices></domain>`,
    );
    const { exitCode, stdout } = await sweep("--yes");
    assert.equal(exitCode, 1);
    assert.match(stdout, new RegExp(`volume .*not removed: it is used by domain "${name}"`));
    assert.include(stdout, "removed");
    assert.isTrue(
      (await host.volumes(`${stack.project}-dev-store`)).some((file) => path === join(folder, file)),
    );
  });

  it("tells what it removed on one host when another one does not answer, and fails", async () => {
    await made(
      (folder) => `
      const here = new e.Host("here", { uri: ${JSON.stringify(host.uri)} });
      new e.Pool("store", { path: ${JSON.stringify(folder)} }, { host: here });`,
    );
    await orphan("store");
    const dead = "qemu+unix:///system?socket=/nonexistent/sock";
    stack.config({ "edgefleet:uri": dead });
    const { exitCode, stdout, stderr } = await sweep("--yes");
    assert.equal(exitCode, 1);
    assert.include(stdout, `pool ${stack.project}-dev-store on ${host.uri}; removed`);
    assert.include(stderr, `${dead} was not swept`);
  });

  it("does not remove while the stack is locked", async () => {
    await made();
    await stack.run("state", "delete", "--all", "--yes");
    const locks = join(stack.folder, "backend/.pulumi/locks/organization", stack.project, stack.name);
    mkdirSync(locks, { recursive: true });
    writeFileSync(join(locks, "0.json"), "{}");
    const before = await host.everything();
    const { exitCode, stderr } = await sweep("--yes");
    assert.equal(exitCode, 1);
    assert.include(stderr, "pulumi cancel");
    assert.equal(await host.everything(), before);
    assert.lengthOf(await found(), 4);
    await stack.cancel();
    assert.isTrue((await found("--yes")).every((row) => row.removed));
  });
});
