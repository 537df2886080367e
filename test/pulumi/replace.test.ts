// A replacement, whatever asks for it: afterwards the host has exactly the new one, and the state agrees.
import { assert } from "chai";
import { sharedHost, type IsolatedHost } from "../support/isolated-host";
import { freshSubnet, Stack } from "../support/stack";

describe("replacement", function () {
  this.timeout(120_000);
  let host: IsolatedHost;
  let stack: Stack;
  let subnet: string;

  const network = (subnet: string, options = "{}") =>
    `new e.Network("lan", { subnet: "${subnet}" }, ${options});`;

  before(async () => {
    host = await sharedHost();
    subnet = freshSubnet();
    stack = await Stack.make(host, { program: network(subnet) });
    await stack.up();
  });

  after(() => stack?.dispose());

  /** Exactly one of ours on the host, running, the one of the state; and a second `up` finds nothing to do. */
  async function settled(before: string): Promise<string> {
    const ours = (await host.networks()).filter((name) => name.startsWith(stack.project));
    assert.lengthOf(ours, 1);
    const uuid = await host.virsh("net-uuid", ours[0] as string);
    const { id, outputs } = stack.resource("lan");
    assert.equal(uuid, id);
    assert.notEqual(id, before);
    assert.match(await host.virsh("net-info", uuid), /Active: +yes/);
    const xml = await host.virsh("net-dumpxml", uuid);
    assert.include(xml, `incarnation="${String(outputs["incarnation"])}"`);
    await stack.same();
    assert.equal(stack.resource("lan").id, id);
    return id;
  }

  it("by a field that cannot change in place", async () => {
    const { id } = stack.resource("lan");
    subnet = freshSubnet();
    stack.program(network(subnet));
    await stack.up();
    await settled(id);
  });

  it("by up --replace, twice in a row", async () => {
    const first = stack.resource("lan").id;
    await stack.up("--replace", stack.urn("Network", "lan"));
    const second = stack.resource("lan").id;
    assert.notEqual(second, first);
    await stack.up("--replace", stack.urn("Network", "lan"));
    await settled(second);
    assert.notEqual(stack.resource("lan").id, first);
  });

  it("by pulumi state taint", async () => {
    const { id } = stack.resource("lan");
    await stack.taint(stack.urn("Network", "lan"));
    await stack.up();
    await settled(id);
  });

  it("with the user's deleteBeforeReplace: false", async () => {
    stack.program(network(subnet, "{ deleteBeforeReplace: false }"));
    const { id } = stack.resource("lan");
    await stack.up("--replace", stack.urn("Network", "lan"));
    const second = await settled(id);
    stack.program(network(freshSubnet(), "{ deleteBeforeReplace: false }"));
    await stack.up();
    await settled(second);
  });

  it("as planned by preview --save-plan", async () => {
    const { id } = stack.resource("lan");
    stack.program(network(freshSubnet()));
    const plan = `${stack.folder}/plan.json`;
    await stack.preview("--save-plan", plan);
    assert.equal(await host.virsh("net-uuid", `${stack.project}-dev-lan`), id);
    await stack.run("up", "--yes", "--plan", plan);
    await settled(id);
  });
});
