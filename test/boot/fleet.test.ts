// A fleet that really boots, and changes while it runs: what preview promises is read inside the guests.
import { assert } from "chai";
import { join } from "node:path";
import { GuestConsole } from "../support/guest-console";
import { sharedHost, type IsolatedHost } from "../support/isolated-host";
import { counts, freshSubnet, planOf, Stack, type StateResource } from "../support/stack";

const image = join(process.env["EDGEFLEET_GUEST"] ?? "", "disk.qcow2");

describe("a fleet of three nodes", function () {
  this.timeout(240_000);
  let host: IsolatedHost;
  let stack: Stack;
  const subnets = [freshSubnet(), freshSubnet()];

  interface Differences {
    members?: string[];
    /** More resources. */
    others?: string;
    /** Arguments of the first node, as they stand in the program. */
    first?: string;
  }

  const program = ({ members = ["1", "2", "3"], others = "", first = "" }: Differences = {}): string => `
    const lan = new e.Network("lan", { subnet: "${subnets[0]}" });
    const pool = new e.Pool("store", { path: "${stack.folder}/pool" });
    const image = new e.Volume("image", { pool, content: { file: "${image}" } });
    ${others}
    const own = { "1": { ${first} } };
    const fleet = new e.EdgeFleet("edge", {
      nodes: Object.fromEntries(${JSON.stringify(members)}.map((key) => [key, own[key] ?? {}])),
      image, pool, network: lan, disk: "80MiB",
      memory: "96MiB", maxMemory: "192MiB", vcpu: 1, maxVcpu: 2, vnc: false, autostart: false,
      ready: { console: "login:", lease: true, timeout: "120s" },
    });
    exports.ips = Object.values(fleet.nodes).map((node) => node.ip);
    exports.serials = Object.values(fleet.nodes).map((node) => node.serial);`;

  /** What the first node keeps of its changes: a disk cannot shrink, and emulated CPUs cannot be unplugged. */
  const grown = `vcpu: 2, disk: "96MiB",`;

  /** The machine of a node, which has the node's name. */
  const machine = (name: string): StateResource => {
    const found = stack
      .state()
      .find(({ type, urn }) => type.endsWith(":Domain") && urn.endsWith(`::${name}`));
    if (!found) throw new Error(`there is no machine ${name} in the state`);
    return found;
  };
  const guest = (name: string) => GuestConsole.login(String(machine(name).outputs["consolePath"]));

  before(async () => {
    host = await sharedHost();
    stack = await Stack.make(host, { program: "", config: { "edgefleet:accelerator": "tcg" } });
    stack.program(program());
    await stack.up();
  });

  after(() => stack?.dispose());

  it("is up with a lease for each, and a second up and a refresh find nothing to do", async () => {
    const [ips, serials] = await Promise.all(
      ["ips", "serials"].map(
        async (name) => JSON.parse((await stack.run("stack", "output", name, "--json")).stdout) as string[],
      ),
    );
    assert.lengthOf(new Set(ips), 3);
    const prefix = (subnets[0] as string).replace(/0\/24$/, "");
    for (const ip of ips ?? []) assert.isTrue(ip.startsWith(prefix), ip);
    assert.lengthOf(new Set(serials), 3);
    await stack.same();
    assert.hasAllKeys(counts(await stack.refresh()), ["unchanged"]);
  });

  it("shows a login, and its kernel sees the identity that preview knew", async () => {
    for (const name of ["edge-1", "edge-2", "edge-3"]) {
      const { smbios, nics } = machine(name).inputs as {
        smbios: { serial: string };
        nics: Record<string, { mac: string }>;
      };
      const console = await guest(name);
      assert.equal(await console.run("cat /sys/class/dmi/id/product_serial"), smbios.serial);
      assert.equal(await console.run("cat /sys/class/net/eth0/address"), nics["lan"]?.mac);
      console.close();
    }
  });

  it("takes CPU, memory, a disk, a network card, a bigger disk and a pulled cable while it runs", async () => {
    const console = await guest("edge-1");
    const uptime = async () => Number(await console.run("cut -d. -f1 /proc/uptime"));
    const kernel = async () => ({
      cpus: Number(await console.run("nproc")),
      memory: Number(await console.run("awk '/MemTotal/ { print $2 }' /proc/meminfo")),
      root: Number(await console.run("cat /sys/block/vda/size")) * 512,
      disks: (await console.run("ls -d /sys/block/vd*")).split(/\s+/).length,
      cards: (await console.run("ls -d /sys/class/net/eth*")).split(/\s+/).length,
      carrier: await console.run("cat /sys/class/net/eth0/carrier"),
    });
    const before = { ...(await kernel()), uptime: await uptime() };
    assert.deepInclude(before, { cpus: 1, root: 80 * 2 ** 20, disks: 1, cards: 1, carrier: "1" });

    const change = (link: string) =>
      program({
        others: `
          const data = new e.Volume("data", { pool, size: "8MiB" });
          const second = new e.Network("second", { subnet: "${subnets[1]}" });`,
        first: `
          vcpu: 2, memory: "160MiB", disk: "96MiB",
          domain: {
            disks: { data: { source: { volume: data } } },
            nics: { lan: { network: lan, link: "${link}" }, spare: { network: second } },
          },`,
      });
    stack.program(change("up"));
    const plan = planOf(await stack.previewJson(), machine("edge-1").urn);
    assert.isNotEmpty(plan);
    assert.deepEqual([...new Set(plan.map(({ effect }) => effect))], ["live"]);
    await stack.up();
    // The guest takes up what was plugged in its own time.
    await console.run(
      "until [ $(nproc) = 2 ] && [ -e /sys/block/vdb ] && [ -e /sys/class/net/eth1 ]; do sleep 0.1; done",
    );
    await console.run(
      `until [ $(awk '/MemTotal/ { print $2 }' /proc/meminfo) -gt ${before.memory} ]; do sleep 0.1; done`,
    );
    const after = await kernel();
    assert.deepInclude(after, { cpus: 2, root: 96 * 2 ** 20, disks: 2, cards: 2, carrier: "1" });
    assert.isAbove(after.memory, before.memory);
    assert.isAtLeast(await uptime(), before.uptime);
    await stack.same();
    assert.hasAllKeys(counts(await stack.refresh()), ["unchanged"]);

    stack.program(change("down"));
    await stack.up();
    await console.run("until [ $(cat /sys/class/net/eth0/carrier) = 0 ]; do sleep 0.1; done");

    stack.program(program({ first: `vcpu: 2, disk: "80MiB"` }));
    assert.match((await stack.fails("preview")).text, /a volume cannot shrink/);

    stack.program(program({ first: grown }));
    await stack.up();
    await console.run("until [ $(cat /sys/class/net/eth0/carrier) = 1 ]; do sleep 0.1; done");
    assert.deepInclude(await kernel(), { cpus: 2, disks: 1, cards: 1, carrier: "1" });
    console.close();
  });

  it("removing one of its members touches that one", async () => {
    const ids = async () =>
      Object.fromEntries(
        await Promise.all(
          (await host.domains())
            .filter((n) => n.startsWith(stack.project))
            .map(async (n) => [n, await host.virsh("domid", n)]),
        ),
      );
    const before = await ids();
    stack.program(program({ members: ["1", "3"], first: grown }));
    const preview = await stack.previewJson();
    const touched = preview.steps
      .filter(({ op }) => op !== "same")
      .map(({ op, urn }) => `${op} ${urn.split("::").at(-1)}`);
    assert.sameMembers(touched, ["delete edge-2", "delete edge-2-root", "delete edge-2"]);
    await stack.up();
    const gone = `${stack.project}-dev-edge-2`;
    const { [gone]: _, ...left } = before;
    assert.property(before, gone);
    assert.deepEqual(await ids(), left);
  });
});

