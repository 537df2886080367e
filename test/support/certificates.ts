// Certificates for tests, made by openssl: a CA, servers that it signed, and what is wrong with others.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execa } from "execa";

export interface Made {
  pem: string;
  key: string;
}

export interface Wish {
  /** Who signs it; itself by default. */
  by?: Made;
  ca?: boolean;
  bits?: number;
  /** `DNS:boot.example,IP:10.0.0.1` */
  names?: string;
  /** Days from now; negative ones are over. */
  days?: number;
}

/** A certificate and its key, both in PEM. */
export async function certificate(name: string, wish: Wish = {}): Promise<Made> {
  const folder = mkdtempSync(join(tmpdir(), "eft-certificate-"));
  const at = (file: string) => join(folder, file);
  const openssl = (...args: string[]) => execa("openssl", args, { cwd: folder });
  try {
    await openssl(
      "req",
      "-new",
      "-newkey",
      `rsa:${wish.bits ?? 3072}`,
      "-nodes",
      "-keyout",
      "key",
      "-subj",
      `/CN=${name}`,
      "-out",
      "request",
    );
    writeFileSync(
      at("extensions"),
      [
        `basicConstraints=critical,CA:${wish.ca ? "TRUE" : "FALSE"}`,
        ...(wish.names ? [`subjectAltName=${wish.names}`] : []),
      ].join("\n"),
    );
    const signer = wish.by ? ["-CA", "by.pem", "-CAkey", "by.key"] : ["-signkey", "key"];
    if (wish.by) {
      writeFileSync(at("by.pem"), wish.by.pem);
      writeFileSync(at("by.key"), wish.by.key);
    }
    await openssl(
      "x509",
      "-req",
      "-in",
      "request",
      ...signer,
      "-days",
      String(wish.days ?? 30),
      "-sha256",
      "-extfile",
      "extensions",
      "-out",
      "pem",
    );
    return { pem: readFileSync(at("pem"), "utf8"), key: readFileSync(at("key"), "utf8") };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** DER of the first PEM block. */
export const derOf = (pem: string): Buffer => Buffer.from(pem.replace(/-----[^-]+-----|\s/g, ""), "base64");
