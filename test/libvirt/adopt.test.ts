// What somebody else made and runs is taken over where it stands: nobody who uses it loses anything.
import { expect } from "chai";
import { existsSync, rmSync } from "node:fs";
import { execa } from "execa";
import { join } from "node:path";
import type { State } from "../../provider/core/state";
import type { Verb } from "../../provider/host/command";
import { HostError } from "../../provider/host/host";
import { VirshHost } from "../../provider/host/session";
import { domain } from "../../provider/resources/domain";
import { network } from "../../provider/resources/network";
import { pool } from "../../provider/resources/pool";
import { Engine } from "../support/engine";
import { repository, sharedHost, type IsolatedHost } from "../support/isolated-host";
import { KillableHost } from "../support/killable-host";

const uuid = "5f0b1f0e-6f1c-4b2e-9a53-0c6d5f4e3a21";
const lab = `<network><name>adopted</name><uuid>${uuid}</uuid><forward mode="nat"/><bridge name="adopted0" stp="on" delay="0"/>
  <ip address="10.46.1.1" netmask="255.255.255.0"><dhcp><range start="10.46.1.100" end="10.46.1.200"/></dhcp></ip></network>`;
const guest = `<domain type="qemu"><name>adopted-guest</name><memory unit="MiB">32</memory><os><type arch="x86_64" machine="pc">hvm</type></os>
  <devices><interface type="network"><mac address="02:00:00:46:00:01"/><source network="adopted"/><model type="virtio"/></interface></devices></domain>`;
const program = { name: "adopted", adopt: true };

/** An `up` of which nothing is done any more after the first command of that verb. */
async function cutShort(engine: Engine, host: VirshHost, wanted: State, last: Verb): Promise<void> {
  const killed = new KillableHost(host);
  killed.arm();
  killed.fail((verb) =>
    killed.log.slice(0, -1).includes(last)
      ? new HostError("aborted", "the client was killed", verb, "test")
      : undefined,
  );
  engine.host = killed;
  expect(await engine.up(wanted).catch((error: Error) => error.message)).to.contain("killed");
  expect(engine.kept).to.equal(undefined);
  engine.host = host;
}

