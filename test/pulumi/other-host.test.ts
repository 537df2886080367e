// State belongs to one host: "not found" on another one proves nothing, and neither does no answer.
import { assert } from "chai";
import { sharedHost, type IsolatedHost } from "../support/isolated-host";
import { errorsOf, freshSubnet, Stack } from "../support/stack";

const nowhere = "qemu+unix:///system?socket=/nonexistent/libvirt-sock";

describe("another host under the same state", function () {
  this.timeout(180_000);
  let first: IsolatedHost;
  let second: IsolatedHost;
  let stack: Stack;
  const subnet = freshSubnet();
  const program = (mtu: string) => `new e.Network("lan", { subnet: "${subnet}"${mtu} });`;

  before(async () => {
    [first, second] = await Promise.all([sharedHost(), sharedHost("second")]);
    stack = await Stack.make(first, { program: program("") });
    await stack.up();
  });

  after(async () => {
    if (stack) await second.purge(stack.project);
    await stack?.dispose();
  });

  const ours = async (host: IsolatedHost) => (await host.networks()).filter((name) => name.startsWith(stack.project));

  it("is refused in refresh and preview, with both hosts' names, and nothing leaves the state", async () => {
    const state = stack.state();
    const home = String(stack.resource("lan").outputs["host"]);
    stack.config({ "edgefleet:uri": second.uri });
    for (const command of [["refresh", "--yes", "--skip-preview"], ["preview"], ["destroy", "--yes", "--skip-preview"]]) {
      const errors = errorsOf(await stack.fails(...command), "lan");
      assert.lengthOf(errors, 1, command[0]);
      assert.include(errors[0], home);
      assert.include(errors[0], second.uri);
      assert.include(errors[0], "edgefleet:hostMoved");
    }
    assert.deepEqual(stack.state().map(({ urn, id, outputs }) => ({ urn, id, outputs })), state.map(({ urn, id, outputs }) => ({ urn, id, outputs })));
    assert.lengthOf(await ours(first), 1);
    assert.lengthOf(await ours(second), 0);
  });

  it("is accepted with hostMoved: what is not there is made there", async () => {
    stack.config({ "edgefleet:hostMoved": "true" });
    await stack.refresh();
    assert.isUndefined(stack.find("lan"));
    await stack.up();
    stack.config({ "edgefleet:hostMoved": "false" });
    await stack.same();
    assert.equal(await second.virsh("net-uuid", (await ours(second))[0] as string), stack.resource("lan").id);
    assert.lengthOf(await ours(first), 1, "the old host is nobody's business any more");
  });

  it("that does not answer is one error by default, and the state is kept", async () => {
    const state = stack.state();
    stack.config({ "edgefleet:uri": nowhere });
    for (const command of [["refresh", "--yes", "--skip-preview"], ["preview"]]) {
      const errors = errorsOf(await stack.fails(...command), "lan");
      assert.lengthOf(errors, 1, command[0]);
      assert.include(errors[0], nowhere);
      assert.match(errors[0] as string, /Failed to connect/i);
    }
    assert.deepEqual(stack.state(), state);
  });

  it("that does not answer is a warning with unreachable: keep, until something has to change on it", async () => {
    stack.config({ "edgefleet:unreachable": "keep" });
    const { outputs } = stack.resource("lan");
    for (const run of [await stack.preview("--expect-no-changes"), await stack.refresh("--expect-no-changes"), await stack.same()]) {
      assert.match(run.text, /warning: .*cannot be reached; the state is kept/);
    }
    assert.deepEqual(stack.resource("lan").outputs, outputs);

    stack.program(`${program(', mtu: 1400')}
      new e.Network("other", { subnet: "${freshSubnet()}" }, { host: new e.Host("alive", { uri: "${second.uri}" }) });`);
    const run = await stack.fails("up", "--yes", "--skip-preview", "--continue-on-error");
    assert.lengthOf(errorsOf(run, "lan"), 1);
    assert.deepEqual(stack.resource("lan").outputs, outputs);
    assert.include(await second.networks(), `${stack.project}-dev-other`, "the rest goes on");
  });
});
