// What uses a replaced object has a planned change, and afterwards uses the new one.
import { assert } from "chai";
import { execa } from "execa";
import { join } from "node:path";
import { repository, sharedHost, type IsolatedHost } from "../support/isolated-host";
import { planOf, type PreviewJson } from "../support/output";
import { freshSubnet, Stack } from "../support/stack";

describe("users of a replaced object", function () {
  this.timeout(180_000);
  let host: IsolatedHost;
  let stack: Stack;

  const program = (subnet: string, format = "qcow2", restart = "manual") => `
    const lan = new e.Network("lan", { subnet: "${subnet}" });
    const pool = new e.Pool("store", { path: "${stack.folder}/pool" });
    const volume = new e.Volume("data", { pool, size: "8MiB", format: "${format}", replaceData: true });
    new e.Domain("vm", {
      memory: "32MiB", accelerator: "tcg", shutdownTimeout: "0s", restart: "${restart}",
      disks: { root: { source: { volume } } },
      nics: { lan: { network: lan } },
    });`;

  before(async () => {
    host = await sharedHost();
    stack = await Stack.make(host, { program: "" });
    stack.program(program(freshSubnet()));
    await stack.up();
  });

  after(() => stack?.dispose());

  const operation = (preview: PreviewJson, type: string, name: string) =>
    preview.steps.filter(({ urn }) => urn === stack.urn(type, name)).map(({ op }) => op);

  /** Interfaces of guests that are plugged into this bridge, by the host's kernel. */
  async function pluggedInto(bridge: unknown): Promise<string[]> {
    const isolated = join(repository, "tools/host/isolated");
    const { stdout } = await execa(isolated, [
      "exec",
      host.root,
      "ip",
      "-o",
      "link",
      "show",
      "master",
      String(bridge),
    ]);
    return [...stdout.matchAll(/^\d+: (vnet\d+)/gm)].map((match) => match[1] as string);
  }

  it("a machine is plugged into the new network, live", async () => {
    const before = {
      bridge: stack.resource("lan").outputs["bridge"],
      id: await host.virsh("domid", `${stack.project}-dev-vm`),
    };
    assert.lengthOf(await pluggedInto(before.bridge), 1);
    const subnet = freshSubnet();
    stack.program(program(subnet));

    const preview = await stack.previewJson();
    assert.include(operation(preview, "Network", "lan"), "replace");
    assert.deepEqual(operation(preview, "Domain", "vm"), ["update"]);
    const [line, ...others] = planOf(preview, stack.urn("Domain", "vm"));
    assert.deepInclude(line, { path: "nics.lan.network", effect: "live" });
    assert.isEmpty(others);

    await stack.up();
    await stack.same();
    const { bridge, incarnation } = stack.resource("lan").outputs;
    assert.notEqual(bridge, before.bridge);
    assert.lengthOf(await pluggedInto(bridge), 1);
    assert.include(await host.virsh("net-dumpxml", `${stack.project}-dev-lan`), String(incarnation));
    assert.equal(await host.virsh("domid", `${stack.project}-dev-vm`), before.id, "it was not restarted");
    await stack.refresh("--expect-no-changes");
  });

  it("a machine with restart: auto is restarted on the new disk, and preview says so", async () => {
    const subnet = String(stack.resource("lan").outputs["subnet"]);
    const before = {
      disk: stack.resource("data").id,
      id: await host.virsh("domid", `${stack.project}-dev-vm`),
    };
    stack.program(program(subnet, "raw", "auto"));

    const preview = await stack.previewJson();
    assert.include(operation(preview, "Volume", "data"), "replace");
    assert.deepEqual(operation(preview, "Domain", "vm"), ["update"]);
    const plan = planOf(preview, stack.urn("Domain", "vm")).filter(({ path }) => path.startsWith("disks"));
    assert.isNotEmpty(plan);
    for (const line of plan) assert.equal(line.effect, "needs restart");

    await stack.up();
    await stack.same();
    const { id, outputs } = stack.resource("data");
    assert.notEqual(id, before.disk);
    assert.include(
      await host.virsh("dumpxml", `${stack.project}-dev-vm`),
      `file='${String(outputs["path"])}'`,
    );
    assert.notEqual(await host.virsh("domid", `${stack.project}-dev-vm`), before.id);
    assert.deepEqual(await host.volumes(`${stack.project}-dev-store`), [id.split("/")[1]]);
  });
});
