// Volumes whose content is made, on a real libvirt: what lies on the host, what preview says, what is replaced.
import { expect } from "chai";
import { createHash } from "node:crypto";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execa } from "execa";
import type { State } from "../../provider/core/state";
import { readSignatureList } from "../../provider/firmware/signature-list";
import { VirshHost } from "../../provider/host/session";
import { pool } from "../../provider/resources/pool";
import { volume } from "../../provider/resources/volume";
import { certificate, derOf, type Made } from "../support/certificates";
import { Engine } from "../support/engine";
import { sharedHost, type IsolatedHost } from "../support/isolated-host";

const MiB = 2 ** 20;

describe("volumes with content that is made", function () {
  this.timeout(60_000);
  let host: IsolatedHost;
  let virsh: VirshHost;
  let folder: string;
  let ca: Made;
  let other: Made;

  before(async () => {
    host = await sharedHost();
    virsh = new VirshHost(host.uri);
    ca = await certificate("Site CA", { ca: true });
    other = await certificate("Other CA", { ca: true });
  });
  after(() => virsh.close());

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), "eft-content-"));
    await new Engine(pool, virsh, { name: "images" }).up({ name: "content", path: join(folder, "pool") });
  });
  afterEach(async () => {
    await host.purge("content");
    rmSync(folder, { recursive: true });
  });

  const engine = (name = "made"): Engine => new Engine(volume, virsh, { name });
  const disk = (content: State, more: State = {}): State => ({ pool: "content", content, ...more });
  const pathOf = (made: Engine): string => made.kept?.outputs["path"] as string;
  const bytesOf = (made: Engine): Buffer => readFileSync(pathOf(made));
  const sumOf = (made: Engine): unknown => (made.kept?.outputs["content"] as State)["sha256"];
  const mtype = async (made: Engine, file: string): Promise<string> =>
    (await execa("mtype", ["-i", pathOf(made), `::${file}`])).stdout;
  const failures = async (made: Engine, program: State): Promise<string> =>
    (await made.preview(program)).failures.map(({ property, reason }) => `${property}: ${reason}`).join("\n");

  describe("as a CA list", () => {
    const list = (...certificates: string[]): State => disk({ caList: { certificates } });

    it("hold just the list, with its sum known before", async () => {
      const made = engine();
      const { inputs } = await made.preview(list(ca.pem, other.pem));
      await made.up(list(ca.pem, other.pem));
      expect(inputs["format"]).to.equal("raw");
      // Not one byte more: firmware refuses a list with something behind it.
      expect(readSignatureList(bytesOf(made)).map(({ der }) => der)).to.deep.equal(
        [ca, other].map(({ pem }) => derOf(pem)),
      );
      const sum = createHash("sha256").update(bytesOf(made)).digest("hex");
      expect((inputs["content"] as State)["sha256"]).to.equal(sum);
      expect(sumOf(made)).to.equal(sum);
      expect(await made.up(list(ca.pem, other.pem))).to.equal("same");
      expect(await made.refresh()).to.equal(true);
      expect(await made.up(list(ca.pem, other.pem))).to.equal("same");
    });

    it("are the same for the same certificates in another spelling", async () => {
      const made = engine();
      await made.up(list(ca.pem, other.pem));
      expect(await made.up(list(`${ca.pem}\n${other.pem}`, ca.pem))).to.equal("same");
      expect(await made.up(list(derOf(ca.pem).toString("base64"), other.pem))).to.equal("same");
    });

    it("are replaced by another list without a word about data, and leave nothing", async () => {
      const made = engine();
      await made.up(list(ca.pem));
      const before = pathOf(made);
      const { diff } = await made.preview(list(other.pem));
      expect(diff?.changes.map(({ path, effect }) => `${path} ${effect}`)).to.deep.equal([
        "content.sha256 replace",
      ]);
      expect(await made.up(list(other.pem))).to.equal("replace");
      expect(readSignatureList(bytesOf(made))[0]?.der).to.deep.equal(derOf(other.pem));
      expect(await made.up(list(ca.pem), { replace: true })).to.equal("replace");
      expect(await host.volumes("content")).to.deep.equal([pathOf(made).split("/").pop()]);
      expect(pathOf(made)).to.not.equal(before);
    });

    it("refuse what firmware would not accept, each with its place, and make nothing", async () => {
      const leaf = await certificate("leaf", { by: ca });
      const message = await failures(engine(), list(ca.pem, leaf.pem, "nonsense"));
      expect(message).to.match(/^content\.caList\.certificates\[1\]: "leaf" is not a CA certificate/m);
      expect(message).to.match(/^content\.caList\.certificates\[2\]: It cannot be used: it holds neither/m);
      expect(await failures(engine(), { ...list(ca.pem), format: "qcow2", size: "1MiB" })).to.match(
        /^format: What Edgefleet makes is raw[^]*^size: Only a boot disk/m,
      );
      expect(await failures(engine(), disk({ caList: { certificates: [] } }))).to.match(
        /At least one certificate/,
      );
      expect(
        await failures(engine(), disk({ caList: { certificates: [ca.pem] }, bootDisk: { file: "/x" } })),
      ).to.match(
        /Exactly one of "file", "caList", "bootDisk", "cloudInit" is needed; caList and bootDisk are given/,
      );
      expect(await host.volumes("content")).to.deep.equal([]);
    });

    it("ask the server when they are told to: an error for a new list, a warning for one that is there", async () => {
      const server = { url: "https://localhost:1/ipxe.efi", ovmf: "2022.11" };
      const asking = disk({ caList: { certificates: [ca.pem], server } });
      expect(await failures(engine(), asking)).to.match(
        /^content\.caList\.server\.url: localhost:1 did not answer/,
      );
      const made = engine();
      await made.up(list(ca.pem));
      expect(await made.up(asking)).to.equal("same");
      expect(made.words.join("\n")).to.match(
        /warning: content\.caList\.server\.url: localhost:1 did not answer/,
      );
    });
  });

  describe("as a cloud-init disk", () => {
    const userData = "#cloud-config\npassword: s3cr3t-w0rd\n";

    it("hold cloud-init's files, with an instance id that outlives a new content", async () => {
      const made = engine();
      const program = (text: string) =>
        disk({ cloudInit: { userData: text, hostname: "edge-1", networkConfig: "version: 2\n" } });
      await made.up(program(userData));
      expect(await mtype(made, "user-data")).to.equal(userData.trimEnd());
      expect(await mtype(made, "network-config")).to.equal("version: 2");
      const metaData = await mtype(made, "meta-data");
      expect(JSON.parse(metaData)).to.include({ "local-hostname": "edge-1" });
      expect((JSON.parse(metaData) as State)["instance-id"]).to.match(/^iid-[0-9a-f]{16}$/);
      expect(await made.up(program(userData))).to.equal("same");
      expect(await made.up(program("#!/bin/sh\n"))).to.equal("replace");
      expect(await mtype(made, "user-data")).to.equal("#!/bin/sh");
      expect(await mtype(made, "meta-data")).to.equal(metaData);
      expect(made.words.join("\n")).to.not.include("s3cr3t");
      expect(await host.volumes("content")).to.have.lengthOf(1);
    });

    it("refuse what cloud-init would pass over, without repeating it", async () => {
      const message = await failures(
        engine(),
        disk({ cloudInit: { userData: "password: s3cr3t-w0rd", hostname: "-x" } }),
      );
      expect(message).to.match(
        /^content\.cloudInit\.userData: Its first line is nothing that cloud-init knows.*#cloud-config/m,
      );
      expect(message).to.match(/^content\.cloudInit\.hostname: "-x" cannot be a host name/m);
      expect(message).to.not.include("s3cr3t");
    });
  });

  describe("as a boot disk", () => {
    let file: string;
    beforeEach(() => {
      file = join(folder, "program.efi");
      writeFileSync(file, "MZ one");
    });

    it("are replaced with their program, which they do not need again", async () => {
      const made = engine();
      await made.up(disk({ bootDisk: { file } }));
      expect(made.kept?.outputs["capacity"]).to.equal("4MiB");
      expect((await execa("sgdisk", ["-v", pathOf(made)])).stdout).to.match(/No problems found/);
      writeFileSync(file, "MZ two");
      expect(await made.up(disk({ bootDisk: { file } }))).to.equal("replace");
      rmSync(file);
      expect(await made.up(disk({ bootDisk: { file } }))).to.equal("same");
      expect(await failures(engine("another"), disk({ bootDisk: { file } }))).to.match(
        /content\.bootDisk\.file: There is no such file/,
      );
      writeFileSync(file, "#!/bin/sh");
      expect(await failures(engine("another"), disk({ bootDisk: { file } }))).to.match(/is no EFI program/);
    });

    it("are not replaced when there is room on them for a system, unless that is said", async () => {
      const made = engine();
      const program = disk({ bootDisk: { file } }, { size: "64MiB" });
      await made.up(program);
      expect(bytesOf(made).length).to.equal(64 * MiB);
      expect(await made.up({ ...program, size: "65MiB" })).to.equal("update");
      writeFileSync(file, "MZ two");
      expect(await failures(made, { ...program, size: "65MiB" })).to.match(
        /content\.sha256: This change replaces the volume, and with it all data/,
      );
      const before = pathOf(made);
      expect(await made.up({ ...program, size: "65MiB", replaceData: true })).to.equal("replace");
      expect(existsSync(before)).to.equal(false);
    });
  });
});
