// Several hosts in one program, and reading what another stack made.
import { assert } from "chai";
import { sharedHost, type IsolatedHost } from "../support/isolated-host";
import { counts, freshSubnet, Stack } from "../support/stack";

describe("several hosts in one program", function () {
  this.timeout(120_000);
  let hosts: IsolatedHost[];
  let stack: Stack;

  before(async () => {
    hosts = [await sharedHost(), await sharedHost("second")];
    stack = await Stack.make(hosts[0] as IsolatedHost, { program: "" });
    stack.program(
      hosts
        .map(
          ({ uri }, i) => `
            const h${i} = new e.Host("h${i}", { uri: "${uri}", accelerator: "tcg" });
            const lan${i} = new e.Network("lan${i}", { subnet: "${freshSubnet()}" }, { host: h${i} });
            const pool${i} = new e.Pool("store${i}", { path: "${stack.folder}/pool${i}" }, { host: h${i} });
            new e.EdgeFleet("edge${i}", { count: 1, disk: "8MiB", pool: pool${i}, network: lan${i}, memory: "32MiB", vnc: false, ready: {} }, { host: h${i} });`,
        )
        .join("\n"),
    );
    await stack.up();
  });

  after(async () => {
    await stack?.dispose();
    await hosts[1]?.purge(stack.project);
  });

  it("puts each resource on the host it was given, through components as well", async () => {
    for (const [i, host] of hosts.entries()) {
      const ours = (names: string[]) => names.filter((name) => name.startsWith(stack.project));
      assert.deepEqual(ours(await host.networks()), [`${stack.project}-dev-lan${i}`]);
      assert.deepEqual(ours(await host.domains()), [`${stack.project}-dev-edge${i}-1`]);
    }
    await stack.same();
    assert.hasAllKeys(counts(await stack.refresh()), ["unchanged"]);
  });

  for (const door of ["dynamic", "native"])
    it(`lets another stack read a network by its id through the ${door} door, and changes nothing of it`, async () => {
      const { id, outputs } = stack.resource("lan0");
      const reader = await Stack.make(hosts[0] as IsolatedHost, {
        config: { "edgefleet:door": door },
        program: `
        const theirs = e.Network.get("theirs", "${id}");
        exports.subnet = theirs.subnet;
        exports.incarnation = theirs.incarnation;
        exports.same = e.Network.isInstance(theirs) && !e.Pool.isInstance(theirs);`,
      });
      try {
        await reader.up();
        const read = JSON.parse((await reader.run("stack", "output", "--json")).stdout) as Record<
          string,
          unknown
        >;
        assert.deepEqual(read, {
          subnet: outputs["subnet"],
          incarnation: outputs["incarnation"],
          same: true,
        });
        await reader.destroy();
        assert.include(await (hosts[0] as IsolatedHost).networks(), outputs["name"]);
      } finally {
        await reader.dispose();
      }
    });

  it("removes everything from both", async () => {
    await stack.destroy();
    for (const host of hosts)
      assert.isEmpty((await host.domains()).filter((name) => name.startsWith(stack.project)));
  });
});
