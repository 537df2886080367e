// Import: what is on a host comes under management by its name or its uuid. Then a preview shows no change, and a
// change of one field shows that field.
import { assert } from "chai";
import { sharedHost, type IsolatedHost } from "../support/isolated-host";
import { freshSubnet, Stack } from "../support/stack";

/** A preview with the exact diff of each step. */
type Detailed = {
  steps: { op: string; urn: string; detailedDiff?: Record<string, { kind: string }> | null }[];
};

describe("import", function () {
  this.timeout(240_000);
  const subnet = freshSubnet();
  let host: IsolatedHost;
  let stack: Stack;
  let foreign: string;

  const ours = (change: (program: string) => string = (text) => text) => {
    stack.program(
      change(`
        const lan = new e.Network("lan", { subnet: "${subnet}", dhcpHosts: { "02:00:00:00:01:0a": { mac: "02:00:00:00:01:0a", ip: "${subnet.replace("0/24", "10")}" } } });
        const pool = new e.Pool("store", { path: "${stack.folder}/pool" });
        const data = new e.Volume("data", { pool, size: "16MiB" });
        new e.Domain("vm", {
          memory: "64MiB", maxMemory: "128MiB", running: false, disks: { root: { source: { volume: data } } }, nics: { lan: { network: lan } },
        });`),
    );
  };

  before(async () => {
    host = await sharedHost();
    stack = await Stack.make(host, {
      program: "",
      config: { "edgefleet:door": "native", "edgefleet:accelerator": "tcg" },
    });
    foreign = `${stack.project}-foreign`;
  });

  after(() => stack?.dispose());

  const changed = async (): Promise<Record<string, Record<string, string>>> => {
    const preview = (await stack.previewJson()) as Detailed;
    const steps = preview.steps.filter(({ op }) => op !== "same");
    return Object.fromEntries(
      steps.map(({ op, urn, detailedDiff }) => [
        `${op} ${urn.split("::").at(-1) as string}`,
        Object.fromEntries(Object.entries(detailedDiff ?? {}).map(([path, { kind }]) => [path, kind])),
      ]),
    );
  };

  const take = (type: string, name: string, id: string) =>
    stack.run(
      "import",
      `edgefleet:index:${type}`,
      name,
      id,
      "--yes",
      "--generate-code=false",
      "--protect=false",
    );

  const ways = process.env["EDGEFLEET_TEST_ALL"] ? (["name", "uuid"] as const) : (["name or uuid"] as const);
  for (const by of ways) {
    it(`takes back by ${by} what its state has lost`, async () => {
      ours();
      await stack.up();
      const lost = ["vm", "data", "store", "lan"].map((name) => stack.resource(name));
      for (const { urn } of lost) await stack.run("state", "delete", urn, "--yes");
      for (const { type, id, urn, outputs } of lost.reverse()) {
        const named = by === "name" || (by !== "uuid" && type !== "edgefleet:index:Pool");
        const name = named && !id.includes("/") ? (outputs["name"] as string) : id;
        await take(type.split(":")[2] as string, urn.split("::")[3] as string, name);
      }
      for (const { urn, id, outputs } of lost) {
        const found = stack.resource(urn.split("::")[3] as string);
        assert.equal(found.id, id);
        assert.equal(found.outputs["incarnation"], outputs["incarnation"]);
      }
      assert.deepEqual(await changed(), {});
    });
  }

  it("previews a change of one field as that field", async () => {
    ours((text) => text.replace('memory: "64MiB"', 'memory: "80MiB"').replace(/10" } }/, '12" } }'));
    assert.deepEqual(await changed(), {
      "update lan": { 'dhcpHosts["02:00:00:00:01:0a"].ip': "update" },
      "update vm": { memory: "update" },
    });
    await stack.up();
    await stack.same();
    await stack.refresh("--expect-no-changes");
  });

  it("takes what a person made, with the option import", async () => {
    await host.define(
      "net-define",
      `<network><name>${foreign}</name><bridge name="${stack.project.slice(0, 10)}x"/><mtu size="1400"/></network>`,
    );
    const uuid = (await host.virsh("net-uuid", foreign)).trim();
    const program = (more: string, id = uuid) =>
      stack.program(
        `exports.net = new e.Network("theirs", { name: "${foreign}", mode: "isolated", dhcp: false, ${more} }, { import: "${id}" }).uuid;`,
      );
    // Without the objects of the tests before.
    await stack.destroy();
    program(`mtu: 1400, active: false, autostart: false, bridge: "${stack.project.slice(0, 10)}x"`);
    const first = (await stack.previewJson()).steps.map(
      ({ op, urn }) => `${op} ${urn.split("::").at(-1) as string}`,
    );
    assert.include(first, "import theirs");
    await stack.up();
    assert.equal(stack.resource("theirs").id, uuid);
    assert.deepEqual(await changed(), {});
    program(`mtu: 1300, active: false, autostart: false, bridge: "${stack.project.slice(0, 10)}x"`);
    assert.deepEqual(await changed(), { "update theirs": { mtu: "update" } });
    await stack.up();
    assert.include(await host.virsh("net-dumpxml", foreign), "size='1300'");
    await stack.destroy();
    assert.notInclude(await host.networks(), foreign);
  });

  it("says what is not there", async () => {
    stack.program("");
    const run = await stack.fails("import", "edgefleet:index:Domain", "none", "no-such-machine", "--yes");
    assert.match(run.text, /no-such-machine/);
    assert.notMatch(run.text, /^ +at .+:\d+/m);
  });
});
