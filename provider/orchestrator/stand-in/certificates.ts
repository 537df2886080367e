// The stand-in's own certificate authority, its server certificate, and a key for secure boot's db.
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { isIP } from "node:net";
import { join } from "node:path";
import { EdgeError } from "../../core/errors";
import { runToEnd } from "../../host/run";

export interface Authority {
  /** PEM, to be given to clients and to the firmware. */
  ca: string;
  key: string;
  certificate: string;
  /** DER of the certificate that boot files would be signed with. */
  db: Buffer;
}

/** Firmware of 2022 takes no elliptic curves, and newer firmware no RSA of 2048 bits. */
const rsa = "rsa:3072";

const services = ["api", "keycloak", "release", "tinkerbell-haproxy", "onboarding-stream"];

/** Those in the folder, or new ones put there; they are made anew for other names. */
export async function authorityIn(folder: string, fqdn: string, address: string): Promise<Authority> {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const names = [...services.map((service) => `DNS:${service}.${fqdn}`), `DNS:${fqdn}`];
  if (isIP(address) && address !== "0.0.0.0" && address !== "::") names.push(`IP:${address}`);
  const wanted = names.join(",");
  const at = (name: string) => join(folder, name);
  if (read(at("names")) !== wanted) {
    await makeAuthority(at);
    await makeServer(at, fqdn, wanted);
    // Last: before it, nothing of this counts.
    writeFileSync(at("names"), wanted);
  }
  return {
    ca: readFileSync(at("ca.pem"), "utf8"),
    key: readFileSync(at("server.key"), "utf8"),
    certificate: readFileSync(at("server.pem"), "utf8"),
    db: readFileSync(at("db.der")),
  };
}

function read(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return undefined;
  }
}

type At = (name: string) => string;

async function makeAuthority(at: At): Promise<void> {
  if (read(at("ca.pem")) !== undefined && read(at("db.der")) !== undefined) return;
  const self = ["req", "-x509", "-newkey", rsa, "-nodes", "-days", "3650"];
  await openssl(
    ...self,
    ...["-keyout", at("ca.key"), "-out", at("ca.pem"), "-subj", "/CN=Edgefleet stand-in orchestrator CA"],
    ...["-addext", "keyUsage=critical,keyCertSign,cRLSign"],
  );
  await openssl(
    ...self,
    ...["-keyout", at("db.key"), "-outform", "DER", "-out", at("db.der")],
    ...["-subj", "/CN=Edgefleet stand-in orchestrator db"],
  );
}

async function makeServer(at: At, fqdn: string, names: string): Promise<void> {
  writeFileSync(
    at("server.ext"),
    `subjectAltName=${names}\nbasicConstraints=critical,CA:FALSE\nextendedKeyUsage=serverAuth\n`,
  );
  await openssl(
    ...["req", "-new", "-newkey", rsa, "-nodes", "-keyout", at("server.key"), "-out", at("server.csr")],
    ...["-subj", `/CN=${fqdn.slice(0, 60)}`],
  );
  await openssl(
    ...["x509", "-req", "-in", at("server.csr"), "-CA", at("ca.pem"), "-CAkey", at("ca.key")],
    ...["-CAcreateserial", "-days", "825", "-extfile", at("server.ext"), "-out", at("server.pem")],
  );
}

async function openssl(...args: string[]): Promise<void> {
  const { status, stderr } = await runToEnd("openssl", args);
  if (status === 0) return;
  throw new EdgeError(
    "the stand-in's certificates were not made",
    stderr.trim(),
    status === 127 ? "Install openssl" : undefined,
  );
}
