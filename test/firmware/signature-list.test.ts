// EFI signature lists, byte for byte as efitools makes them.
import { expect } from "chai";
import fc from "fast-check";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execa } from "execa";
import { ownOwner, readSignatureList, signatureList } from "../../provider/firmware/signature-list";
import { certificate, derOf } from "../support/certificates";

describe("an EFI signature list", function () {
  this.timeout(30_000);
  let folder: string;
  before(() => {
    folder = mkdtempSync(join(tmpdir(), "eft-esl-"));
  });
  after(() => rmSync(folder, { recursive: true }));

  async function byEfitools(pem: string, owner: string): Promise<Buffer> {
    writeFileSync(join(folder, "pem"), pem);
    await execa("cert-to-efi-sig-list", ["-g", owner, "pem", "esl"], { cwd: folder });
    return readFileSync(join(folder, "esl"));
  }

  it("is what efitools makes of one certificate, with its owner or ours", async () => {
    const { pem } = await certificate("one", { ca: true });
    const owner = "77fa9abd-0359-4d32-bd60-28f4e78f784b";
    expect(signatureList([{ der: derOf(pem), owner }])).to.deep.equal(await byEfitools(pem, owner));
    expect(signatureList([{ der: derOf(pem) }])).to.deep.equal(await byEfitools(pem, ownOwner));
  });

  it("is several lists for several certificates, as their sizes differ", async () => {
    const made = [
      await certificate("one", { ca: true, bits: 2048 }),
      await certificate("the second", { ca: true }),
    ];
    const lists = await Promise.all(made.map(({ pem }, i) => byEfitoolsIn(`${i}`, pem)));
    expect(signatureList(made.map(({ pem }) => ({ der: derOf(pem) })))).to.deep.equal(Buffer.concat(lists));
  });

  async function byEfitoolsIn(name: string, pem: string): Promise<Buffer> {
    writeFileSync(join(folder, `${name}.pem`), pem);
    await execa("cert-to-efi-sig-list", ["-g", ownOwner, `${name}.pem`, `${name}.esl`], { cwd: folder });
    return readFileSync(join(folder, `${name}.esl`));
  }

  it("is read back to what went in", () => {
    const listed = fc.record({
      der: fc.uint8Array({ minLength: 1, maxLength: 3000 }).map((bytes) => Buffer.from(bytes)),
      owner: fc.uuid(),
    });
    fc.assert(
      fc.property(fc.array(listed, { maxLength: 5 }), (certificates) => {
        expect(readSignatureList(signatureList(certificates))).to.deep.equal(certificates);
      }),
    );
  });

  it("is refused when it is cut, too long, or something else", () => {
    const list = signatureList([{ der: Buffer.from("certificate") }]);
    for (const bytes of [
      list.subarray(0, -1),
      Buffer.concat([list, Buffer.alloc(3)]),
      Buffer.concat([Buffer.alloc(16), list.subarray(16)]),
      Buffer.alloc(100),
    ])
      expect(() => readSignatureList(bytes)).to.throw(/signature list at byte/);
  });
});
