// EFI signature lists: how UEFI firmware is told which certificates it trusts. The format is that of the UEFI
// specification, "Signature Database" (EFI_SIGNATURE_LIST); every number in it is little-endian.
import { guid, guidText } from "./guid";

/** A certificate of a list. */
export interface ListedCertificate {
  der: Buffer;
  /** GUID of whoever put it there. Default: Edgefleet's own, so that the same certificates make the same bytes. */
  owner?: string;
}

/** EFI_CERT_X509_GUID: each signature of the list is one DER certificate. */
export const x509Type = "a5c059a1-94e4-4aa7-87b5-ab155c2bf072";

/** Whom Edgefleet names as the owner. Firmware shows it and does nothing with it. */
export const ownOwner = "edf1ee70-0e5f-4c15-9a57-5c8f1d2b7a30";

const headerSize = 28;
const ownerSize = 16;

/** One list per certificate, as they differ in size; one after the other. */
export function signatureList(certificates: readonly ListedCertificate[]): Buffer {
  return Buffer.concat(certificates.flatMap(({ der, owner = ownOwner }) => [header(der), guid(owner), der]));
}

function header(der: Buffer): Buffer {
  const signatureSize = ownerSize + der.length;
  const sizes = Buffer.alloc(12);
  sizes.writeUInt32LE(headerSize + signatureSize, 0);
  // At 4 the size of a header between this one and the signatures; X.509 lists have none.
  sizes.writeUInt32LE(signatureSize, 8);
  return Buffer.concat([guid(x509Type), sizes]);
}

/** The certificates of a list; throws when it is none. */
export function readSignatureList(bytes: Buffer): Required<ListedCertificate>[] {
  const found: Required<ListedCertificate>[] = [];
  for (let at = 0; at < bytes.length;) {
    const left = bytes.length - at;
    const listSize = left < headerSize ? 0 : bytes.readUInt32LE(at + 16);
    if (listSize < headerSize || listSize > left) throw new Error(`no signature list at byte ${at}`);
    const extra = bytes.readUInt32LE(at + 20);
    const signatureSize = bytes.readUInt32LE(at + 24);
    const space = listSize - headerSize - extra;
    if (signatureSize <= ownerSize || space <= 0 || space % signatureSize !== 0)
      throw new Error(`the signature list at byte ${at} has sizes that do not fit`);
    if (guidText(bytes.subarray(at, at + 16)) !== x509Type)
      throw new Error(`the signature list at byte ${at} holds no X.509 certificates`);
    const end = at + listSize;
    for (let signature = at + headerSize + extra; signature < end; signature += signatureSize) {
      const der = bytes.subarray(signature + ownerSize, signature + signatureSize);
      found.push({
        owner: guidText(bytes.subarray(signature, signature + ownerSize)),
        der: Buffer.from(der),
      });
    }
    at = end;
  }
  return found;
}