describe("a network that is taken over while it runs", function () {
  this.timeout(60_000);
  let host: IsolatedHost;
  let virsh: VirshHost;
  let engine: Engine;
  let saved: string;

  before(async () => {
    host = await sharedHost();
    virsh = new VirshHost(host.uri);
  });

  beforeEach(async () => {
    await host.define("net-define", lab);
    await host.virsh("net-start", "adopted");
    await host.define("define", guest);
    await host.virsh("start", "adopted-guest");
    saved = await host.virsh("net-dumpxml", "adopted", "--inactive");
    engine = new Engine(network, virsh);
  });

  afterEach(() => host.purge("adopted"));
  after(() => virsh.close());

  const inside = async (...command: string[]): Promise<string> =>
    (await execa(join(repository, "tools/host/isolated"), ["exec", host.root, ...command])).stdout;
  const taps = async (bridge = "adopted0"): Promise<string[]> =>
    [...(await inside("ip", "-o", "link", "show", "master", bridge)).matchAll(/^\d+: (vnet[^:@]+)/gm)].map(
      (match) => match[1] as string,
    );
  const device = async (): Promise<string> =>
    (await inside("ip", "-o", "link", "show", "adopted0")).split(":")[0] ?? "";
  const defined = (): Promise<string> => host.virsh("net-dumpxml", "adopted", "--inactive");

  /** A second `up` and a refresh find nothing to do, and in the end it goes. */
  async function isManaged(wanted: Record<string, unknown>): Promise<void> {
    expect(engine.kept?.id).to.equal(uuid);
    expect(await engine.up(wanted)).to.equal("same");
    expect(await engine.refresh()).to.equal(true);
    expect(engine.kept?.outputs["drift"]).to.equal(undefined);
    expect(await engine.up(wanted)).to.equal("same");
    expect((await host.virsh("net-uuid", "adopted")).trim()).to.equal(uuid);
    expect(await taps()).to.have.length(1);
    expect(await host.virsh("domstate", "adopted-guest")).to.contain("running");
    await engine.destroy();
    expect(await host.networks()).to.not.include("adopted");
  }

  it("keeps bridge, subnet and DHCP range, and is not restarted", async () => {
    const [tap, bridge] = [await taps(), await device()];
    const { inputs, failures } = await engine.preview(program);
    expect(failures).to.deep.equal([]);
    const kept = {
      bridge: "adopted0",
      subnet: "10.46.1.0/24",
      dhcpStart: "10.46.1.100",
      dhcpEnd: "10.46.1.200",
    };
    expect(inputs).to.include({ uuid, ...kept });
    expect(await engine.up(program)).to.equal("create");
    expect(engine.kept?.outputs).to.include({ ...kept, gateway: "10.46.1.1" });
    expect(await device()).to.equal(bridge);
    expect(await taps()).to.deep.equal(tap);
    await isManaged(program);
  });

  it("brings its guests back when what is wanted restarts it", async () => {
    const tap = await taps();
    const wanted = {
      ...program,
      subnet: "10.46.1.0/24",
      bridge: "adopted0",
      dnsmasqOptions: ["log-queries"],
    };
    expect(await engine.up(wanted)).to.equal("create");
    expect(await taps()).to.deep.equal(tap);
    await isManaged(wanted);
  });

  it("moves to another subnet when the program says so", async () => {
    const wanted = { ...program, subnet: "10.46.2.0/24" };
    expect(await engine.up(wanted)).to.equal("create");
    expect(engine.kept?.outputs).to.include({
      bridge: "adopted0",
      dhcpStart: "10.46.2.2",
      gateway: "10.46.2.1",
    });
    expect(await host.virsh("net-dumpxml", "adopted")).to.contain("10.46.2.1");
    await isManaged(wanted);
  });

  it("has new DHCP hosts at once", async () => {
    const bridge = await device();
    const wanted = { ...program, dhcpHosts: { a: { mac: "02:00:00:46:00:01", ip: "10.46.1.9" } } };
    expect(await engine.up(wanted)).to.equal("create");
    expect(await host.virsh("net-dumpxml", "adopted")).to.contain("10.46.1.9");
    expect(await device()).to.equal(bridge);
    await isManaged(wanted);
  });

  it("is again as it was when it cannot be", async () => {
    const failed = await engine
      .up({ ...program, dnsmasqOptions: ["no-such-option"] })
      .catch((error: Error) => error);
    expect(failed).to.be.instanceOf(Error);
    expect(engine.kept).to.equal(undefined);
    expect((await defined()).replace(/ *<mac .*\n/, "")).to.equal(saved.replace(/ *<mac .*\n/, ""));
    expect(await taps()).to.have.length(1);
  });

  it("stays the one that it is when the run is cut short in between", async () => {
    const wanted = { ...program, dnsmasqOptions: ["log-queries"] };
    await cutShort(engine, virsh, wanted, "net-define");
    if (!(await defined()).includes("edgefleet:mark")) throw new Error("it was not cut short");
    expect(await engine.up(wanted)).to.equal("create");
    expect(await taps()).to.have.length(1);
    await isManaged(wanted);
  });

  it("is another one after a replacement, as always", async () => {
    await engine.up(program);
    expect(await engine.up(program, { replace: true })).to.equal("replace");
    expect(engine.kept?.id).to.not.equal(uuid);
    expect(await engine.refresh()).to.equal(true);
    expect(await engine.up(program)).to.equal("same");
    await engine.destroy();
  });

  it("keeps its mode: a program that says none opens no isolated network", async () => {
    await host.virsh("net-destroy", "adopted");
    await host.define("net-define", lab.replace('<forward mode="nat"/>', ""));
    const { failures } = await engine.preview(program);
    expect(failures.map(({ property }) => property)).to.deep.equal(["mode"]);
    expect(failures[0]?.reason).to.contain("of mode isolated").and.to.contain('mode: "isolated"');
    const wanted = { ...program, mode: "isolated" };
    expect(await engine.up(wanted)).to.equal("create");
    expect(await engine.up(wanted)).to.equal("same");
  });
});

describe("a pool that is taken over", function () {
  this.timeout(60_000);
  let host: IsolatedHost;
  let virsh: VirshHost;
  let engine: Engine;
  let folder: string;

  before(async () => {
    host = await sharedHost();
    virsh = new VirshHost(host.uri);
    folder = join(host.root, "elsewhere");
  });

  beforeEach(async () => {
    await host.virsh("pool-define-as", "adopted", "dir", "--target", folder);
    await host.virsh("pool-build", "adopted");
    await host.virsh("pool-start", "adopted");
    await host.virsh("vol-create-as", "adopted", "precious", "1MiB");
    engine = new Engine(pool, virsh);
  });

  afterEach(async () => {
    await host.purge("adopted");
    rmSync(folder, { recursive: true, force: true });
  });
  after(() => virsh.close());

  it("stays in its directory, with its volumes", async () => {
    const there = (await host.virsh("pool-uuid", "adopted")).trim();
    expect((await engine.preview(program)).inputs).to.include({ path: folder, uuid: there });
    expect(await engine.up(program)).to.equal("create");
    expect(engine.kept?.outputs["path"]).to.equal(folder);
    expect(await engine.up(program)).to.equal("same");
    expect(await engine.refresh()).to.equal(true);
    expect(await engine.up(program)).to.equal("same");
    expect((await host.virsh("pool-uuid", "adopted")).trim()).to.equal(there);
    expect(await host.volumes("adopted")).to.deep.equal(["precious"]);
    await engine.destroy();
    expect(await host.pools()).to.not.include("adopted");
    expect(existsSync(join(folder, "precious"))).to.equal(true);
  });

  it("is refused when the program says another directory", async () => {
    const there = await host.everything();
    const { failures } = await engine.preview({ ...program, path: `${folder}/deeper` });
    expect(failures.map(({ property }) => property)).to.deep.equal(["path"]);
    expect(failures[0]?.reason).to.contain(`is in ${folder}`);
    expect(await host.everything()).to.equal(there);
    expect(await engine.up({ ...program, path: folder })).to.equal("create");
    expect(await engine.up({ ...program, path: folder })).to.equal("same");
  });

  it("is refused when it is no directory", async () => {
    await host.virsh(
      "pool-define-as",
      "adopted-fs",
      "fs",
      "--source-dev",
      "/dev/none",
      "--target",
      `${folder}/fs`,
    );
    const { failures } = await engine.preview({ name: "adopted-fs", adopt: true });
    expect(failures.map(({ reason }) => reason).join()).to.contain("of type fs");
  });
});

