// Boot disks and cloud-init disks, judged by sgdisk, dosfstools, mtools and blkid.
import { expect } from "chai";
import { createHash, randomBytes } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execa } from "execa";
import { bootDisk } from "../../provider/image/boot-disk";
import { gptDisk } from "../../provider/image/gpt";
import { noCloudDisk } from "../../provider/image/no-cloud";

const MiB = 2 ** 20;
const sha256 = (bytes: Buffer): string => createHash("sha256").update(bytes).digest("hex");

describe("a disk image", function () {
  this.timeout(30_000);
  let folder: string;
  let image: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "eft-disk-"));
    image = join(folder, "image");
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  const tool = async (command: string, ...args: string[]): Promise<string> =>
    (await execa(command, args, { env: { LC_ALL: "C.UTF-8", MTOOLSRC: "/dev/null" } })).stdout;
  const content = (file: string, at = ""): Promise<Buffer> =>
    execa("mtype", ["-i", image + at, `::${file}`], {
      encoding: "buffer",
      stripFinalNewline: false,
      env: { MTOOLSRC: "/dev/null" },
    }).then(({ stdout }) => Buffer.from(stdout));

  for (const [length, size] of [
    [1000, 4 * MiB],
    [1_800_000, 4 * MiB],
    [9_000_000, 11 * MiB],
    [40_000_000, 41 * MiB],
  ] as const) {
    it(`boots a program of ${length} bytes`, async () => {
      const program = Buffer.concat([Buffer.from("MZ"), randomBytes(length - 2)]);
      const disk = bootDisk(program);
      expect(disk.length).to.equal(size);
      writeFileSync(image, disk);
      expect(await tool("sgdisk", "-v", image)).to.match(/^No problems found/m);
      const partition = await tool("sgdisk", "-i", "1", image);
      expect(partition).to.match(/C12A7328-F81F-11D2-BA4B-00A0C93EC93B \(EFI system partition\)/);
      expect(partition).to.match(/First sector: 4096 \(at 2\.0 MiB\)/);
      expect(await content("/EFI/BOOT/BOOTX64.EFI", "@@2M")).to.deep.equal(program);
      expect((await content("/startup.nsh", "@@2M")).toString()).to.equal("fs0:\\EFI\\BOOT\\BOOTX64.EFI\r\n");
      // The file system says how far it goes; it must be what the partition has.
      const [, first, last] = /First sector: (\d+)[^]*Last sector: (\d+)/.exec(partition) ?? [];
      writeFileSync(image, disk.subarray(Number(first) * 512, (Number(last) + 1) * 512));
      expect(await tool("fsck.vfat", "-n", "-v", image)).to.match(/4096 hidden sectors/);
      expect(await tool("blkid", "-p", "-o", "export", image)).to.match(/^LABEL=EDGEBOOT$/m);
    });
  }

  it("can grow, and is still a valid one with its table where it was", async () => {
    writeFileSync(image, Buffer.concat([bootDisk(Buffer.from("MZ")), Buffer.alloc(60 * MiB)]));
    const verdict = await tool("sgdisk", "-v", image);
    expect(verdict).to.match(/secondary header's self-pointer indicates that it doesn't reside\s+at the end/);
    expect(verdict).to.match(/Identified 1 problems/);
    await tool("sgdisk", "-e", image);
    expect(await tool("sgdisk", "-v", image)).to.match(/^No problems found/m);
  });

  it("boots the same program from the same bytes, and another from others", () => {
    const disks = ["MZ a", "MZ a", "MZ b"].map((program) => sha256(bootDisk(Buffer.from(program))));
    expect(disks[1]).to.equal(disks[0]);
    expect(disks[2]).to.not.equal(disks[0]);
  });

  it("carries cloud-init's files under their names, and only those that are given", async () => {
    const files = {
      userData: "#cloud-config\nhostname: ällein\n",
      metaData: "instance-id: one\n",
      networkConfig: "version: 2\n",
      vendorData: "#cloud-config\n{}\n",
    };
    writeFileSync(image, noCloudDisk(files));
    await tool("fsck.vfat", "-n", image);
    expect(await tool("blkid", "-p", "-o", "export", image)).to.match(/^LABEL=CIDATA$/m);
    const names = {
      userData: "user-data",
      metaData: "meta-data",
      networkConfig: "network-config",
      vendorData: "vendor-data",
    };
    for (const [key, name] of Object.entries(names))
      expect((await content(`/${name}`)).toString("utf8")).to.equal(files[key as keyof typeof files]);
    writeFileSync(image, noCloudDisk({ userData: files.userData, metaData: files.metaData }));
    expect((await tool("mdir", "-b", "-i", image, "::/")).split("\n").sort()).to.deep.equal([
      "::/meta-data",
      "::/user-data",
    ]);
  });

  it("grows with cloud-init's files", async () => {
    const userData = randomBytes(3 * MiB).toString("hex");
    const disk = noCloudDisk({ userData, metaData: "" });
    expect(disk.length).to.equal(7 * MiB);
    writeFileSync(image, disk);
    expect((await content("/user-data")).toString()).to.equal(userData);
  });

  it("keeps its bytes from release to release", () => {
    // Volumes are known by these sums: another one replaces the disks of everybody who has such a volume.
    expect(sha256(bootDisk(Buffer.from("MZ program")))).to.equal(
      "3d65488e207206477998d29398ac3bfb75137c9b3bb1d598c201d72cadf9f8c2",
    );
    expect(sha256(noCloudDisk({ userData: "#cloud-config\n", metaData: "instance-id: i\n" }))).to.equal(
      "7287a6288c78b503767a346bbca26e1a4703d34906d3fca1a6646d65d156fb36",
    );
  });

  it("has no room for what does not fit", () => {
    const partition = {
      type: "c12a7328-f81f-11d2-ba4b-00a0c93ec93b",
      name: "big",
      start: MiB,
      content: Buffer.alloc(MiB),
    };
    expect(() => gptDisk(2 * MiB, [partition])).to.throw("the partition big does not fit");
    expect(() => gptDisk(2 * MiB, [{ ...partition, start: 512 }])).to.throw("the partition big does not fit");
  });
});
