// FAT file systems, judged by dosfstools and read back by mtools: nothing of ours reads what we wrote.
import { expect } from "chai";
import fc from "fast-check";
import { createHash } from "node:crypto";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { execa } from "execa";
import { fat, type FatFile } from "../../provider/image/fat";

const MiB = 2 ** 20;
const options = { label: "EDGE", serial: 0xc0ffee11 };

describe("a FAT file system", function () {
  this.timeout(300_000);
  let folder: string;
  let image: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "eft-fat-"));
    image = join(folder, "image");
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  const tool = async (command: string, ...args: string[]): Promise<string> =>
    (await execa(command, args, { env: { LC_ALL: "C.UTF-8", MTOOLSRC: "/dev/null" } })).stdout;

  /** fsck finds nothing to complain about, and everything that went in comes out. */
  async function comesBack(files: FatFile[], bytes: Buffer): Promise<string> {
    writeFileSync(image, bytes);
    const verdict = await tool("fsck.vfat", "-n", "-v", image);
    expect(verdict).to.not.match(/differ|wrong|bad|invalid|orphan|lost|not match/i);
    const out = join(folder, "out");
    mkdirSync(out);
    if (files.length > 0) await tool("mcopy", "-s", "-Q", "-i", image, "::/", out);
    const found = readdirSync(out, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name));
    const there = Object.fromEntries(found.map((path) => [relative(out, path), sum(readFileSync(path))]));
    rmSync(out, { recursive: true });
    expect(there).to.deep.equal(Object.fromEntries(files.map(({ path, content }) => [path, sum(content)])));
    return verdict;
  }
  const sum = (bytes: Buffer): string => `${bytes.length} ${createHash("sha1").update(bytes).digest("hex")}`;
  const file = (path: string, length = 100): FatFile => ({
    path,
    content: Buffer.from(path.repeat(Math.ceil(length / path.length)).slice(0, length), "latin1"),
  });

  const files = [
    file("EFI/BOOT/BOOTX64.EFI", 700_000),
    file("startup.nsh"),
    file("empty", 0),
    file("a long name with spaces and more than one part.tar.gz", 5000),
    file("a long name with spaces and another part.tar.gz", 512),
    file("deep/er/and/deeper/still.txt", 513),
    ...Array.from({ length: 60 }, (_, i) => file(`many/file number ${i}.txt`, i * 11)),
  ];

  for (const [bits, size] of [
    [12, undefined],
    [12, 4 * MiB - 32 * 1024],
    [16, 16 * MiB],
    [16, 200 * MiB],
    [32, 512 * MiB],
  ] as const) {
    it(`is FAT${bits} with ${size ?? "as few"} bytes${size ? "" : " as possible"}`, async () => {
      const bytes = fat(files, { ...options, ...(size ? { size } : {}) });
      expect(bytes.length).to.equal(size ?? MiB);
      expect(await comesBack(files, bytes)).to.match(
        new RegExp(`${bits} bits per FAT entry|^.*FATs, ${bits} bit`, "m"),
      );
      expect(await tool("blkid", "-p", "-o", "export", image))
        .to.match(/^LABEL=EDGE$/m)
        .and.match(/^UUID=C0FF-EE11$/m);
    });
  }

  it("is the same for the same files in another order, and another for another byte", () => {
    const bytes = fat(files, options);
    expect(fat([...files].reverse(), options).equals(bytes)).to.equal(true);
    const changed = files.map((f, i) => (i === 1 ? { ...f, content: Buffer.from("another") } : f));
    expect(fat(changed, options).equals(bytes)).to.equal(false);
  });

  it("keeps its bytes from release to release", () => {
    // Volumes are known by this sum: another one replaces the disks of everybody who has such a volume.
    const bytes = fat(files.slice(0, 5), options);
    expect(createHash("sha256").update(bytes).digest("hex")).to.equal(
      "77849b4fc8d867cd8de52f86e1bf062cee41a38ac2e12bbb55830d21babceef4",
    );
  });

  it("refuses names that FAT cannot hold, and files that do not fit", () => {
    for (const path of ["a:b", "end.", "end ", "q?", "\u0007", "\ud800", "x".repeat(256)])
      expect(() => fat([file(path)], options), path).to.throw("cannot be a name");
    expect(() => fat([file("readme"), file("README")], options)).to.throw("two files");
    expect(() => fat([file("a"), file("a/b")], options)).to.throw("a file cannot be a folder as well");
    expect(() => fat([file("big", 2 * MiB)], { ...options, size: MiB })).to.throw("do not fit");
  });

  it("holds whatever tree it is given", async () => {
    const runs = process.env["EDGEFLEET_TEST_ALL"] ? 1000 : 60;
    const character = fc.oneof(
      { weight: 6, arbitrary: fc.constantFrom(..."abcABC0189-_ .~$") },
      { weight: 1, arbitrary: fc.constantFrom(..."äéßñ日本Ωж+,;=[]") },
    );
    const name = fc
      .array(character, { minLength: 1, maxLength: 40 })
      .map((characters) => characters.join(""))
      .filter((text) => !/[. ]$|^[ .]/.test(text));
    const path = fc.array(name, { minLength: 1, maxLength: 4 }).map((steps) => steps.join("/"));
    const content = fc.oneof(
      fc.uint8Array({ maxLength: 40 }),
      fc.nat({ max: 300_000 }).map((length) => new Uint8Array(length).fill(length & 255)),
    );
    const tree = fc
      .uniqueArray(fc.record({ path, content: content.map((bytes) => Buffer.from(bytes)) }), {
        maxLength: 30,
      })
      .map(withoutClashes);
    await fc.assert(
      fc.asyncProperty(tree, fc.constantFrom(undefined, 9 * MiB + 512, 20 * MiB), async (wanted, size) => {
        await comesBack(wanted, fat(wanted, { ...options, ...(size ? { size } : {}) }));
      }),
      { numRuns: runs },
    );
  });
});

/** Drops what FAT cannot have beside what came before: the same name in other letters, a file that is a folder. */
function withoutClashes(files: FatFile[]): FatFile[] {
  const spelling = new Map<string, string>();
  return files.filter(({ path }) => {
    const steps = path.split("/");
    const places = steps.map((_, i) => steps.slice(0, i + 1).join("/"));
    const fits = places.every((place, i) => {
      const kind = `${i + 1 < places.length ? "folder" : "file"} ${place}`;
      const known = spelling.get(place.toLowerCase());
      return known === undefined || (known === kind && kind.startsWith("folder"));
    });
    if (fits)
      places.forEach((place, i) =>
        spelling.set(place.toLowerCase(), `${i + 1 < places.length ? "folder" : "file"} ${place}`),
      );
    return fits;
  });
}
