// Several stacks and several people on one host.
import { assert } from "chai";
import { existsSync } from "node:fs";
import { sharedHost, type IsolatedHost } from "../support/isolated-host";
import { errorsOf } from "../support/output";
import { freshSubnet, Stack } from "../support/stack";

describe("neighbours on one host", function () {
  this.timeout(180_000);
  let host: IsolatedHost;
  const stacks: Stack[] = [];

  before(async () => {
    host = await sharedHost();
  });

  afterEach(async () => {
    for (const stack of stacks.splice(0)) await stack.dispose();
  });

  async function make(
    program: string,
    options: { project?: string; config?: Record<string, string> } = {},
  ): Promise<Stack> {
    const stack = await Stack.make(host, { program, ...options });
    stacks.push(stack);
    return stack;
  }

  const site = (folder: string) => `
    const lan = new e.Network("lan", {});
    const pool = new e.Pool("store", { path: "${folder}/pool" });
    const volume = new e.Volume("data", { pool, size: "8MiB" });
    new e.Domain("vm", {
      memory: "32MiB", accelerator: "tcg", shutdownTimeout: "0s",
      disks: { root: { source: { volume } } }, nics: { lan: { network: lan } },
    });`;

  it("two stacks of the same program, brought up and down at once, do not meet", async () => {
    const pair = [await make(""), await make("")];
    for (const stack of pair) stack.program(site(stack.folder));
    await Promise.all(pair.map((stack) => stack.up()));
    for (const [name, path] of [
      ["lan", "subnet"],
      ["lan", "bridge"],
      ["lan", "uuid"],
      ["vm", "uuid"],
      ["store", "uuid"],
    ] as const) {
      const values = pair.map((stack) => stack.resource(name).outputs[path]);
      assert.lengthOf(new Set(values), 2, `${name}.${path}`);
    }
    const [one, two] = pair as [Stack, Stack];
    await Promise.all([one.destroy(), two.same()]);
    const left = [...(await host.networks()), ...(await host.pools()), ...(await host.domains())];
    assert.isEmpty(left.filter((name) => name.startsWith(one.project)));
    assert.lengthOf(
      left.filter((name) => name.startsWith(two.project)),
      3,
    );
  });

  it("somebody else's stack of the same name is refused by the name of its maker", async () => {
    const program = `new e.Network("lan", { subnet: "${freshSubnet()}" });`;
    const ann = await make(program, { config: { "edgefleet:owner": "ann@desk" } });
    await ann.up();
    const before = await host.everything();

    const bob = await make(`new e.Network("lan", { subnet: "${freshSubnet()}" });`, {
      project: ann.project,
      config: { "edgefleet:owner": "bob@sofa" },
    });
    const run = await bob.fails("up", "--yes", "--skip-preview");
    const [error, ...others] = errorsOf(run, "lan");
    assert.isEmpty(others);
    assert.include(error, `${ann.project}/dev/lan of ann@desk`);
    assert.equal(await host.everything(), before);
    assert.isUndefined(bob.find("lan"));
    await ann.same();
  });

  it("a foreign network is refused, and taken over with adopt: true", async () => {
    const stack = await make("");
    const name = `${stack.project}-branch`;
    const subnet = freshSubnet();
    const gateway = subnet.replace("0/24", "1");
    await host.define(
      "net-define",
      `<network><name>${name}</name><bridge name="${stack.project.slice(0, 10)}a"/><forward mode="nat"/><ip address="${gateway}" prefix="24"/></network>`,
    );
    const uuid = await host.virsh("net-uuid", name);
    const before = await host.everything();

    const program = (adopt: boolean, subnet: string) =>
      `new e.Network("lan", { name: "${name}", subnet: "${subnet}", bridge: "${stack.project.slice(0, 10)}a", adopt: ${adopt} });`;
    stack.program(program(false, freshSubnet()).replace(/bridge: "[^"]*", /, ""));
    const [error, ...others] = errorsOf(await stack.fails("up", "--yes", "--skip-preview"), "lan");
    assert.isEmpty(others);
    assert.include(error, "carries no mark of Edgefleet");
    assert.include(error, "adopt: true");
    assert.equal(await host.everything(), before);

    stack.program(program(true, subnet));
    await stack.up();
    await stack.same();
    assert.equal(stack.resource("lan").id, uuid);
    assert.match(await host.virsh("net-info", uuid), /Active: +yes/);
    await stack.destroy();
    assert.notInclude(await host.networks(), name);
  });

  it("a network and a pool that somebody else runs are taken over by their names alone", async () => {
    const stack = await make("");
    const [name, subnet, bridge] = [`${stack.project}-lab`, freshSubnet(), `${stack.project.slice(0, 10)}b`];
    const folder = `${stack.folder}/lab`;
    const address = (last: number) => subnet.replace("0/24", String(last));
    await host.define(
      "net-define",
      `<network><name>${name}</name><forward mode="nat"/><bridge name="${bridge}"/><ip address="${address(1)}" netmask="255.255.255.0"><dhcp><range start="${address(100)}" end="${address(150)}"/></dhcp></ip></network>`,
    );
    await host.virsh("net-start", name);
    await host.virsh("pool-define-as", name, "dir", "--target", folder);
    await host.virsh("pool-build", name);
    await host.virsh("pool-start", name);
    await host.virsh("vol-create-as", name, "precious", "1MiB");
    const ids = [await host.virsh("net-uuid", name), await host.virsh("pool-uuid", name)].map((id) =>
      id.trim(),
    );
    const kept = { bridge, subnet, dhcpStart: address(100), dhcpEnd: address(150) };

    stack.program(`
      new e.Network("lan", { name: "${name}", adopt: true });
      new e.Pool("store", { name: "${name}", adopt: true });`);
    const steps = (await stack.previewJson()).steps;
    const planned = (type: string) =>
      steps.find(({ urn }) => urn === stack.urn(type, type === "Pool" ? "store" : "lan"))?.newState?.inputs;
    assert.deepInclude(planned("Network"), kept);
    assert.deepInclude(planned("Pool"), { path: folder });

    await stack.up();
    await stack.same();
    await stack.run("refresh", "--yes", "--skip-preview", "--expect-no-changes");
    await stack.same();
    assert.deepInclude(stack.resource("lan").outputs, kept);
    assert.deepEqual([stack.resource("lan").id, stack.resource("store").id], ids);
    assert.include(await host.virsh("net-dumpxml", name), `start='${address(100)}'`);
    assert.deepEqual(await host.volumes(name), ["precious"]);

    await stack.destroy();
    assert.notInclude([...(await host.networks()), ...(await host.pools())], name);
    assert.isTrue(existsSync(`${folder}/precious`));
  });
});
