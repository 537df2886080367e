// Components that the plugin makes, as programs in other languages ask for them: by token, with values as they come
// over the wire. The children use the native door although the program's own resources use the dynamic one.
import { assert } from "chai";
import { sharedHost, type IsolatedHost } from "../support/isolated-host";
import { freshSubnet, Stack, type StateResource } from "../support/stack";

/** What a generated SDK does for a component: it asks the engine, and the engine the plugin. */
const remote = `
  class Remote extends pulumi.ComponentResource {
    constructor(type, name, args, outputs, options) {
      const props = { ...Object.fromEntries(outputs.map((key) => [key, undefined])), ...args };
      super("edgefleet:index:" + type, name, props, options, true);
    }
  }`;

describe("components by the plugin", function () {
  this.timeout(180_000);
  const subnet = freshSubnet();
  let host: IsolatedHost;
  let stack: Stack;

  const program = (memory = "32MiB") => `${remote}
    const lan = new e.Network("lan", { subnet: "${subnet}" });
    const pool = new e.Pool("store", { path: "${stack.folder}/pool" });
    const common = { memory: "${memory}", vnc: false, ready: {}, running: false };
    // Resources themselves, a secret deep inside, and a component's provider.
    const node = new Remote("EdgeNode", "one", {
      ...common, network: lan, pool, disk: "8MiB",
      domain: { description: pulumi.secret("s3cret words"), shutdownTimeout: "0s" },
    }, ["serial", "mac", "ip"]);
    // A name that is an output of another resource, and one that is a plain text.
    const h2 = new e.Provider("h2", { accelerator: "tcg" });
    const fleet = new Remote("EdgeFleet", "edge", {
      ...common, count: 2, network: lan.name, pool: "${stack.project}-dev-store",
    }, ["nodes"], { providers: [h2], dependsOn: [pool] });
    exports.serial = node.serial;
    exports.mac = node.mac;`;

  before(async () => {
    host = await sharedHost();
    stack = await Stack.make(host, { program: "", config: { "edgefleet:accelerator": "tcg" } });
    stack.file(
      "Pulumi.yaml",
      `name: ${stack.project}\nruntime: nodejs\nmain: index.js\nplugins:\n  providers:\n    - name: edgefleet\n      path: node_modules/pulumi-edgefleet\n`,
    );
    stack.program(program());
  });

  after(() => stack?.dispose());

  it("are previewed with what is known, and made", async () => {
    const { steps } = await stack.previewJson();
    const made = steps.map(({ urn }) => urn.split("::")[2]?.split("$").pop());
    assert.includeMembers(made, [
      "edgefleet:index:Domain",
      "edgefleet:index:FleetPlan",
      "edgefleet:index:Volume",
    ]);
    await stack.up();
    const outputs = JSON.parse((await stack.run("stack", "output", "--json")).stdout) as Record<
      string,
      string
    >;
    assert.match(outputs["serial"] as string, /^[0-9A-F]{10}$/);
    assert.match(outputs["mac"] as string, /^02:/);
  });

  /** A machine, which has the name of its component. */
  const machineOf = (name: string) => {
    const found = stack
      .state()
      .find(({ urn, type }) => urn.endsWith(`::${name}`) && type.endsWith(":Domain"));
    assert.isDefined(found);
    return found as StateResource & { provider: string };
  };

  it("have children of the native door, on the host they were given", () => {
    const machine = machineOf("edge-2");
    assert.equal(machine.type, "edgefleet:index:Domain");
    assert.include(machine.provider, "::h2::");
    assert.include(machineOf("one").provider, "::default");
    assert.equal(stack.resource("lan").type, "pulumi-nodejs:dynamic/edgefleet:Network");
  });

  it("know a resource that was handed over, and keep what is secret", () => {
    const { inputs } = machineOf("one");
    const nics = inputs["nics"] as Record<string, { network: object }>;
    assert.deepEqual(nics["lan"]?.network, {
      name: stack.resource("lan").outputs["name"],
      incarnation: stack.resource("lan").outputs["incarnation"],
    });
    assert.deepEqual(inputs["secretPaths"], ["description"]);
    assert.equal(inputs["shutdownTimeout"], "0s");
    assert.notInclude(JSON.stringify(stack.state()), "s3cret");
  });

  it("change as their program does, and are unchanged when it is", async () => {
    await stack.same();
    stack.program(program("48MiB"));
    const { changeSummary } = await stack.previewJson();
    assert.include(changeSummary, { update: 3 });
    await stack.up();
    assert.match(await host.virsh("dumpxml", `${stack.project}-dev-edge-1`), /<memory unit='KiB'>49152</);
    await stack.destroy();
    assert.isEmpty((await host.domains()).filter((name) => name.startsWith(stack.project)));
  });
});
