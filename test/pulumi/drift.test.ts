// The life of a stack: made, unchanged, changed behind our back, said exactly so, repaired, and gone without a trace.
import { assert } from "chai";
import { rmSync } from "node:fs";
import { sharedHost, type IsolatedHost } from "../support/isolated-host";
import { counts, freshSubnet, planOf, Stack, type PlanLine } from "../support/stack";

describe("drift", function () {
  this.timeout(180_000);
  const subnet = freshSubnet();
  const base = subnet.replace("0/24", "");
  let host: IsolatedHost;
  let stack: Stack;
  let prefix: string;
  let foreign: string;

  const program = (folder: string) => `
    const lan = new e.Network("lan", {
      subnet: "${subnet}",
      dhcpHosts: { a: { mac: "02:00:00:00:01:0a", ip: "${base}10" } },
      dnsmasqOptions: ["dhcp-option=42,${base}1"],
    });
    const pool = new e.Pool("store", { path: "${folder}/pool" });
    const data = new e.Volume("data", { pool, size: "16MiB" });
    new e.Domain("vm", {
      memory: "64MiB", accelerator: "tcg", shutdownTimeout: "0s",
      disks: { root: { source: { volume: data } } },
      nics: { lan: { network: lan } },
    });`;

  before(async () => {
    host = await sharedHost();
    stack = await Stack.make(host, { program: "" });
    stack.program(program(stack.folder));
    prefix = `${stack.project}-dev`;
    // Names that begin like ours, made by nobody of us.
    await host.define("net-define", `<network><name>${prefix}-lan2</name><bridge name="${stack.project.slice(0, 10)}f"/></network>`);
    await host.define("pool-define", `<pool type="dir"><name>${prefix}-store2</name><target><path>${stack.folder}</path></target></pool>`);
    await host.define("define", `<domain type="qemu"><name>${prefix}-vm2</name><memory unit="MiB">16</memory><os><type arch="x86_64">hvm</type></os></domain>`);
    foreign = await host.everything();
  });

  after(() => stack?.dispose());

  const plan = (lines: PlanLine[]) => lines.map(({ path, from, to, effect }) => `${path}: ${from} → ${to} (${effect})`).sort();

  it("makes everything, and finds nothing to do afterwards", async () => {
    assert.deepEqual(counts(await stack.up()), { created: 5 });
    await stack.same();
    const refreshed = await stack.refresh("--expect-no-changes");
    assert.deepEqual(counts(refreshed), { unchanged: 5 });
    await stack.run("preview", "--expect-no-changes");
  });

  it("says what was changed behind our back, field by field", async () => {
    const { lan, vm, data } = { lan: `${prefix}-lan`, vm: `${prefix}-vm`, data: stack.resource("data").id.split("/")[1] as string };
    await host.virsh("destroy", vm);
    await host.virsh("setmaxmem", vm, "98304", "--config");
    await host.virsh("setmem", vm, "98304", "--config");
    await host.virsh("attach-interface", vm, "network", lan, "--model", "virtio", "--mac", "52:54:00:00:00:01", "--config");
    await host.virsh("attach-disk", vm, "/dev/null", "vdx", "--config");
    await host.virsh("vol-delete", "--pool", `${prefix}-store`, data);
    const xml = await host.virsh("net-dumpxml", "--inactive", lan);
    await host.define("net-define", xml
      .replace("</name>", "</name>\n<mtu size='1400'/>")
      .replace(`42,${base}1`, `42,${base}9`)
      .replace("</dhcp>", `<host mac='02:00:00:00:01:0b' ip='${base}11'/></dhcp>`));

    const refreshed = await stack.refresh();
    console.log(refreshed.text);
    const preview = await stack.previewJson();
    console.log(JSON.stringify(preview, null, 1));
    console.log((await stack.preview()).text);
    console.log(plan(planOf(preview, stack.urn("Network", "lan"))));
    console.log(plan(planOf(preview, stack.urn("Domain", "vm"))));
  });

  it("puts it all back with up", async () => {
    console.log((await stack.up()).text);
    await stack.same();
    await stack.refresh("--expect-no-changes");
    console.log(await host.virsh("net-dumpxml", `${prefix}-lan`));
    console.log(await host.virsh("dumpxml", `${prefix}-vm`));
  });

  it("is gone after destroy, and nothing else is", async () => {
    await stack.destroy();
    assert.equal(await host.everything(), foreign);
    assert.isEmpty(stack.processes());
    rmSync(`${stack.folder}/pool`, { recursive: true });
  });
});
