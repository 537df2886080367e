// The image of UEFI variables, next to what OVMF itself brings along.
import { existsSync, readFileSync } from "node:fs";
import { expect } from "chai";
import { fingerprintOf, secureBootStore } from "../../provider/firmware/secure-boot";
import { signatureList } from "../../provider/firmware/signature-list";
import { storeSize, variableStore } from "../../provider/firmware/variable-store";
import { certificate, makeSigner } from "../support/certificate";

interface Found {
  attributes: number;
  vendor: string;
  data: Buffer;
}

/** The variables of an image that are not deleted, read by the structures of EDK II. */
function variables(image: Buffer): Map<string, Found> {
  const found = new Map<string, Found>();
  for (let at = 0x64; image.readUInt16LE(at) === 0x55aa;) {
    const [nameSize, dataSize] = [image.readUInt32LE(at + 36), image.readUInt32LE(at + 40)];
    const [name, data] = [at + 60, at + 60 + nameSize];
    if (image.readUInt8(at + 2) === 0x3f) {
      found.set(image.toString("utf16le", name, data - 2), {
        attributes: image.readUInt32LE(at + 4),
        vendor: image.toString("hex", at + 44, at + 60),
        data: image.subarray(data, data + dataSize),
      });
    }
    at = Math.ceil((data + dataSize) / 4) * 4;
  }
  return found;
}

const folder = ["/usr/share/OVMF", "/usr/share/edk2/ovmf"].find((path) =>
  existsSync(`${path}/OVMF_VARS_4M.fd`),
);
const shipped = (name: string): Buffer => readFileSync(`${folder}/${name}`);

describe("UEFI variables", function () {
  this.timeout(20_000);

  it("without any, the image is OVMF's own for a new machine, byte for byte", () => {
    expect(variableStore([]).equals(shipped("OVMF_VARS_4M.fd"))).to.equal(true);
  });

  it("the variables of Secure Boot have the vendors and attributes of an image whose keys OVMF enrolled", () => {
    const theirs = variables(shipped("OVMF_VARS_4M.ms.fd"));
    const ours = variables(
      secureBootStore({ db: [certificate.pem], kek: [certificate.pem], pk: certificate.pem }),
    );
    expect([...ours.keys()]).to.have.members(["CustomMode", "db", "KEK", "PK", "SecureBootEnable"]);
    for (const [name, { attributes, vendor }] of ours) {
      expect({ attributes, vendor }, name).to.deep.equal({
        attributes: theirs.get(name)?.attributes,
        vendor: theirs.get(name)?.vendor,
      });
    }
    for (const name of ["SecureBootEnable", "CustomMode"])
      expect(ours.get(name)?.data, name).to.deep.equal(theirs.get(name)?.data);
  });

  it("hold every certificate where it was given, from PEM bundles and from DER alike", () => {
    const [db, other, pk] = ["db", "other", "pk"].map((name) => makeSigner(name));
    if (!db || !other || !pk) throw new Error("no certificates");
    const found = variables(
      secureBootStore({ db: [db.pem + other.pem, certificate.der], kek: [other.pem], pk: pk.der }),
    );
    const lists = (...signers: { der: string }[]) =>
      signatureList(signers.map(({ der }) => ({ der: Buffer.from(der, "base64") })));
    expect(found.get("db")?.data).to.deep.equal(lists(db, other, certificate));
    expect(found.get("KEK")?.data).to.deep.equal(lists(other));
    expect(found.get("PK")?.data).to.deep.equal(lists(pk));
  });

  it("are the same bytes for the same keys, and are told apart by who holds which key", () => {
    const [a, b] = [certificate, makeSigner("b")];
    const keys = { db: [a.pem], kek: [a.pem], pk: a.pem };
    expect(secureBootStore(keys).equals(secureBootStore({ ...keys, db: [a.der] }))).to.equal(true);
    expect(fingerprintOf(keys)).to.equal(fingerprintOf({ ...keys, pk: a.der }));
    const prints = [keys, { ...keys, db: [b.pem] }, { ...keys, kek: [b.pem] }, { ...keys, pk: b.pem }].map(
      fingerprintOf,
    );
    expect(new Set(prints).size).to.equal(4);
  });

  it("that do not fit are refused", () => {
    const variable = { name: "big", vendor: "8be4df61-93ca-11d2-aa0d-00e098032b8c", attributes: 3 };
    expect(variableStore([{ ...variable, data: Buffer.alloc(1000) }])).to.have.length(storeSize);
    expect(() => variableStore([{ ...variable, data: Buffer.alloc(0x40000) }])).to.throw(/do not fit/);
  });
});
