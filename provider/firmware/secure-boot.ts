// UEFI variables of a machine that boots only what certain keys have signed. Names, vendors and attributes are those
// of the UEFI specification, "Secure Boot and Driver Signing"; SecureBootEnable and CustomMode are EDK II's.
import { createHash } from "node:crypto";
import { readCertificates } from "./certificates";
import { signatureList } from "./signature-list";
import {
  bootService,
  nonVolatile,
  runtime,
  timeBasedAuthentication,
  variableStore,
  type Variable,
} from "./variable-store";

/** Certificates as texts: PEM, or DER in base64. */
export interface Keys {
  /** Whose signatures are accepted. */
  db: readonly string[];
  /** Who may change `db`. */
  kek: readonly string[];
  /** Who may change `kek`. One certificate. */
  pk: string;
}

const globalVariable = "8be4df61-93ca-11d2-aa0d-00e098032b8c";
const imageSecurity = "d719b2cb-3d3a-4596-a3bc-dad00e67656f";
const secureBootEnable = "f0a30bc7-af08-4556-99c4-001009c93a44";
const customMode = "c076ec0c-7028-4399-a072-71ee5c448b9f";

/** The flash image: keys enrolled, Secure Boot on. The same keys make the same bytes. */
export function secureBootStore({ db, kek, pk }: Keys): Buffer {
  return variableStore([
    own("CustomMode", customMode, 0),
    list("db", imageSecurity, db),
    list("KEK", globalVariable, kek),
    list("PK", globalVariable, [pk]),
    own("SecureBootEnable", secureBootEnable, 1),
  ]);
}

/** What tells these keys from others, however the texts are laid out. */
export function fingerprintOf({ db, kek, pk }: Keys): string {
  const hash = createHash("sha256");
  for (const texts of [db, kek, [pk]]) {
    hash.update("\0");
    for (const { raw } of texts.flatMap(readCertificates)) hash.update(raw);
  }
  return hash.digest("hex").slice(0, 8);
}

function list(name: string, vendor: string, texts: readonly string[]): Variable {
  const certificates = texts.flatMap(readCertificates).map(({ raw }) => ({ der: raw }));
  return {
    name,
    vendor,
    attributes: nonVolatile | bootService | runtime | timeBasedAuthentication,
    // Older than any update that somebody signs later.
    year: 2000,
    data: signatureList(certificates),
  };
}

const own = (name: string, vendor: string, value: number): Variable => ({
  name,
  vendor,
  attributes: nonVolatile | bootService,
  data: Buffer.from([value]),
});
