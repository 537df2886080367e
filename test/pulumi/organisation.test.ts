// What Pulumi offers for large programs and several stacks, with our resources: options, references, moves, renames.
import { assert } from "chai";
import { execa } from "execa";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { sharedHost, type IsolatedHost } from "../support/isolated-host";
import { planOf, type PreviewJson } from "../support/output";
import { freshSubnet, Stack, type StateResource } from "../support/stack";
import { edgefleetIn } from "../support/cli";

describe("Pulumi's own features", function () {
  this.timeout(180_000);
  let host: IsolatedHost;
  let stack: Stack;
  const subnet = freshSubnet();

  const machine = (fields = "", options = "{}") => `
    new e.Domain("vm", { memory: "32MiB", running: false, ${fields} }, ${options});`;

  before(async () => {
    host = await sharedHost();
    stack = await Stack.make(host, { program: machine() });
  });

  after(() => stack?.dispose());

  const vm = () => `${stack.project}-dev-vm`;

  it("transforms of a resource, and of a component, change what is made", async () => {
    stack.program(`
      pulumi.runtime.registerStackTransformation(({ type, props, opts }) =>
        type === e.Domain.__pulumiType ? { props: { ...props, title: "of the organisation" }, opts } : undefined);
      const small = ({ type, props, opts }) =>
        type === e.Domain.__pulumiType ? { props: { ...props, memory: "48MiB" }, opts } : undefined;
      const isolated = ({ props, opts }) => ({ props: { ...props, mode: "isolated" }, opts });
      const lan = new e.Network("lan", { subnet: "${subnet}", active: false }, { transforms: [isolated] });
      new e.EdgeNode("edge", { network: lan, pool: "default", memory: "64MiB", running: false, ready: {},
        domain: { serials: { console: {} } } }, { transforms: [small] });`);
    await stack.up();
    const made = stack.state().find(({ type }) => type.endsWith(":Domain"));
    assert.deepInclude(made?.inputs, { memory: "48MiB", title: "of the organisation" });
    assert.notInclude(await host.virsh("net-dumpxml", `${stack.project}-dev-lan`), "<forward");
    const xml = await host.virsh("dumpxml", `${stack.project}-dev-edge`);
    assert.match(xml, /<memory unit='KiB'>49152</);
    assert.include(xml, "<title>of the organisation</title>");
    await stack.same();
    await stack.destroy();
  });

  it("transforms of a whole stack change what is inside components", async () => {
    // By the Automation API: the language host that is built here cannot register them, in any program.
    const program = stack.file(
      "transforms.js",
      `const e = require("pulumi-edgefleet");
      const pulumi = require("@pulumi/pulumi");
      const { LocalWorkspace } = require("@pulumi/pulumi/automation");
      async function program() {
        pulumi.runtime.registerResourceTransform(({ type, props, opts }) =>
          type === e.Domain.__pulumiType ? { props: { ...props, memory: "48MiB" }, opts } : undefined);
        new e.EdgeNode("edge", { network: new e.Network("lan"), running: false, ready: {},
          domain: { serials: { console: {} } } });
      }
      async function main() {
        const names = { projectName: "${stack.project}-inline", stackName: "dev", program };
        const inline = await LocalWorkspace.createOrSelectStack(names);
        await inline.setConfig("edgefleet:uri", { value: "${host.uri}" });
        await inline.preview({ onEvent({ resourcePreEvent }) {
          const { urn, new: made } = resourcePreEvent?.metadata ?? {};
          if (/edgefleet:Domain::/.test(urn)) console.log(made.inputs.memory);
        } });
      }
      main();`,
    );
    const { stdout } = await execa(process.execPath, [program], {
      cwd: stack.folder,
      // The Automation API leaves its workspace there.
      env: { ...stack["env"], TMPDIR: stack.folder },
    });
    assert.equal(stdout, "48MiB");
  });

  it("ignoreChanges leaves a field as it is, also a field that was derived", async () => {
    stack.program(machine(`vnc: { listen: "127.0.0.1" }`));
    await stack.up();
    const { uuid } = stack.resource("vm").outputs;
    stack.program(
      machine(
        `title: "new", vnc: { listen: "0.0.0.0" }, uuid: "00000000-0000-4000-8000-000000000001"`,
        `{ ignoreChanges: ["uuid", "vnc.listen"] }`,
      ),
    );
    const preview = await stack.previewJson();
    assert.deepEqual(
      planOf(preview, stack.urn("Domain", "vm")).map(({ path }) => path),
      ["title"],
    );
    await stack.up();
    assert.equal(stack.resource("vm").outputs["uuid"], uuid);
    assert.include(await host.virsh("dumpxml", String(uuid)), "listen='127.0.0.1'");
  });

  it("protect refuses destroy and replacement, and the host keeps the object", async () => {
    stack.program(machine("", "{ protect: true }"));
    await stack.up();
    const { id } = stack.resource("vm");
    const before = await host.virsh("dumpxml", id);
    assert.include((await stack.fails("destroy", "--yes", "--skip-preview")).text, "protect");
    const replaced = await stack.fails("preview", "--replace", stack.urn("Domain", "vm"));
    assert.include(replaced.text, "protect");
    stack.program("");
    assert.include((await stack.fails("up", "--yes", "--skip-preview")).text, "protect");
    assert.equal(await host.virsh("dumpxml", id), before);
    await stack.run("state", "unprotect", stack.urn("Domain", "vm"), "--yes");
  });

  it("retainOnDelete forgets the object and leaves it on the host; sweep knows it", async () => {
    stack.program(machine("", "{ retainOnDelete: true }"));
    await stack.up();
    const { id } = stack.resource("vm");
    const before = await host.virsh("dumpxml", id);
    stack.program("");
    await stack.up();
    assert.isUndefined(stack.find("vm"));
    assert.equal(await host.virsh("dumpxml", id), before);
    const { stdout } = await edgefleetIn(stack, "sweep", "--stack", "dev", "--project", stack.project);
    assert.include(stdout, `domain ${vm()}`);
    stack.program(machine());
    await stack.up();
    assert.notEqual(stack.resource("vm").id, id);
    assert.lengthOf(
      (await host.domains()).filter((name) => name === vm()),
      1,
      "the new one took the place",
    );
  });

  it("pulumi state rename keeps the machine; the next update says the new name on the host", async () => {
    stack.program(machine());
    await stack.up();
    const { id } = stack.resource("vm");
    await stack.run("state", "rename", stack.urn("Domain", "vm"), "gateway", "--yes");
    const renamed = (fields: string) => machine(fields).replace('"vm"', '"gateway"');
    stack.program(renamed(""));
    await silent();
    stack.program(renamed(`title: "renamed"`));
    await stack.up();
    assert.equal(stack.resource("gateway").id, id);
    assert.include(await host.virsh("dumpxml", id), `label="${stack.project}/dev/gateway"`);
    await silent();
    await stack.destroy();
    assert.notInclude(await host.domains(), vm());
  });

  describe("with a second stack", () => {
    const site = `new e.Network("lan", { subnet: "${subnet}", active: false });`;
    const volumes = (folder: string) => `
      const pool = new e.Pool("store", { path: "${folder}/pool" });
      new e.Volume("data", { pool, size: "1MiB" });`;

    /** A program of two stacks. */
    const both = (dev: string, other: string) =>
      stack.program(`if (pulumi.getStack() === "other") { ${other} } else { ${dev} }`);

    before(async () => {
      await stack.run("stack", "init", "other", "--no-select");
      const config = readFileSync(join(stack.folder, "Pulumi.dev.yaml"), "utf8").replace(
        /^encryptionsalt.*\n/m,
        "",
      );
      const path = join(stack.folder, "Pulumi.other.yaml");
      stack.file("Pulumi.other.yaml", readFileSync(path, "utf8") + config);
    });

    const inOther = async (name: string): Promise<StateResource | undefined> => {
      const exported = JSON.parse((await stack.run("stack", "export", "--stack", "other")).stdout) as {
        deployment: { resources?: StateResource[] };
      };
      return exported.deployment.resources?.find(({ urn }) => urn.endsWith(`::${name}`));
    };
    const other = (...args: string[]) => stack.run(...args, "--stack", "other");
    const upOther = (...args: string[]) => other("up", "--yes", "--skip-preview", ...args);

    it("a stack reference hands a network over by name and incarnation; a new network is a planned change", async () => {
      const dev = (address: string) => `
        const lan = new e.Network("lan", { subnet: "${address}", active: false });
        module.exports = { lan: { name: lan.name, incarnation: lan.incarnation } };`;
      const user = `
        const site = new pulumi.StackReference("organization/${stack.project}/dev");
        new e.Domain("vm", { memory: "32MiB", running: false, nics: { lan: { network: site.requireOutput("lan") } } });`;
      both(dev(subnet), user);
      await stack.up();
      await upOther();
      const name = `${stack.project}-other-vm`;
      assert.include(await host.virsh("dumpxml", name), `network='${stack.project}-dev-lan'`);
      await other("preview", "--expect-no-changes");

      both(dev(freshSubnet()), user);
      await stack.up();
      const preview = JSON.parse((await other("preview", "--json")).stdout) as PreviewJson;
      const urn = (await inOther("vm"))?.urn as string;
      assert.deepEqual(
        planOf(preview, urn).map(({ path }) => path),
        ["nics.lan.network"],
      );
      await upOther();
      await upOther("--expect-no-changes");
      await other("destroy", "--yes", "--skip-preview");
      await stack.destroy();
    });

    it("pulumi state move brings objects to another stack; nothing is replaced, refused or swept away", async () => {
      const all = `${site}${machine()}${volumes(stack.folder)}`;
      both(all, "");
      await stack.up();
      const names = ["lan", "vm", "store", "data"];
      const ids = names.map((name) => stack.resource(name).id);
      const before = await host.everything();
      const urns = names.map((name) => stack.resource(name).urn);
      await stack.run("state", "move", "--source", "dev", "--dest", "other", "--yes", ...urns);

      both("", all);
      await silent();
      await other("preview", "--expect-no-changes");
      await other("refresh", "--yes", "--skip-preview", "--expect-no-changes");
      const swept = await edgefleetIn(stack, "sweep", "--stack", "dev", "--project", stack.project, "--yes");
      assert.equal(swept.exitCode, 0, swept.stderr);
      assert.include(swept.stdout, "nothing of");
      assert.equal(await host.everything(), before);

      both("", all.replace(`"lan", {`, `"lan", { domain: "moved.example",`));
      await upOther();
      assert.deepEqual(await Promise.all(names.map(async (name) => (await inOther(name))?.id)), ids);
      assert.include(await host.virsh("net-dumpxml", ids[0] as string), `label="${stack.project}/other/lan"`);
      await upOther("--expect-no-changes");
    });

    it("a stack that makes the name again does not take the moved object away", async () => {
      const { id } = (await inOther("lan")) as StateResource;
      both(`new e.Network("lan", { active: false });`, "");
      const run = await stack.fails("up", "--yes", "--skip-preview");
      assert.include(run.text, `was made by ${stack.project}/other/lan`);
      assert.include(await host.virsh("net-uuid", `${stack.project}-dev-lan`), id);
      both("", "");
      await other("destroy", "--yes", "--skip-preview");
      assert.isEmpty((await host.networks()).filter((name) => name.startsWith(stack.project)));
    });

    it("pulumi stack rename keeps everything", async () => {
      const program = (fields = "") => `${site}${machine(fields)}`;
      both("", program());
      await upOther();
      const { id } = (await inOther("vm")) as StateResource;
      await other("stack", "rename", "production");
      const renamed = (...args: string[]) => stack.run(...args, "--stack", "production");
      stack.program(program());
      await renamed("preview", "--expect-no-changes");
      stack.program(program(`title: "renamed"`));
      await renamed("up", "--yes", "--skip-preview");
      assert.include(await host.virsh("dumpxml", id), `label="${stack.project}/production/vm"`);
      await renamed("up", "--yes", "--skip-preview", "--expect-no-changes");
      await renamed("destroy", "--yes", "--skip-preview");
      assert.isEmpty((await host.domains()).filter((name) => name.startsWith(stack.project)));
    });
  });

  async function silent(): Promise<void> {
    await stack.preview("--expect-no-changes");
  }
});
