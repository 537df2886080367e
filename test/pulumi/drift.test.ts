// The life of a stack: made, unchanged, changed behind our back, said exactly so, repaired, and gone without a trace.
import { assert } from "chai";
import { rmSync } from "node:fs";
import { sharedHost, type IsolatedHost } from "../support/isolated-host";
import { counts, planOf, type PlanLine } from "../support/output";
import { freshSubnet, Stack } from "../support/stack";

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
      memory: "64MiB", maxMemory: "64MiB", accelerator: "tcg", shutdownTimeout: "0s",
      disks: { root: { source: { volume: data } } },
      nics: { lan: { network: lan } },
    });`;

  before(async () => {
    host = await sharedHost();
    stack = await Stack.make(host, { program: "" });
    stack.program(program(stack.folder));
    prefix = `${stack.project}-dev`;
    // Names that begin like ours, made by nobody of us.
    await host.define(
      "net-define",
      `<network><name>${prefix}-lan2</name><bridge name="${stack.project.slice(0, 10)}f"/></network>`,
    );
    await host.define(
      "pool-define",
      `<pool type="dir"><name>${prefix}-store2</name><target><path>${stack.folder}</path></target></pool>`,
    );
    await host.define(
      "define",
      `<domain type="qemu"><name>${prefix}-vm2</name><memory unit="MiB">16</memory><os><type arch="x86_64">hvm</type></os></domain>`,
    );
    foreign = await host.everything();
  });

  after(() => stack?.dispose());

  const plan = (lines: PlanLine[]) =>
    lines.map(({ path, from, to, effect }) => `${path}: ${from} → ${to} (${effect})`).sort();

  it("makes everything, and finds nothing to do afterwards", async () => {
    assert.deepEqual(counts(await stack.up()), { created: 5 });
    await stack.same();
    const refreshed = await stack.refresh("--expect-no-changes");
    assert.deepEqual(counts(refreshed), { unchanged: 5 });
    await stack.run("preview", "--expect-no-changes");
  });

  it("says what was changed behind our back, field by field", async () => {
    const { lan, vm, data } = {
      lan: `${prefix}-lan`,
      vm: `${prefix}-vm`,
      data: stack.resource("data").id.split("/")[1] as string,
    };
    await host.virsh("destroy", vm);
    await host.virsh("setmaxmem", vm, "98304", "--config");
    await host.virsh("setmem", vm, "98304", "--config");
    await host.virsh("memtune", vm, "--hard-limit", "900000", "--config");
    await host.virsh(
      "attach-interface",
      vm,
      "network",
      lan,
      "--model",
      "virtio",
      "--mac",
      "52:54:00:00:00:01",
      "--config",
    );
    await host.virsh("attach-disk", vm, "/dev/null", "vdx", "--config");
    await host.virsh("vol-delete", "--pool", `${prefix}-store`, data);
    const xml = await host.virsh("net-dumpxml", "--inactive", lan);
    await host.define(
      "net-define",
      xml
        .replace("</name>", "</name>\n<mtu size='1400'/>")
        .replace(`42,${base}1`, `42,${base}9`)
        .replace("</dhcp>", `<host mac='02:00:00:00:01:0b' ip='${base}11'/></dhcp>`),
    );

    const refreshed = await stack.refresh();
    assert.deepEqual(counts(refreshed), { updated: 2, deleted: 1, unchanged: 2 });
    assert.isUndefined(stack.find("data"));

    const preview = await stack.previewJson();
    assert.deepEqual(preview.changeSummary, { create: 1, update: 2, same: 2 });
    assert.deepEqual(plan(planOf(preview, stack.urn("Network", "lan"))), [
      `dhcpHosts.02:00:00:00:01:0b: {"ip":"${base}11","mac":"02:00:00:00:01:0b"} → none (live)`,
      `dnsmasqOptions: ["dhcp-option=42,${base}9"] → ["dhcp-option=42,${base}1"] (needs restart)`,
      "mtu: 1400 → none (needs restart)",
    ]);
    const machine = planOf(preview, stack.urn("Domain", "vm"));
    assert.deepEqual(
      plan(machine).map((line) => line.replace(/\{.*\}/, "…")),
      [
        "disks.vdx: … → none (live)",
        "maxMemory: 96MiB → 64MiB (live)",
        "memory: 96MiB → 64MiB (live)",
        "nics.52:54:00:00:00:01: … → none (live)",
        "running: false → true (live)",
      ],
    );
    assert.deepInclude(JSON.parse(machine.find(({ path }) => path === "disks.vdx")?.from ?? ""), {
      source: { file: "/dev/null" },
      target: "vdx",
    });
    // What no field of the program is about stands in words beside it.
    const words = (preview.diagnostics ?? [])
      .filter(({ urn }) => urn === stack.urn("Domain", "vm"))
      .map(({ message }) => message.trim());
    assert.match(words.join("\n"), /^changed on the host, will be put back: memtune.*: added$/m);
    // The preview for people says the same as the refresh did.
    for (const path of [
      "dhcpHosts.02:00:00:00:01:0b",
      "mtu",
      "dnsmasqOptions",
      "memory",
      "disks.vdx",
      "running",
    ]) {
      assert.match(refreshed.text, new RegExp(`^ *${path}: .* → `, "m"));
    }
  });

  it("puts it all back with up", async () => {
    assert.deepEqual(counts(await stack.up()), { created: 1, updated: 2, unchanged: 2 });
    await stack.same();
    await stack.refresh("--expect-no-changes");
    const network = await host.virsh("net-dumpxml", `${prefix}-lan`);
    assert.include(network, `42,${base}1'`);
    assert.notMatch(network, /1400|01:0b/);
    assert.include(network, "01:0a");
    const machine = await host.virsh("dumpxml", `${prefix}-vm`);
    assert.match(machine, /<memory unit='KiB'>65536</);
    assert.notMatch(machine, /vdx|memtune|52:54:00:00:00:01/);
    assert.match(await host.virsh("domstate", `${prefix}-vm`), /^running/);
    assert.deepEqual(await host.volumes(`${prefix}-store`), [stack.resource("data").id.split("/")[1]]);
  });

  it("changes a running machine live, and says so before", async () => {
    const changed = program(stack.folder)
      .replace(
        'memory: "64MiB"',
        'memory: "48MiB", title: "an edge node", description: "behind\\nthe counter"',
      )
      .replace("lan: { network: lan }", 'lan: { network: lan, link: "down" }, second: { network: lan }')
      .replace(`ip: "${base}10"`, `ip: "${base}12"`);
    const id = await host.virsh("domid", `${prefix}-vm`);
    stack.program(changed);
    const preview = await stack.previewJson();
    assert.deepEqual(plan(planOf(preview, stack.urn("Network", "lan"))), [
      `dhcpHosts.a.ip: ${base}10 → ${base}12 (live)`,
    ]);
    assert.deepEqual(
      plan(planOf(preview, stack.urn("Domain", "vm"))).map((line) => line.replace(/\{.*\}/, "…")),
      [
        `description: none → "behind\\nthe counter" (live)`,
        "memory: 64MiB → 48MiB (live)",
        "nics.lan.link: up → down (live)",
        "nics.second: none → … (live)",
        "title: none → an edge node (live)",
      ],
    );
    await stack.up();
    await stack.same();
    assert.equal(await host.virsh("domid", `${prefix}-vm`), id);
    const xml = await host.virsh("dumpxml", `${prefix}-vm`);
    assert.lengthOf(xml.match(/<interface /g) ?? [], 2);
    assert.include(xml, "<link state='down'/>");
    assert.include(xml, "<title>an edge node</title>");
    assert.include(await host.virsh("net-dumpxml", `${prefix}-lan`), `ip='${base}12'`);
  });

  it("announces a restart, with the reason", async () => {
    stack.program(program(stack.folder).replaceAll('emory: "64MiB"', 'emory: "96MiB"'));
    const lines = planOf(await stack.previewJson(), stack.urn("Domain", "vm"));
    assert.deepInclude(lines, {
      path: "memory",
      from: "48MiB",
      to: "96MiB",
      effect: "needs restart",
      reason: "beyond maxMemory 64MiB; set maxMemory to make this live",
    });
  });

  it("is gone after destroy, and nothing else is", async () => {
    await stack.destroy();
    assert.equal(await host.everything(), foreign);
    assert.isEmpty(stack.processes());
    rmSync(`${stack.folder}/pool`, { recursive: true });
  });
});
