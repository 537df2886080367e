// Which machines restart leaves alone.
import { assert } from "chai";
import { edgefleetIn } from "../support/cli";
import { sharedHost, type IsolatedHost } from "../support/isolated-host";
import { Stack } from "../support/stack";

describe("edgefleet restart", function () {
  this.timeout(180_000);
  let host: IsolatedHost;
  let stack: Stack;

  before(async () => {
    host = await sharedHost();
    stack = await Stack.make(host, { program: "", config: { "edgefleet:accelerator": "tcg" } });
  });
  after(() => stack?.dispose());

  it("leaves the node of another project alone whose stack has the same name", async () => {
    const other = await Stack.make(host, {
      program: 'new e.Domain("theirs", { memory: "64MiB", running: false });',
      config: { "edgefleet:accelerator": "tcg" },
    });
    try {
      await other.up();
      for (const stackName of ["dev", `organization/${stack.project}/dev`])
        for (const where of [[], ["--uri", host.uri]]) {
          const given = ["restart", "theirs", "--stack", stackName, ...where];
          const { exitCode, stderr } = await edgefleetIn(stack, ...given);
          assert.equal(exitCode, 1, given.join(" "));
          assert.include(stderr, 'node "theirs" was not found');
        }
      assert.equal(await host.virsh("domstate", `${other.project}-dev-theirs`), "shut off");
      const { exitCode, stderr } = await edgefleetIn(other, "restart", "theirs", "--stack", "dev");
      assert.equal(exitCode, 0, stderr);
    } finally {
      await other.dispose();
    }
  });

  it("leaves a machine alone that would be gone when it stops", async () => {
    const name = `${stack.project}-transient`;
    await host.define(
      "create",
      `<domain type="qemu"><name>${name}</name><memory unit="MiB">32</memory><os><type>hvm</type></os></domain>`,
    );
    const { exitCode, stderr } = await edgefleetIn(stack, "restart", name, "--timeout", "0s");
    assert.equal(exitCode, 1);
    assert.include(stderr, "it is transient");
    assert.equal(await host.virsh("domstate", name), "running");
  });
});
