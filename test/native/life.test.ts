// A stack of the native door when things go wrong: refused, not ready, killed in the middle. It says so once, keeps
// what is there, and the next `up` goes on.
import { assert } from "chai";
import { mkdtempSync, rmSync } from "node:fs";
import { Gate } from "../support/gate";
import { sharedHost, type IsolatedHost } from "../support/isolated-host";
import { kill } from "../support/processes";
import { errorsOf, freshSubnet, Stack } from "../support/stack";

describe("a stack of the native door", function () {
  this.timeout(180_000);
  const folder = mkdtempSync("/tmp/eft-gate-");
  const gate = new Gate(folder);
  const subnet = freshSubnet();
  let host: IsolatedHost;
  let stack: Stack;

  const program = (more = "", network = "") => `
    const lan = new e.Network("lan", { subnet: "${subnet}", ${network} });
    const pool = new e.Pool("store", { path: "${stack.folder}/pool" });
    new e.Domain("vm", {
      memory: "32MiB", shutdownTimeout: "0s", nics: { lan: { network: lan } },
      serials: { console: { log: { pool } } }, ${more}
    });`;

  before(async () => {
    host = await sharedHost();
    stack = await Stack.make(host, {
      program: "",
      path: [gate.bin],
      config: { "edgefleet:door": "native", "edgefleet:accelerator": "tcg" },
    });
  });

  after(async () => {
    gate.open();
    await stack?.dispose();
    rmSync(folder, { recursive: true, force: true });
  });

  const pending = async (): Promise<unknown[]> => {
    const { deployment } = JSON.parse((await stack.run("stack", "export")).stdout) as {
      deployment: { pending_operations?: unknown[] };
    };
    return deployment.pending_operations ?? [];
  };

  it("refuses wrong inputs in preview, all at once and each once", async () => {
    stack.program(program("vcpu: 0, disks: { root: { source: {} } }"));
    const run = await stack.fails("preview");
    const errors = errorsOf(run, "vm").join("\n");
    assert.match(errors, /vcpu/);
    assert.match(errors, /disks\.root\.source/);
    assert.lengthOf(errors.match(/Exactly one of/g) ?? [], 1);
  });

  it("says once why something was not made, and leaves nothing pending", async () => {
    await host.define("net-define", `<network><name>${stack.project}-dev-lan</name></network>`);
    stack.program(program());
    const [error, ...others] = errorsOf(await stack.fails("up", "--yes", "--skip-preview"), "lan");
    assert.match(error ?? "", /is there already and carries no mark of Edgefleet/);
    assert.isEmpty(others);
    assert.isUndefined(stack.find("lan"));
    assert.isEmpty(await pending());
    await host.virsh("net-undefine", `${stack.project}-dev-lan`);
  });

  it("keeps a machine that is not ready, and waits on with the next up", async () => {
    stack.program(program('ready: { console: "login:", timeout: "1s" }'));
    const run = await stack.fails("up", "--yes", "--skip-preview");
    assert.match(errorsOf(run, "vm").join(), /is not ready .*did not come within/s);
    const { id, outputs } = stack.resource("vm");
    assert.equal(outputs["isReady"], false);
    assert.match(await host.virsh("domstate", id), /running/);
    stack.program(program());
    await stack.up();
    await stack.same();
    assert.equal(stack.resource("vm").id, id);
  });

  for (const { victim, verb, what } of [
    { victim: "CLI", verb: "net-update", what: "an update" },
    { victim: "plugin", verb: "net-update", what: "another update" },
  ] as const) {
    it(`goes on after ${what} in which the ${victim} was killed`, async () => {
      const ip = subnet.replace("0/24", victim === "CLI" ? "50" : "51");
      stack.program(program("", `dhcpHosts: { a: { mac: "02:00:00:00:00:0a", ip: "${ip}" } }`));
      gate.close({ verb, when: "before" });
      const run = stack.start(["up", "--yes", "--skip-preview"]);
      await gate.reached(run);
      const plugins = stack
        .processes()
        .filter(({ command }) => command.includes("pulumi-resource-edgefleet"));
      assert.isNotEmpty(plugins);
      if (victim === "CLI") kill(run.pid as number);
      else for (const { pid } of plugins) kill(pid);
      gate.open();
      await run;
      if (victim === "CLI") await stack.cancel();
      await stack.up();
      await stack.same();
      assert.include(await host.virsh("net-dumpxml", stack.resource("lan").id), `ip='${ip}'`);
    });
  }

  it("removes everything, and leaves no process behind", async () => {
    await stack.destroy();
    const names = [...(await host.networks()), ...(await host.pools()), ...(await host.domains())];
    assert.isEmpty(names.filter((name) => name.startsWith(stack.project)));
    // Pulumi's own language host lives on after a killed CLI.
    assert.isEmpty(stack.processes().filter(({ command }) => !command.includes("pulumi-language")));
  });
});
