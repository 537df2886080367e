// Volumes on a real libvirt: what is in them, how they grow, and what lies over what.
import { expect } from "chai";
import { createHash, randomBytes } from "node:crypto";
import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execa } from "execa";
import { VirshHost } from "../../provider/host/session";
import { pool } from "../../provider/resources/pool";
import { volume } from "../../provider/resources/volume";
import type { State } from "../../provider/core/state";
import { Engine, type Kept } from "../support/engine";
import { sharedHost, type IsolatedHost } from "../support/isolated-host";

const MiB = 2 ** 20;
const sha256 = (bytes: Buffer): string => createHash("sha256").update(bytes).digest("hex");

describe("volumes on a real libvirt", function () {
  this.timeout(60_000);
  let host: IsolatedHost;
  let virsh: VirshHost;
  let folder: string;
  let made: Engine[];

  before(async () => {
    host = await sharedHost();
    virsh = new VirshHost(host.uri);
  });
  after(() => virsh.close());

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), "eft-volumes-"));
    made = [];
    await make(pool, "images", { name: "volumes", path: join(folder, "pool") });
  });

  afterEach(async () => {
    await host.purge("volumes");
    rmSync(folder, { recursive: true });
  });

  async function make(definition: typeof pool, name: string, program: State): Promise<Engine> {
    const engine = new Engine(definition, virsh, { name });
    made.push(engine);
    await engine.up(program);
    return engine;
  }

  const disk = (name: string, program: State): Promise<Engine> =>
    make(volume, name, { pool: "volumes", name, ...program });
  const info = async (engine: Engine): Promise<Record<string, unknown>> => {
    const { stdout } = await execa("qemu-img", [
      "info",
      "--force-share",
      "--output=json",
      (engine.kept as Kept).outputs["path"] as string,
    ]);
    return JSON.parse(stdout) as Record<string, unknown>;
  };
  const failure = (running: Promise<unknown>): Promise<string> =>
    running.then(
      () => "it did not fail",
      (error: Error) => error.message,
    );

  it("get the content of a local file, bit by bit, and room beyond it", async () => {
    const bytes = randomBytes(MiB + 512);
    const file = join(folder, "image.raw");
    writeFileSync(file, bytes);
    const program = { format: "raw", size: "3MiB", content: { file, sha256: sha256(bytes).toUpperCase() } };
    const engine = await disk("image", program);
    expect(engine.kept?.outputs["capacity"]).to.equal("3MiB");
    const there = readFileSync(engine.kept?.outputs["path"] as string);
    expect(there.length).to.equal(3 * MiB);
    expect(sha256(there.subarray(0, bytes.length))).to.equal(sha256(bytes));
    expect(there.subarray(bytes.length).every((byte) => byte === 0)).to.equal(true);
    expect(await engine.up({ pool: "volumes", name: "image", ...program })).to.equal("same");
    await engine.refresh();
    expect(await engine.up({ pool: "volumes", name: "image", ...program })).to.equal("same");
  });

  it("get a qcow2 image as it is, and grow it", async () => {
    const file = join(folder, "image.qcow2");
    await execa("qemu-img", ["create", "-q", "-f", "qcow2", file, "4M"]);
    const engine = await disk("image.qcow2", { size: "6MiB", content: { file } });
    expect(await info(engine)).to.include({ format: "qcow2", "virtual-size": 6 * MiB });
    expect((engine.kept?.outputs["content"] as State)["sha256"]).to.equal(sha256(readFileSync(file)));
  });

  it("refuse content that is missing, not what it should be, or too big, and touch nothing", async () => {
    const file = join(folder, "image.raw");
    writeFileSync(file, randomBytes(MiB));
    const bad: [State, RegExp][] = [
      [{ format: "raw", content: { file: join(folder, "none") } }, /content.file: There is no such file: /],
      [
        { format: "raw", content: { file, sha256: "0".repeat(64) } },
        /content.sha256: .* has another SHA-256: [0-9a-f]{64}/,
      ],
      [{ format: "raw", content: { file, sha256: "abc" } }, /content.sha256: .* is no SHA-256/],
      [{ format: "qcow2", content: { file } }, /format: .* is a raw image; write format: "raw"/],
      [{ format: "raw", size: "512KiB", content: { file } }, /size: 512KiB is smaller than the image/],
      [{ format: "raw", backing: "volumes/x" }, /format: An overlay of a backing volume has to be "qcow2"/],
      [
        { content: { file }, backing: "volumes/x" },
        /content: A volume has a backing volume or content of its own, not both/,
      ],
      [{}, /size: An empty volume needs a size/],
    ];
    for (const [program, words] of bad) expect(await failure(disk("bad", program))).to.match(words);
    expect(await failure(make(volume, "bad", { pool: "nowhere", size: "1MiB" }))).to.match(
      /pool: There is no pool "nowhere" on .*There are: volumes/,
    );
    expect(await host.volumes("volumes")).to.deep.equal([]);
  });

  it("are not replaced, with what guests wrote, unless that is said", async () => {
    const file = join(folder, "image.raw");
    writeFileSync(file, randomBytes(MiB));
    const program = { pool: "volumes", name: "image", format: "raw", content: { file } };
    const engine = await disk("image", program);
    const before = readFileSync(engine.kept?.outputs["path"] as string);
    appendFileSync(file, randomBytes(512));
    const { failures } = await engine.preview(program);
    expect(failures.map(({ property }) => property)).to.deep.equal(["content.sha256"]);
    expect(failures[0]?.reason).to.match(
      /replaces the volume, and with it all data on it.*Undo it, or say replaceData: true/,
    );
    expect(readFileSync(engine.kept?.outputs["path"] as string).equals(before)).to.equal(true);
    expect(await engine.up({ ...program, replaceData: true })).to.equal("replace");
    expect(sha256(readFileSync(engine.kept?.outputs["path"] as string))).to.equal(sha256(readFileSync(file)));
  });

  it("lie over one another, each with its own size", async () => {
    const base = await disk("base.raw", { size: "4MiB", format: "raw" });
    const middle = await disk("middle.qcow2", { backing: "volumes/base.raw" });
    const top = await disk("top.qcow2", { backing: { pool: "volumes", name: "middle.qcow2" }, size: "8MiB" });
    expect(middle.kept?.outputs["capacity"]).to.equal("4MiB");
    expect(await info(middle)).to.include({
      "backing-filename": base.kept?.outputs["path"],
      "backing-filename-format": "raw",
    });
    expect(await info(top)).to.include({
      "backing-filename": middle.kept?.outputs["path"],
      "backing-filename-format": "qcow2",
      "virtual-size": 8 * MiB,
    });
    for (const engine of [base, middle, top]) expect(await engine.refresh()).to.equal(true);
    expect(await failure(disk("small", { backing: "volumes/base.raw", size: "2MiB" }))).to.match(
      /size: 2MiB is smaller than the backing volume, which has 4MiB/,
    );
  });

  it("grow where they are, and do not shrink", async () => {
    const engine = await disk("data", { size: "4MiB" });
    expect(await engine.up({ pool: "volumes", name: "data", size: "9MiB" })).to.equal("update");
    expect(await info(engine)).to.include({ "virtual-size": 9 * MiB });
    expect(engine.kept?.outputs["capacity"]).to.equal("9MiB");
    expect(await failure(engine.up({ pool: "volumes", name: "data", size: "2MiB" }))).to.match(
      /size: .*a volume cannot shrink.*replaceData/,
    );
    expect(await info(engine)).to.include({ "virtual-size": 9 * MiB });
  });

  it("do not shrink below a size that no program has said", async () => {
    await disk("base.raw", { size: "4MiB", format: "raw" });
    const program = { pool: "volumes", name: "top.qcow2", backing: "volumes/base.raw" };
    const engine = await disk("top.qcow2", program);
    const { failures } = await engine.preview({ ...program, size: "2MiB" });
    expect(failures.map(({ property }) => property)).to.deep.equal(["size"]);
    expect(failures[0]?.reason).to.match(/a volume cannot shrink, and it has 4MiB.*replaceData/);
    expect(await engine.up({ ...program, size: "4MiB" })).to.equal("update");
    expect(await engine.up({ ...program, size: "6MiB" })).to.equal("update");
    expect(await info(engine)).to.include({ "virtual-size": 6 * MiB });
  });

  it("grow under a running machine, which sees it at once", async () => {
    const engine = await disk("data", { size: "4MiB" });
    const path = engine.kept?.outputs["path"] as string;
    await host.define(
      "define",
      `<domain type="qemu"><name>volumes-guest</name><memory unit="MiB">32</memory><os><type machine="pc">hvm</type></os>
      <devices><disk type="file" device="disk"><driver name="qemu" type="qcow2"/><source file="${path}"/><target dev="vda" bus="virtio"/></disk></devices></domain>`,
    );
    await host.virsh("start", "volumes-guest");
    expect(await engine.up({ pool: "volumes", name: "data", size: "12MiB" })).to.equal("update");
    expect(await host.virsh("domblkinfo", "volumes-guest", "vda")).to.match(
      new RegExp(`Capacity:\\s+${12 * MiB}`),
    );
    expect(await engine.up({ pool: "volumes", name: "data", size: "12MiB" })).to.equal("same");
  });

  it("outlive their pool being stopped and started, and keep their files", async () => {
    const engine = await disk("data", { size: "4MiB" });
    await host.virsh("pool-destroy", "volumes");
    const message = await failure(engine.refresh());
    expect(message).to.match(/volume "volumes\/data" was not read; its state is kept on .*not active/);
    expect(engine.kept).to.not.equal(undefined);
    await (made[0] as Engine).refresh();
    await (made[0] as Engine).up({ name: "volumes", path: join(folder, "pool") });
    expect(await engine.refresh()).to.equal(true);
  });

  it("stay when their pool goes", async () => {
    const engine = await disk("data", { size: "4MiB" });
    await (made[0] as Engine).destroy();
    expect(readFileSync(engine.kept?.outputs["path"] as string).length).to.be.above(0);
  });
});
