// Nodes that are brought up in waves over two hosts, one of them behind ssh; some never say what is waited for.
import { assert } from "chai";
import { join } from "node:path";
import { edgefleetIn } from "../support/cli";
import { sharedHost, type IsolatedHost } from "../support/isolated-host";
import { SshWay } from "../support/ssh-way";
import { counts, freshSubnet, Stack } from "../support/stack";

const guest = process.env["EDGEFLEET_GUEST"] ?? "";

describe("a fleet that is brought up in waves", function () {
  this.timeout(240_000);
  let hosts: IsolatedHost[];
  let way: SshWay;
  let stack: Stack;
  const subnets = [freshSubnet(), freshSubnet()];

  /** Waves of two: the first node of each host, then the second ones. */
  const program = (silent: string[]) => `
    const hosts = {};
    const uris = { a: "${hosts[0]?.uri}", b: "${way.uri}" };
    for (const [key, subnet] of Object.entries({ a: "${subnets[0]}", b: "${subnets[1]}" })) {
      const host = new e.Host(key, { uri: uris[key], accelerator: "tcg" });
      const network = new e.Network("lan-" + key, { subnet }, { host });
      const pool = new e.Pool("store-" + key, { path: "${stack.folder}/" + key }, { host });
      const nodes = {};
      for (const number of [1, 2])
        nodes[number] = ${JSON.stringify(silent)}.includes(key + number)
          ? { ready: { console: "never said", timeout: "1s" } }
          : {};
      hosts[key] = { host, network, pool, nodes };
    }
    const fleet = new e.EdgeSites("edge", {
      hosts,
      waves: { maxParallel: 2, successThreshold: 50 },
      kernel: { image: "${join(guest, "vmlinuz")}", initrd: "${join(guest, "initramfs.img")}", cmdline: "console=ttyS0" },
      memory: "96MiB", vnc: false, autostart: false,
      ready: { console: "Linux version", timeout: "60s" },
    });
    exports.ready = pulumi.all(Object.entries(fleet.nodes).map(([key, node]) => node.isReady.apply((is) => [key, is])));`;

  const prefix = () => `${stack.project}-dev-edge-`;
  const runs = async () => {
    const found: Record<string, string> = {};
    for (const host of hosts)
      for (const name of (await host.domains()).filter((name) => name.startsWith(prefix())))
        found[name.slice(prefix().length)] = await host.virsh("domid", name);
    return found;
  };
  const ready = async () =>
    Object.fromEntries(
      JSON.parse((await stack.run("stack", "output", "ready", "--json")).stdout) as [string, boolean][],
    );
  let first: Record<string, string>;

  before(async () => {
    hosts = await Promise.all([sharedHost(), sharedHost("second")]);
    way = await SshWay.to(hosts[1] as IsolatedHost);
    stack = await Stack.make(hosts[0] as IsolatedHost, { program: "", path: [way.folder], env: way.env });
  });

  after(async () => {
    await stack?.dispose();
    await way?.dispose();
    await hosts?.[1]?.purge(stack?.project ?? "?");
  });

  it("does not begin the second wave while too few of the first are ready", async () => {
    stack.program(program(["a1", "b1"]));
    const { text } = await stack.fails("up", "--yes", "--skip-preview");
    assert.match(text, /too few nodes of edge-wave-1 are ready/);
    assert.match(text, /0 of 2 nodes are ready, and successThreshold is 50%/);
    for (const name of ["edge-a-1", "edge-b-1"])
      assert.match(text, new RegExp(`warning: domain "[^"]*${name}" is not ready`));
    first = await runs();
    assert.hasAllKeys(first, ["a-1", "b-1"]);
  });

  it("goes on with the next up once enough are, without the one that is not", async () => {
    stack.program(program(["a1"]));
    const { text } = await stack.up();
    assert.match(text, /goes on without edge-a-1/);
    const now = await runs();
    assert.hasAllKeys(now, ["a-1", "a-2", "b-1", "b-2"]);
    assert.deepInclude(now, first, "nodes of the first wave were not restarted");
    const { stdout } = await edgefleetIn(stack, "summary", "--json");
    const { results, hosts: byHost } = JSON.parse(stdout) as Record<string, object>;
    assert.deepEqual(results, { ready: 3, "not ready": 1 });
    assert.deepEqual((byHost as Record<string, object>)[way.uri], { ready: 2 });
    assert.deepEqual(await ready(), { "a-1": false, "b-1": true, "a-2": true, "b-2": true });
  });

  it("waits again for the failed one only", async () => {
    const before = await runs();
    stack.program(program([]));
    const run = await stack.up();
    // The gates count anew.
    assert.deepInclude(counts(run), { updated: 3 }, run.text);
    for (const name of ["edge-a-1", "edge-wave-1", "edge-wave-2"])
      assert.match(run.text, new RegExp(`${name} updated`));
    assert.deepEqual(await runs(), before);
    assert.deepEqual(await ready(), { "a-1": true, "b-1": true, "a-2": true, "b-2": true });
    await stack.same();
    await stack.destroy();
    assert.isEmpty(await runs());
  });
});
