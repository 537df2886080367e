// Three hosts in one program, each with a fleet of its own; one is reached by ssh over a jump host.
import { assert } from "chai";
import { sharedHost, type IsolatedHost } from "../support/isolated-host";
import { errorsOf } from "../support/output";
import { SshWay } from "../support/ssh-way";
import { counts, freshSubnet, Stack } from "../support/stack";

describe("three hosts in one program, one of them behind ssh", function () {
  this.timeout(240_000);
  let hosts: IsolatedHost[];
  let way: SshWay;
  let stack: Stack;
  const subnets = [freshSubnet(), freshSubnet(), freshSubnet()];

  const program = (nodes: number[], memory = ["32MiB", "32MiB", "32MiB"]) =>
    hosts
      .map(({ uri }, i) => {
        const own = `{ host: h${i} }`;
        return `
          const h${i} = new e.Host("h${i}", { uri: "${i === 2 ? way.uri : uri}", accelerator: "tcg" });
          const lan${i} = new e.Network("lan${i}", { subnet: "${subnets[i]}" }, ${own});
          const pool${i} = new e.Pool("store${i}", { path: "${stack.folder}/pool${i}" }, ${own});
          const image${i} = new e.Volume("image${i}", { pool: pool${i}, format: "raw", content: { file: "${stack.folder}/image.raw" } }, ${own});
          new e.EdgeFleet("edge${i}", { count: ${nodes[i]}, image: image${i}, pool: pool${i}, network: lan${i}, memory: "${memory[i]}", vnc: false, ready: {} }, ${own});`;
      })
      .join("\n");

  const machines = () =>
    Promise.all(
      hosts.map(async (host) =>
        (await host.domains())
          .filter((name) => name.startsWith(stack.project))
          .map((name) => name.replace(`${stack.project}-dev-`, ""))
          .sort(),
      ),
    );

  before(async () => {
    hosts = await Promise.all([sharedHost(), sharedHost("second"), sharedHost("third")]);
    way = await SshWay.to(hosts[2] as IsolatedHost);
    stack = await Stack.make(hosts[0] as IsolatedHost, { program: "", path: [way.folder], env: way.env });
    stack.file("image.raw", "\0".repeat(1 << 20));
    stack.program(program([1, 2, 3]));
    await stack.up();
  });

  after(async () => {
    await stack?.dispose();
    await way?.dispose();
    for (const host of hosts ?? []) await host.purge(stack?.project ?? "?");
  });

  it("gives each host its number of nodes, and a second up and a refresh find nothing to do", async () => {
    assert.deepEqual(await machines(), [
      ["edge0-1"],
      ["edge1-1", "edge1-2"],
      ["edge2-1", "edge2-2", "edge2-3"],
    ]);
    await stack.same();
    assert.hasAllKeys(counts(await stack.refresh()), ["unchanged"]);
  });

  it("scales each host by changing its number, and touches no other node", async () => {
    stack.program(program([2, 2, 1]));
    const steps = (await stack.previewJson()).steps.filter(({ op }) => op !== "same");
    const touched = steps
      .filter(({ urn }) => urn.includes("edgefleet:Domain::"))
      .map(({ op, urn }) => `${op} ${urn.split("::").at(-1)}`);
    assert.sameMembers(touched, ["create edge0-2", "delete edge2-2", "delete edge2-3"]);
    await stack.up();
    assert.deepEqual(await machines(), [["edge0-1", "edge0-2"], ["edge1-1", "edge1-2"], ["edge2-1"]]);
  });

  it("refuses what does not fit, and names the host that is too small", async () => {
    stack.program(program([2, 2, 2], ["32MiB", "32MiB", "900GiB"]));
    const { text } = await stack.fails("preview");
    stack.program(program([2, 2, 1]));
    assert.include(text, `${way.uri} has not enough memory for these 2 nodes: they need 1.8 TiB`);
    assert.notMatch(text, /qemu\+unix\S* has not enough/);
  });

  it("refuses a host whose key is not known, and changes nothing", async () => {
    way.know("jump");
    try {
      const run = await stack.fails("preview");
      assert.lengthOf(run.text.match(/^    error: /gm) ?? [], 1, run.text);
      assert.match(run.text, /Host key verification failed/);
      assert.include(run.text, way.uri);
    } finally {
      way.know("jump", "site");
    }
    await stack.same();
  });

  it("refuses a preview and a refresh while one does not answer, with one error, and changes nothing", async () => {
    await way.close();
    const before = stack.state();
    const preview = await stack.fails("preview");
    assert.lengthOf(preview.text.match(/^    error: /gm) ?? [], 1, preview.text);
    assert.include(preview.text, way.uri);
    assert.match(preview.text, /Connection refused|Connection closed/);
    await stack.fails("refresh", "--yes");
    assert.deepEqual(stack.state(), before);
  });

  it("lets the others go on with keep; only what has to change there fails", async () => {
    stack.config({ "edgefleet:unreachable": "keep" });
    stack.program(program([1, 3, 2]));
    const run = await stack.fails("up", "--yes", "--skip-preview", "--continue-on-error");
    assert.lengthOf(errorsOf(run, "edge2-2-root"), 1, run.text);
    assert.deepEqual(
      await machines(),
      [["edge0-1"], ["edge1-1", "edge1-2", "edge1-3"], ["edge2-1"]],
      run.text,
    );
    await way.open();
    await stack.up();
    assert.deepEqual((await machines())[2], ["edge2-1", "edge2-2"]);
    await stack.same();
  });

  it("removes everything from all of them", async () => {
    await stack.destroy();
    assert.deepEqual(await machines(), [[], [], []]);
  });
});
