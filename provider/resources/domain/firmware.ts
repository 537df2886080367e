// What a machine keeps beside its disks: UEFI variables, Secure Boot keys, a TPM.
import { int, list, object, oneOf, optional, reference, str } from "../../core/define";
import { fingerprintOf, type Keys } from "../../firmware/secure-boot";
import { readCertificates } from "../../firmware/certificates";
import * as effects from "./effects";
import type { DomainInputs } from "./fields";

export const nvram = optional(
  object(
    "Nvram",
    {
      pool: reference("pool", {
        doc: "The pool that the UEFI variables are kept in, as volume `<machine>-uefi<generation>-<incarnation>.fd`, 528 KiB; it needs a folder on the host. In another pool they are made anew; the file in the old one is removed when the machine does not run on it any more.",
        effect: effects.nvramPool,
      }),
      generation: int({
        doc: "A higher number makes the UEFI variables anew with the next start: boot entries, settings and what the guest stored in them. It can only grow. Default: 1.",
        derived: true,
        effect: effects.nvram,
        min: 1,
        max: 9999,
      }),
    },
    {
      doc: "Where UEFI variables are kept, and when they are made anew. Once given it stays, also when a program leaves it out, or goes to a BIOS and back. The variables survive every change except a replacement, which makes them anew. Default: in libvirt's own folder, as long as there is the machine.",
      derived: true,
      effect: effects.nvram,
      xml: "os/nvram",
    },
  ),
);

const certificate = (doc: string) =>
  str({ doc, effect: effects.secureBootKeys, check: certificateProblem, same: sameCertificates });

function certificateProblem(text: string): string | undefined {
  try {
    readCertificates(text);
    return undefined;
  } catch (error) {
    return `This is no certificate: ${(error as Error).message}.`;
  }
}

const form = "PEM (one or many certificates in a text), or DER in base64";

export const secureBoot = optional(
  object(
    "SecureBoot",
    {
      db: optional(
        list(certificate("A certificate."), {
          doc: `X.509 certificates whose signatures on boot files are accepted, as texts: ${form}. Default: Microsoft's, as the host's firmware package brings them along.`,
          effect: effects.secureBootKeys,
        }),
      ),
      kek: optional(
        list(certificate("A certificate."), {
          doc: `Certificates of those who may change \`db\` (key exchange keys), as texts: ${form}. Default: that of \`pk\`.`,
          effect: effects.secureBootKeys,
        }),
      ),
      pk: optional(
        certificate(
          "The certificate of the machine's owner, who may change `kek` (platform key): PEM, or DER in base64. Default: the first of `db`.",
        ),
      ),
    },
    {
      doc: "Boot only what is signed by a known key: UEFI Secure Boot, on a machine of type q35. Keys are a part of the UEFI variables, so `nvram` is needed, and other keys make the variables anew. Keys of your own need OVMF's build of 4 MiB on the host; Debian 12 and Ubuntu 22.04 and later have it.",
      effect: effects.secureBootKeys,
      xml: "os/firmware",
    },
  ),
);

export const tpm = optional(
  object(
    "Tpm",
    {
      model: oneOf(["tpm-tis", "tpm-crb"], {
        doc: "How the guest talks to it: over TCG's FIFO interface (TIS), or by command response buffer (CRB).",
        default: "tpm-tis",
        effect: effects.restart,
      }),
      version: oneOf(["2.0"], {
        doc: "Version of the TPM specification.",
        default: "2.0",
        effect: effects.restart,
      }),
    },
    {
      doc: "A TPM, emulated by swtpm, which the host needs. What it stores is kept through every change, also while the machine has none, except a replacement, which makes it anew; it is removed with the machine.",
      effect: effects.restart,
      xml: "devices/tpm",
    },
  ),
);

function sameCertificates(a: string, b: string): boolean {
  if (certificateProblem(a) ?? certificateProblem(b)) return a === b;
  const [first, second] = [a, b].map((text) => readCertificates(text).map((found) => found.fingerprint256));
  return String(first) === String(second);
}

/** A text may hold many certificates, and a machine has one owner. */
const firstOf = (db: readonly string[] | undefined): string | undefined =>
  db?.[0] === undefined ? undefined : readCertificates(db[0])[0]?.raw.toString("base64");

/** The keys to enroll; none when those of the host's firmware package are wanted. */
export function keysOf(wanted: DomainInputs["secureBoot"]): Keys | undefined {
  const { db, kek, pk = firstOf(db) } = wanted ?? {};
  return db && pk !== undefined ? { db, kek: kek ?? [pk], pk } : undefined;
}

/** For file names: which keys are in a file of UEFI variables. Empty without Secure Boot. */
export function keysMark(wanted: DomainInputs["secureBoot"]): string {
  const keys = keysOf(wanted);
  return keys ? fingerprintOf(keys) : wanted ? "ms" : "";
}