describe("a machine that is taken over while it runs", function () {
  this.timeout(60_000);
  const wanted = { ...program, name: "adopted-vm", memory: "32MiB", vcpu: 1, accelerator: "tcg" };
  let host: IsolatedHost;
  let virsh: VirshHost;
  let engine: Engine;

  before(async () => {
    host = await sharedHost();
    virsh = new VirshHost(host.uri);
  });

  beforeEach(() => {
    engine = new Engine(domain, virsh);
  });
  afterEach(() => host.purge("adopted"));
  after(() => virsh.close());

  async function someoneElses(devices = ""): Promise<void> {
    await host.define(
      "define",
      `<domain type="qemu"><name>adopted-vm</name><uuid>${uuid}</uuid><memory unit="MiB">32</memory><vcpu>1</vcpu>
        <os><type arch="x86_64" machine="q35">hvm</type></os><features><acpi/><apic/></features><devices>${devices}</devices></domain>`,
    );
    await host.virsh("start", "adopted-vm");
  }

  async function isManaged(): Promise<void> {
    expect(engine.kept?.id).to.equal(uuid);
    expect(await engine.up(wanted)).to.equal("same");
    expect(await engine.refresh()).to.equal(true);
    expect(await engine.up(wanted)).to.equal("same");
    expect((await host.virsh("domuuid", "adopted-vm")).trim()).to.equal(uuid);
    await engine.destroy();
    expect(await host.domains()).to.not.include("adopted-vm");
  }

  it("runs on, and is managed", async () => {
    await someoneElses();
    const id = await host.virsh("domid", "adopted-vm");
    expect((await engine.preview(wanted)).inputs["uuid"]).to.equal(uuid);
    expect(await engine.up(wanted)).to.equal("create");
    expect(await host.virsh("domid", "adopted-vm")).to.equal(id);
    await isManaged();
  });

  it("stays the one that it is when the run is cut short in between", async () => {
    await someoneElses();
    const id = await host.virsh("domid", "adopted-vm");
    await cutShort(engine, virsh, wanted, "define");
    expect(await host.virsh("dumpxml", "adopted-vm", "--inactive")).to.contain("edgefleet:mark");
    expect(await engine.up(wanted)).to.equal("create");
    expect(await host.virsh("domid", "adopted-vm")).to.equal(id);
    await isManaged();
  });

  it("keeps the card that the program names by its MAC", async () => {
    const mac = "02:00:00:46:00:02";
    const cards = () => host.virsh("domiflist", "adopted-vm");
    await host.define("net-define", lab);
    await host.virsh("net-start", "adopted");
    await someoneElses(
      `<interface type="network"><mac address="${mac}"/><source network="adopted"/><model type="virtio"/></interface>`,
    );
    const [id, before] = [await host.virsh("domid", "adopted-vm"), await cards()];
    const named = { ...wanted, nics: { lan: { network: "adopted", mac } } };
    expect(await engine.up(named)).to.equal("create");
    expect(await cards()).to.equal(before);
    expect(await engine.up(named)).to.equal("same");
    expect(await host.virsh("domid", "adopted-vm")).to.equal(id);
  });

  it("makes room for its replacement, and so does a leftover of our own", async () => {
    await someoneElses();
    await engine.up(wanted);
    expect(await engine.up(wanted, { replace: true })).to.equal("replace");
    expect(engine.kept?.id).to.not.equal(uuid);
    engine.kept = undefined;
    expect(await engine.up(wanted)).to.equal("create");
    expect(await engine.up(wanted)).to.equal("same");
    expect((await host.domains()).filter((name) => name.startsWith("adopted"))).to.deep.equal(["adopted-vm"]);
  });
});
