// What a running machine keeps beside its disks (UEFI variables, TPM state, sockets) through changes, restarts and
// its end, on a real libvirtd.
import { expect } from "chai";
import { execa } from "execa";
import {
  chmodSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Definition } from "../../provider/core/define";
import type { State } from "../../provider/core/state";
import { secureBootStore } from "../../provider/firmware/secure-boot";
import { VirshHost } from "../../provider/host/session";
import { resources } from "../../provider/resources";
import { certificate, makeSigner } from "../support/certificate";
import { Engine, type Kept } from "../support/engine";
import { repository, sharedHost, type IsolatedHost } from "../support/isolated-host";

describe("the firmware of a machine that runs", function () {
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
    folder = mkdtempSync(join(tmpdir(), "eft-firmware-"));
  });

  afterEach(async () => {
    for (const engine of made.splice(0).reverse()) {
      engine.host = virsh;
      await engine.destroy();
    }
    await virsh.close();
    rmSync(folder, { recursive: true });
  });

  async function make(noun: string, name: string, program: State): Promise<Engine> {
    const engine = new Engine(resources.find((r) => r.noun === noun) as Definition, virsh, { name });
    made.push(engine);
    await engine.up(program);
    return engine;
  }

  const store = () => make("pool", "store", { path: join(folder, "store") });
  const reference = ({ kept }: Engine): State => {
    const { name, incarnation, pool } = (kept as Kept).outputs;
    return { name, incarnation, ...(pool ? { pool: (pool as State)["name"] } : {}) };
  };
  const machine = { name: "firmware", memory: "128MiB", firmware: "uefi", shutdownTimeout: "0s" };
  const said = (engine: Engine): string => engine.words.join("\n");
  const pending = ({ kept }: Engine): unknown => kept?.outputs["pending"];
  /** Files of UEFI variables in the pool. */
  const stores = (): string[] => readdirSync(join(folder, "store")).filter((name) => name.endsWith(".fd"));
  const running = () => host.virsh("dumpxml", machine.name);
  /** What libvirt keeps for machines in its own folders. */
  const kept = (): string[] =>
    ["qemu/nvram", "swtpm"].flatMap((name) => {
      const path = join(host.root, "lib", name);
      return existsSync(path) ? readdirSync(path) : [];
    });

  it("has all of it at once, and nothing to do afterwards; its end leaves no trace", async () => {
    const pool = await store();
    const blob = await make("volume", "blob", { pool: reference(pool), size: "4KiB", format: "raw" });
    const program = {
      ...machine,
      nvram: { pool: reference(pool) },
      secureBoot: { db: [certificate.pem] },
      tpm: {},
      serials: { agent: { socket: {}, log: { pool: reference(pool) } }, console: {} },
      fwCfg: {
        "opt/org.tianocore/IPv4PXESupport": { value: "n" },
        "etc/edk2/https/cacerts": { volume: reference(blob) },
      },
      qemuArgs: ["-debugcon", "file:/dev/null"],
      smbios: { serial: "EDGE7" },
    };
    const engine = await make("domain", "node", program);
    expect(await engine.up(program)).to.equal("same");
    await engine.refresh();
    expect(await engine.up(program)).to.equal("same");
    expect(said(engine)).to.equal("");

    const { serials } = engine.kept?.outputs as {
      serials: Record<string, { port: number; socket?: { path: string } }>;
    };
    expect([serials["agent"]?.port, serials["console"]?.port]).to.deep.equal([0, 1]);
    const socket = serials["agent"]?.socket?.path as string;
    expect(statSync(socket.replace("/run/libvirt", join(host.root, "run"))).isSocket()).to.equal(true);
    const xml = await running();
    expect(xml).to.match(/<loader readonly='yes' secure='yes' type='pflash'>.*secboot/);
    expect(xml).to.include("name='opt/org.tianocore/IPv4PXESupport'>n<").and.include("EDGE7");
    expect(xml).to.include(`name=etc/edk2/https/cacerts,file=${blob.kept?.outputs["path"] as string}`);
    expect(await host.virsh("qemu-monitor-command", machine.name, "--hmp", "info tpm")).to.match(
      /model=tpm-tis/,
    );
    expect(stores()).to.have.length(1);
    expect(kept()).to.have.length(1);

    await engine.destroy();
    expect(readdirSync(join(folder, "store"))).to.deep.equal([blob.kept?.outputs["name"] as string]);
    expect(kept()).to.deep.equal([]);
  });

  it("keeps UEFI variables and TPM through every change, and makes the variables anew when told to", async () => {
    const pool = await store();
    const nvram = { pool: reference(pool) };
    const engine = await make("domain", "node", { ...machine, nvram });
    const [first] = stores() as [string];

    const program = { ...machine, tpm: { model: "tpm-tis" }, nvram: { ...nvram, generation: 2 } };
    await engine.preview(program);
    expect(said(engine)).to.match(
      /nvram\.generation: 1 → 2 \(needs restart: the UEFI variables are made anew\)/,
    );
    expect(said(engine)).to.match(/tpm: none → .*\(needs restart\)/);
    await engine.up(program);
    expect(pending(engine)).to.have.members(["nvram.generation", "tpm"]);
    expect(await running()).to.include(first);
    expect(await engine.up(program)).to.equal("same");

    await engine.up({ ...program, restart: "auto" });
    expect(pending(engine)).to.deep.equal([]);
    const second = stores().find((name) => name !== first) as string;
    expect(await running()).to.include(second);

    // Left out again, both stay what they were; so does what the TPM stores while there is none.
    const without = { ...machine, restart: "auto" };
    await engine.up(without);
    expect(await running())
      .to.include(second)
      .and.not.include("<tpm ");
    expect(kept()).to.deep.equal([engine.kept?.outputs["uuid"]]);
    await engine.up({ ...without, firmware: "bios" });
    expect(await engine.up({ ...without, firmware: "bios" })).to.equal("same");
    expect(await running()).to.not.include(second);
    await engine.up(without);
    expect(await running()).to.include(second);
    const { failures } = await engine.preview({ ...program, nvram: { ...nvram, generation: 1 } });
    expect(failures.map(({ property }) => property)).to.deep.equal(["nvram.generation"]);

    await engine.destroy();
    expect(stores()).to.deep.equal([]);
    expect(kept()).to.deep.equal([]);
  });

  it("moves its variables into a pool and to another one: nothing is left in the old place at its end", async () => {
    const [one, two] = [await store(), await make("pool", "other", { path: join(folder, "other") })];
    const engine = await make("domain", "node", { ...machine, restart: "auto" });
    expect(kept()).to.deep.equal([`${machine.name}_VARS.fd`]);
    await engine.up({ ...machine, restart: "auto", nvram: { pool: reference(one) } });
    expect(stores()).to.have.length(1);
    await engine.up({ ...machine, restart: "auto", nvram: { pool: reference(two) } });
    expect(stores()).to.deep.equal([]);
    expect(readdirSync(join(folder, "other"))).to.have.length(1);
    await engine.destroy();
    expect(readdirSync(join(folder, "other"))).to.deep.equal([]);
    expect(kept()).to.deep.equal([]);
  });

  it("leaves its variables where they are while it runs on them, and takes them away when it does not", async () => {
    const [one, two] = [await store(), await make("pool", "other", { path: join(folder, "other") })];
    const program = (pool: Engine) => ({ ...machine, nvram: { pool: reference(pool) } });
    const engine = await make("domain", "node", program(one));
    const [first] = stores() as [string];
    await engine.up(program(two));
    expect(pending(engine)).to.deep.equal(["nvram.pool"]);
    expect(await running()).to.include(join(folder, "store", first));
    expect(stores()).to.deep.equal([first]);
    await engine.up({ ...program(two), title: "still on them" });
    expect(stores()).to.deep.equal([first]);

    await engine.up({ ...program(two), restart: "auto" });
    expect(pending(engine)).to.deep.equal([]);
    expect(stores()).to.deep.equal([]);
    expect(await host.virsh("dumpxml", "--inactive", machine.name)).to.not.include(join(folder, "store"));
    expect(readdirSync(join(folder, "other"))).to.have.length(1);

    // There and back again before it was restarted: what runs is what is wanted.
    await engine.up(program(one));
    await engine.up(program(two));
    expect(pending(engine)).to.deep.equal([]);
    expect(readdirSync(join(folder, "other"))).to.have.length(1);

    await engine.up(program(one));
    await engine.destroy();
    expect([...stores(), ...readdirSync(join(folder, "other"))]).to.deep.equal([]);
  });

  it("gets other keys with its next start, in variables of their own", async () => {
    const pool = await store();
    const program = (pem: string) => ({
      ...machine,
      restart: "auto",
      nvram: { pool: reference(pool) },
      secureBoot: { db: [pem] },
    });
    const engine = await make("domain", "node", program(certificate.pem));
    const other = makeSigner("another one");
    await engine.preview(program(other.pem));
    expect(said(engine)).to.match(
      /secureBoot\.db: .* → .* \(needs restart: the UEFI variables are made anew, with these keys\)/,
    );
    const before = stores();
    await engine.up(program(other.pem));
    const [added] = stores().filter((name) => !before.includes(name)) as [string];
    expect(await running()).to.include(added);
    // The same certificate in another spelling is no change.
    expect(await engine.up(program(other.der))).to.equal("same");
  });

  it("finishes a file of keys that was cut short, and never touches one that a machine has used", async () => {
    const pool = await store();
    const program = {
      ...machine,
      running: false,
      nvram: { pool: reference(pool) },
      secureBoot: { db: [certificate.pem] },
    };
    const engine = new Engine(resources.find((r) => r.noun === "domain") as Definition, virsh, {
      name: "node",
    });
    made.push(engine);
    let puts = 0;
    engine.host = new Proxy(virsh, {
      get: (target, name) =>
        name === "put" && puts++ > 0
          ? () => Promise.reject(new Error("the connection is gone"))
          : (Reflect.get(target, name, target) as unknown),
    });
    await engine.up(program).then(
      () => expect.fail("it should have failed"),
      () => undefined,
    );
    expect(stores()).to.deep.equal([]);
    engine.host = virsh;
    await engine.up(program);
    const [name] = stores() as [string];
    const file = join(folder, "store", name);
    const image = secureBootStore({ db: [certificate.pem], kek: [certificate.pem], pk: certificate.pem });
    expect(readFileSync(file).equals(image)).to.equal(true);

    writeFileSync(file, Buffer.concat([Buffer.alloc(4096), image.subarray(4096)]));
    await engine.up({ ...program, title: "cut short" });
    expect(readFileSync(file).equals(image)).to.equal(true);

    const used = Buffer.from(image);
    used.write("used", 0x30000);
    writeFileSync(file, used);
    await engine.up({ ...program, title: "used" });
    expect(readFileSync(file).equals(used)).to.equal(true);
  });

  it("takes up a volume behind an fw_cfg entry that was made anew, after a restart", async () => {
    const pool = await store();
    const blob = await make("volume", "blob", {
      pool: reference(pool),
      size: "4KiB",
      format: "raw",
      replaceData: true,
    });
    const program = () => ({ ...machine, fwCfg: { "etc/site/blob": { volume: reference(blob) } } });
    const engine = await make("domain", "node", program());
    await blob.up({ pool: reference(pool), size: "2KiB", format: "raw", replaceData: true });
    await engine.preview(program());
    expect(said(engine)).to.match(/fwCfg\.etc\/site\/blob: .*#1.* → .*#2.* \(needs restart\)/);
    await engine.up({ ...program(), restart: "auto" });
    expect(await running()).to.include(`file=${blob.kept?.outputs["path"] as string}`);
    expect(pending(engine)).to.deep.equal([]);
  });
});