describe("a node that does not become ready", function () {
  this.timeout(120_000);

  it("is kept, says stage, time and its last lines, and the next up waits on", async () => {
    const host = await sharedHost();
    const stack = await Stack.make(host, { program: "", config: { "edgefleet:accelerator": "tcg" } });
    const program = (text: string, timeout: string) => `
      const pool = new e.Pool("store", { path: "${stack.folder}/pool" });
      const lan = new e.Network("lan", { subnet: "${freshSubnet()}" });
      const image = new e.Volume("image", { pool, content: { file: "${image}" } });
      new e.EdgeNode("edge", { image, pool, network: lan, memory: "96MiB", ready: { console: "${text}", timeout: "${timeout}" } });`;
    try {
      const body = program("SeaBIOS", "60s");
      stack.program(body.replace("SeaBIOS", "never said").replace("60s", "15s"));
      const { text } = await stack.fails("up", "--yes", "--skip-preview");
      assert.match(text, /not ready/);
      assert.match(text, /never said/);
      const domain = `${stack.project}-dev-edge`;
      const id = await host.virsh("domid", domain);
      assert.match(id, /^\d+/);
      stack.program(body.replace("SeaBIOS", "login:"));
      await stack.up();
      assert.equal(await host.virsh("domid", domain), id, "the machine was not restarted");
      await stack.same();
    } finally {
      await stack.dispose();
    }
  });
});
