// State belongs to one host: "not found" on another one proves nothing, and neither does no answer.
import { assert } from "chai";
import { rename } from "node:fs/promises";
import { sharedHost, type IsolatedHost } from "../support/isolated-host";
import { errorsOf } from "../support/output";
import { freshSubnet, Stack, type StateResource } from "../support/stack";

// Without the program Pulumi takes the configuration of the last `up` from the state.
const refreshNow = ["refresh", "--yes", "--skip-preview", "--run-program"];

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
    await rename(`${second.root}/run/away`, `${second.root}/run/libvirt-sock`).catch(() => undefined);
    if (stack) await second.purge(stack.project);
    await stack?.dispose();
  });

  // The provider's own entry follows the configuration.
  const known = (state: StateResource[]) =>
    state
      .filter(({ type }) => type.includes("edgefleet"))
      .map(({ urn, id, inputs, outputs }) => ({ urn, id, inputs, outputs }));
  const ours = async (host: IsolatedHost) =>
    (await host.networks()).filter((name) => name.startsWith(stack.project));

  it("is refused in refresh and preview, with both hosts' names, and nothing leaves the state", async () => {
    const state = stack.state();
    const home = String(stack.resource("lan").outputs["host"]);
    stack.config({ "edgefleet:uri": second.uri });
    for (const command of [
      refreshNow,
      ["preview"],
      ["destroy", "--yes", "--skip-preview", "--run-program"],
    ]) {
      const errors = errorsOf(await stack.fails(...command), "lan");
      // With --run-program the engine itself tells of one failed read twice.
      assert.lengthOf(command === refreshNow ? [...new Set(errors)] : errors, 1, command[0]);
      assert.include(errors[0], home);
      assert.include(errors[0], second.uri);
      assert.include(errors[0], "edgefleet:hostMoved");
    }
    assert.deepEqual(known(stack.state()), known(state));
    assert.lengthOf(await ours(first), 1);
    assert.lengthOf(await ours(second), 0);
  });

  it("is accepted with hostMoved: what is not there is made there", async () => {
    stack.config({ "edgefleet:hostMoved": "true" });
    await stack.run(...refreshNow);
    assert.isUndefined(stack.find("lan"));
    await stack.up();
    stack.config({ "edgefleet:hostMoved": "false" });
    await stack.same();
    assert.equal(await second.virsh("net-uuid", (await ours(second))[0] as string), stack.resource("lan").id);
    assert.lengthOf(await ours(first), 1, "the old host is nobody's business any more");
  });

  it("that does not answer is one error by default, and the state is kept", async () => {
    const state = stack.state();
    await rename(`${second.root}/run/libvirt-sock`, `${second.root}/run/away`);
    for (const command of [["refresh", "--yes", "--skip-preview"], ["preview"]]) {
      const errors = errorsOf(await stack.fails(...command), "lan");
      assert.lengthOf(errors, 1, command[0]);
      assert.include(errors[0], second.uri);
      assert.match(errors[0] as string, /Failed to connect/i);
    }
    assert.deepEqual(known(stack.state()), known(state));
  });

  it("that does not answer is a warning with unreachable: keep, until something has to change on it", async () => {
    stack.config({ "edgefleet:unreachable": "keep" });
    const { outputs } = stack.resource("lan");
    for (const run of [
      await stack.preview("--expect-no-changes"),
      await stack.run(...refreshNow, "--expect-no-changes"),
      await stack.same(),
    ]) {
      assert.match(run.text, /warning: .*cannot be reached; the state is kept/);
    }
    assert.deepEqual(stack.resource("lan").outputs, outputs);

    stack.program(`${program(", mtu: 1400")}
      new e.Network("other", { subnet: "${freshSubnet()}" }, { host: new e.Host("alive", { uri: "${first.uri}" }) });`);
    const run = await stack.fails("up", "--yes", "--skip-preview", "--continue-on-error");
    assert.lengthOf(errorsOf(run, "lan"), 1);
    assert.deepEqual(stack.resource("lan").outputs, outputs);
    assert.include(await first.networks(), `${stack.project}-dev-other`, "the rest goes on");
  });
});
