// SIGKILL of the CLI or of the provider in the middle of create, update and delete, and the next `up` at once:
// it converges, and the host has exactly one of each.
import { assert } from "chai";
import { existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { sharedHost, type IsolatedHost } from "../support/isolated-host";
import { Gate, type GateRule } from "../support/gate";
import { kill } from "../support/processes";
import { edgefleetIn } from "../support/cli";
import { freshSubnet, Stack } from "../support/stack";

interface Point extends GateRule {
  /** Who dies. */
  victim: "CLI" | "provider";
}

/** Each round creates, updates and deletes; each of the three is killed once. */
const rounds: { create: Point; update: Point; remove: Point }[] = [
  {
    create: { verb: "net-define", when: "before", victim: "CLI" },
    update: { verb: "net-update", when: "before", victim: "CLI" },
    remove: { verb: "destroy", when: "before", victim: "CLI" },
  },
  {
    create: { verb: "net-define", when: "after", victim: "provider" },
    update: { verb: "setmem", when: "after", victim: "CLI" },
    remove: { verb: "undefine", when: "after", victim: "CLI" },
  },
  {
    create: { verb: "define", when: "after", victim: "CLI" },
    update: { verb: "attach-device", when: "after", victim: "provider" },
    remove: { verb: "net-destroy", when: "after", victim: "provider" },
  },
  {
    create: { verb: "start", when: "after", victim: "CLI" },
    update: { verb: "define", when: "before", victim: "CLI" },
    remove: { verb: "vol-delete", when: "before", victim: "provider" },
  },
];

describe("killed in the middle", function () {
  this.timeout(180_000);
  const folder = mkdtempSync("/tmp/eft-gate-");
  const gate = new Gate(folder);
  const subnet = freshSubnet();
  let host: IsolatedHost;
  let stack: Stack;

  const program = (round: number, changed: boolean) => `
    const lan = new e.Network("lan", { subnet: "${subnet}", dhcpHosts: ${changed ? `{ a: { mac: "02:00:00:00:00:0${round}", ip: "${subnet.replace("0/24", "77")}" } }` : "{}"} });
    const pool = new e.Pool("store", { path: "${stack.folder}/pool" });
    const volume = new e.Volume("data", { pool, size: "8MiB" });
    const extra = new e.Volume("extra", { pool, size: "8MiB" });
    new e.Domain("vm", {
      memory: "${changed ? "48MiB" : "64MiB"}", maxMemory: "64MiB", accelerator: "tcg", shutdownTimeout: "0s",
      disks: { root: { source: { volume } }${changed ? ", extra: { source: { volume: extra } }" : ""} },
      nics: { lan: { network: lan } },
    });`;

  before(async () => {
    host = await sharedHost();
    stack = await Stack.make(host, { program: "", path: [gate.bin] });
  });

  after(async () => {
    gate.open();
    await stack?.dispose();
    rmSync(folder, { recursive: true, force: true });
  });

  /** Runs the CLI up to the gate, kills, and opens the gate. */
  async function killAt({ victim, ...rule }: Point, ...args: string[]): Promise<void> {
    gate.close(rule);
    const run = stack.start(args);
    await gate.reached(run);
    const provider = stack.processes().filter(({ command }) => command.includes("dynamic-provider"));
    assert.isNotEmpty(provider);
    if (victim === "CLI") kill(run.pid as number);
    else for (const { pid } of provider) kill(pid);
    gate.open();
    await run;
    if (victim === "CLI") await stack.cancel();
  }

  /** The host has what the program says, once. */
  async function converged(): Promise<void> {
    const ours = (names: string[]) => names.filter((name) => name.startsWith(`${stack.project}-`));
    const [network, ...networks] = ours(await host.networks());
    const [machine, ...machines] = ours(await host.domains());
    assert.deepEqual([...networks, ...machines], []);
    assert.equal(await host.virsh("net-uuid", network as string), stack.resource("lan").id);
    assert.equal((await host.virsh("domuuid", machine as string)).trim(), stack.resource("vm").id);
    assert.equal((await host.virsh("domstate", machine as string)).trim(), "running");
    const files = (await host.volumes(`${stack.project}-dev-store`)).sort();
    assert.deepEqual(files, ["data", "extra"].map((name) => stack.resource(name).id.split("/")[1]).sort());
  }

  async function gone(): Promise<void> {
    const names = [...(await host.networks()), ...(await host.pools()), ...(await host.domains())];
    assert.deepEqual(
      names.filter((name) => name.startsWith(`${stack.project}-`)),
      [],
    );
    assert.deepEqual(
      stack.state().filter(({ type }) => type.includes("edgefleet")),
      [],
    );
    const files = `${stack.folder}/pool`;
    assert.deepEqual(existsSync(files) ? readdirSync(files) : [], []);
  }

  const says = ({ victim, when, verb }: Point) => `${victim} killed ${when} ${verb}`;

  for (const [round, { create, update, remove }] of rounds.entries()) {
    it(`create: ${says(create)}`, async () => {
      stack.program(program(round, false));
      await killAt(create, "up", "--yes", "--skip-preview");
      await stack.up();
      await converged();
    });

    it(`update: ${says(update)}`, async () => {
      stack.program(program(round, true));
      await killAt(update, "up", "--yes", "--skip-preview");
      await stack.up();
      await converged();
      await stack.same();
      const xml = await host.virsh("dumpxml", stack.resource("vm").id);
      assert.include(xml, stack.resource("extra").id.split("/")[1] as string);
    });

    it(`delete: ${says(remove)}`, async () => {
      await killAt(remove, "destroy", "--yes", "--skip-preview");
      await stack.destroy();
      await gone();
    });
  }

  // A destroy is never told of a create that was cut short: that is what sweep is for.
  for (const verb of ["vol-create", "define"] as const) {
    it(`create: CLI killed after ${verb}, then destroy and sweep`, async () => {
      stack.program(program(0, false));
      await killAt({ verb, when: "after", victim: "CLI" }, "up", "--yes", "--skip-preview");
      await stack.destroy();
      const { exitCode, stdout, stderr } = await edgefleetIn(stack, "sweep", "--stack", stack.name, "--yes");
      assert.equal(exitCode, 0, stderr);
      assert.match(stdout, /removed/);
      await gone();
    });
  }

  it("create: CLI killed after vol-create, then up and sweep", async () => {
    await killAt({ verb: "vol-create", when: "after", victim: "CLI" }, "up", "--yes", "--skip-preview");
    await stack.up();
    await edgefleetIn(stack, "sweep", "--stack", stack.name, "--yes");
    await converged();
    await stack.same();
    await stack.destroy();
    await gone();
  });
});
