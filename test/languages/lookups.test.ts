// Lookups from a JavaScript program whose resources use the dynamic door.
import { assert } from "chai";
import { sharedHost, type IsolatedHost } from "../support/isolated-host";
import { freshSubnet, Stack } from "../support/stack";

describe("lookups in JavaScript", function () {
  this.timeout(120_000);
  const subnet = freshSubnet();
  let host: IsolatedHost;
  let stack: Stack;

  before(async () => {
    host = await sharedHost();
    stack = await Stack.make(host, {
      program: `
        const network = new e.Network("lan", { subnet: "${subnet}" });
        exports.found = e.getNetworkOutput({ name: network.name }).apply(({ uuid, subnet }) => ({ uuid, subnet }));
        exports.uuid = network.uuid;
        exports.uri = e.getHost().then(({ uri }) => uri);`,
    });
  });
  after(() => stack?.dispose());

  it("wait for what is made in the same run, and say nothing of it in preview", async () => {
    await stack.preview();
    await stack.up();
    const outputs = JSON.parse((await stack.run("stack", "output", "--json")).stdout) as Record<
      string,
      unknown
    >;
    assert.deepEqual(outputs["found"], { uuid: outputs["uuid"], subnet });
    assert.equal(outputs["uri"], host.uri);
  });

  it("say what they did not find, and where", async () => {
    stack.program(`exports.pool = e.getPool({ name: "nowhere" });`);
    const { text } = await stack.fails("preview");
    assert.match(text, /pool "nowhere" was not found on qemu\+unix:/);
  });

  it("leave nothing", () => stack.destroy());
});
