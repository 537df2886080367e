// A certificate with its key, as somebody has who signs boot files; made by openssl, once per run.
import { execFileSync } from "node:child_process";
import { X509Certificate } from "node:crypto";

export interface Signer {
  pem: string;
  /** The same in base64. */
  der: string;
  key: string;
}

const quick = ["ec", "-pkeyopt", "ec_paramgen_curve:prime256v1"];

/** Firmware knows RSA only, which takes longer to make. */
export function makeSigner(name: string, kind: "quick" | "rsa" = "quick"): Signer {
  const algorithm = kind === "rsa" ? ["rsa:2048"] : quick;
  const text = execFileSync(
    "openssl",
    ["req", "-x509", "-newkey", ...algorithm, "-nodes", "-keyout", "-", "-subj", `/CN=${name}`, "-days", "7"],
    { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] },
  );
  const part = (kind: string) =>
    new RegExp(`-----BEGIN ${kind}-----[^]*?-----END ${kind}-----\n`).exec(text)?.[0] as string;
  const pem = part("CERTIFICATE");
  return { pem, der: new X509Certificate(pem).raw.toString("base64"), key: part("PRIVATE KEY") };
}

export const certificate = makeSigner("test db");
