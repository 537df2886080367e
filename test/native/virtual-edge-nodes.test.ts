// Virtual edge nodes as programs in other languages ask for them: by token, with values as they come over the wire.
import { assert } from "chai";
import { sharedHost } from "../support/isolated-host";
import { Stack } from "../support/stack";
import { connectionOf, standIn, type TestStandIn } from "../support/stand-in";

describe("virtual edge nodes by the plugin", function () {
  this.timeout(120_000);
  let server: TestStandIn;
  let stack: Stack;

  before(async () => {
    server = await standIn();
    stack = await Stack.make(await sharedHost(), {
      program: "",
      config: { "edgefleet:accelerator": "tcg" },
      secrets: { password: "pass-word-2" },
    });
    stack.file(
      "Pulumi.yaml",
      `name: ${stack.project}\nruntime: nodejs\nmain: index.js\nplugins:\n  providers:\n    - name: edgefleet\n      path: node_modules/pulumi-edgefleet\n`,
    );
  });
  after(async () => {
    await stack?.dispose();
    await server?.dispose();
  });

  it("are previewed with all that each is made of, and nobody is asked", async () => {
    stack.program(`
      class Remote extends pulumi.ComponentResource {
        constructor(name, args) {
          super("edgefleet:index:VirtualEdgeNodes", name, { nodes: undefined, ...args }, undefined, true);
        }
      }
      const password = new pulumi.Config().requireSecret("password");
      const pool = new e.Pool("store", { path: "${stack.folder}/pool" });
      new Remote("site", {
        orchestrator: { ...${JSON.stringify(connectionOf(server))}, password },
        onboardingUser: { username: "ann", password },
        nodes: { north: { onboarding: "nio", serial: "NORTH00001" }, south: { memory: "64MiB" } },
        pool, vcpu: 1, memory: "128MiB", disk: "8MiB",
      });`);
    const { steps } = await stack.previewJson();
    const made = steps.map(({ urn }) => urn.split("::").slice(-2).join(" "));
    for (const node of ["north", "south"])
      for (const type of ["OrchestratorHost", "Domain", "Provisioning", "Onboarding"])
        assert.isTrue(
          made.some((line) => line.endsWith(`edgefleet:index:${type} site-${node}`)),
          `${type} of ${node} in\n${made.join("\n")}`,
        );
    const { text } = await stack.preview("--diff");
    assert.include(text, "NORTH00001");
    assert.notInclude(text, "pass-word-2");
    assert.isEmpty(server.answers);
  });
});
