// Changes of a running machine on a real libvirtd: what is live is done, whatever waits for a restart beside it.
import { expect } from "chai";
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Definition } from "../../provider/core/define";
import type { State } from "../../provider/core/state";
import { parseXml, type XmlNode } from "../../provider/core/xml";
import { VirshHost } from "../../provider/host/session";
import { resources } from "../../provider/resources";
import { Engine, type Kept } from "../support/engine";
import { sharedHost, type IsolatedHost } from "../support/isolated-host";

describe("a machine that is changed while it runs", function () {
  this.timeout(120_000);
  const made: Engine[] = [];
  let folder: string;
  let host: IsolatedHost;
  let virsh: VirshHost;

  before(async () => {
    host = await sharedHost();
  });

  beforeEach(() => {
    virsh = new VirshHost(host.uri);
    folder = mkdtempSync(join(tmpdir(), "eft-live-"));
  });

  afterEach(async () => {
    for (const engine of made.splice(0).reverse()) await engine.destroy();
    await virsh.close();
    rmSync(folder, { recursive: true });
  });

  async function make(noun: string, name: string, program: State): Promise<Engine> {
    const engine = new Engine(resources.find((r) => r.noun === noun) as Definition, virsh, { name });
    made.push(engine);
    await engine.up(program);
    return engine;
  }

  const network = (name: string, n: number) =>
    make("network", name, { name, subnet: `10.34.${n}.0/24`, bridge: `live${n}` });
  const machine = { name: "live", memory: "64MiB", shutdownTimeout: "0s" };
  const said = (engine: Engine): string => engine.words.join("\n");
  const output = ({ kept }: Engine, name: string): unknown => (kept as Kept).outputs[name];
  const running = async (): Promise<XmlNode> =>
    parseXml(await host.virsh("dumpxml", "--security-info", machine.name));
  const card = async () => (await running()).first("devices/interface") as XmlNode;

  it("goes to another network while its card waits for another MTU and another place in the boot order", async () => {
    await network("one", 1);
    await network("two", 2);
    const program = (lan: State) => ({ ...machine, nics: { lan } });
    const engine = await make("domain", "node", program({ network: "one" }));
    const beside = { network: "two", mtu: 1400, bootOrder: 1 };
    await engine.preview(program(beside));
    expect(said(engine)).to.match(/nics\.lan\.network: .*\(live\)/);
    await engine.up(program(beside));
    expect((await card()).value("source@network")).to.equal("two");
    expect((await card()).value("link@state")).to.not.equal("down");
    expect(output(engine, "pending")).to.deep.equal(["nics.lan.mtu"]);

    await engine.up(program({ ...beside, network: "one" }));
    expect((await card()).value("source@network")).to.equal("one");
    expect((await card()).value("link@state")).to.not.equal("down");
    expect(await engine.up(program({ ...beside, network: "one" }))).to.equal("same");

    await engine.up(program({ bridge: "live2", mtu: 1400, bootOrder: 1 }));
    expect((await card()).value("source@bridge")).to.equal("live2");
  });

  it("gets a card with a place in the boot order, which counts from the next start on", async () => {
    await network("one", 1);
    const engine = await make("domain", "node", machine);
    const program = { ...machine, nics: { lan: { network: "one", bootOrder: 1 } } };
    await engine.up(program);
    expect((await card()).value("source@network")).to.equal("one");
    expect(output(engine, "pending")).to.deep.equal([]);
    expect(await engine.up(program)).to.equal("same");
    const saved = parseXml(await host.virsh("dumpxml", "--inactive", machine.name));
    expect(saved.value("devices/interface/boot@order")).to.equal("1");
  });

  it("gets another medium while its drive waits for another place in the boot order", async () => {
    const [one, two] = ["one.iso", "two.iso"].map((name) => join(folder, name)) as [string, string];
    for (const file of [one, two]) writeFileSync(file, Buffer.alloc(2 ** 20));
    const program = (cd: State) => ({ ...machine, disks: { cd: { device: "cdrom", ...cd } } });
    const engine = await make("domain", "node", program({ source: { file: one } }));
    await engine.up(program({ source: { file: two }, bootOrder: 1 }));
    expect((await running()).value("devices/disk/source@file")).to.equal(two);
    expect(output(engine, "pending")).to.deep.equal([]);
  });

  it("gets another password for its screen, whose port waits", async () => {
    const program = (vnc: State) => ({ ...machine, vnc });
    const engine = await make("domain", "node", program({ password: "one" }));
    await engine.up(program({ password: "two", port: 5999 }));
    expect((await running()).value("devices/graphics@passwd")).to.equal("two");
    expect(output(engine, "pending")).to.deep.equal(["vnc.port"]);
  });

  it("writes on its log for as long as it runs with it, whatever its serial port is called then", async () => {
    const pool = (await make("pool", "logs", { path: join(folder, "logs") })).kept?.outputs["name"];
    const program = (key: string) => ({ ...machine, serials: { [key]: { log: { pool } } } });
    const logs = () => readdirSync(join(folder, "logs")).map((name) => name.replace(/-[^-]+-\d+\.log$/, ""));
    const engine = await make("domain", "node", program("console"));
    await engine.up(program("tty"));
    expect(logs()).to.have.members(["live-console", "live-tty"]);
    expect((await running()).value("devices/serial/log@file")).to.match(/live-console/);
    await engine.up({ ...program("tty"), restart: "auto" });
    expect(logs()).to.deep.equal(["live-tty"]);
    expect(await engine.up({ ...program("tty"), restart: "auto" })).to.equal("same");

    await engine.up(program("console"));
    expect(logs()).to.have.members(["live-console", "live-tty"]);
    await engine.up({ ...program("console"), running: false });
    expect(logs()).to.deep.equal(["live-console"]);
    await engine.up(program("console"));
    await engine.up(program("tty"));
    await engine.destroy();
    expect(logs()).to.deep.equal([]);
  });

  it("says of memory and CPUs what comes true, also while their ceilings wait for a restart", async () => {
    const limited = { ...machine, maxMemory: "256MiB", maxVcpu: 2 };
    const engine = await make("domain", "node", machine);
    await engine.up(limited);
    expect(output(engine, "pending")).to.have.members(["maxMemory", "maxVcpu"]);
    const more = { ...limited, memory: "128MiB", vcpu: 2 };
    await engine.preview(more);
    expect(said(engine)).to.match(/memory: .*\(needs restart: maxMemory itself waits for a restart\)/);
    expect(said(engine)).to.match(/vcpu: .*\(needs restart: maxVcpu itself waits for a restart\)/);
    await engine.up(more);
    expect(output(engine, "pending")).to.have.members(["maxMemory", "maxVcpu", "memory", "vcpu"]);
  });

  it("takes written out defaults for what they are", async () => {
    const engine = await make("domain", "node", { ...machine, accelerator: "tcg" });
    const id = (await running()).value("@id");
    const program = {
      ...machine,
      accelerator: "auto",
      cpu: { mode: "maximum" },
      maxVcpu: 1,
      maxMemory: "64MiB",
      smbios: { mode: "sysinfo" },
      restart: "auto",
    };
    await engine.preview(program);
    expect(said(engine))
      .to.match(/cpu: .*\(live\)/)
      .and.not.match(/restart\b(?!:)/);
    await engine.up(program);
    expect(output(engine, "pending")).to.deep.equal([]);
    expect((await running()).value("@id")).to.equal(id);
    expect(await engine.up(program)).to.equal("same");
    await engine.refresh();
    expect(await engine.up(program)).to.equal("same");
  });

  it("is ready only while it runs", async () => {
    const pool = (await make("pool", "logs", { path: join(folder, "logs") })).kept?.outputs["name"];
    const program = {
      ...machine,
      running: false,
      serials: { console: { log: { pool } } },
      ready: { console: "never", timeout: "0s", required: false },
    };
    const engine = await make("domain", "node", program);
    expect(output(engine, "isReady")).to.equal(undefined);
    expect(await engine.up(program)).to.equal("same");
    await engine.up({ ...program, running: true });
    expect(output(engine, "isReady")).to.equal(false);
    await engine.up({ ...program, ready: undefined, running: true });
    expect(output(engine, "isReady")).to.equal(true);
    await engine.up({ ...program, ready: undefined });
    expect(output(engine, "isReady")).to.equal(undefined);
  });
});