describe("a machine whose QEMU is a user of its own", function () {
  this.timeout(120_000);

  // Where KVM is there for root alone, libvirtd asks QEMU for its abilities again and again: a minute.
  it("reads UEFI variables with keys and every fw_cfg entry, as libvirt has been told of the files (a minute: with EDGEFLEET_TEST_ALL=1)", async function () {
    if (!process.env["EDGEFLEET_TEST_ALL"]) this.skip();
    const host = await sharedHost("unprivileged");
    const conf = join(host.root, "etc/qemu.conf");
    const was = readFileSync(conf, "utf8");
    const now = was
      .replace(/^user = .*/m, 'user = "libvirt-qemu"')
      .replace(/^group = .*/m, 'group = "kvm"')
      .replace(/^dynamic_ownership = .*/m, "dynamic_ownership = 1");
    writeFileSync(conf, now);
    await execa("chown", ["-R", "libvirt-qemu:kvm", join(host.root, "lib/qemu")]);
    await execa(join(repository, "tools/host/isolated"), ["restart", host.root]);

    const folder = mkdtempSync(join(tmpdir(), "eft-user-"));
    chmodSync(folder, 0o711);
    const virsh = new VirshHost(host.uri);
    const made: Engine[] = [];
    const make = async (noun: string, program: State): Promise<State> => {
      const engine = new Engine(resources.find((r) => r.noun === noun) as Definition, virsh, { name: noun });
      made.push(engine);
      await engine.up(program);
      return (engine.kept as Kept).outputs;
    };
    try {
      const { name, incarnation } = await make("pool", { path: join(folder, "pool") });
      const pool = { name, incarnation };
      const blob = await make("volume", { pool, size: "4KiB", format: "raw" });
      const volume = { name: blob["name"], incarnation: blob["incarnation"], pool: name };
      await make("domain", {
        name: "unprivileged",
        memory: "64MiB",
        firmware: "uefi",
        nvram: { pool },
        secureBoot: { db: [certificate.pem] },
        fwCfg: { "etc/edk2/https/cacerts": { volume } },
        shutdownTimeout: "0s",
      });
      const { uid } = statSync(blob["path"] as string);
      expect(uid, "the file is that user's while the machine runs").to.not.equal(0);
    } finally {
      for (const engine of made.reverse()) await engine.destroy();
      await virsh.close();
      rmSync(folder, { recursive: true });
    }
  });
});
