// Certificates as UEFI firmware will judge them when it boots over HTTPS: what is wrong is found before the boot,
// where firmware only says "Could not retrieve NBP file size from HTTP server".
import { X509Certificate } from "node:crypto";
import { isIP } from "node:net";

/** Something that will keep firmware from booting, or may; with the fix. */
export interface Problem {
  severity: "error" | "warning";
  text: string;
}

/** Certificates of a text: PEM blocks, one or many, or one DER certificate in base64. */
export function readCertificates(text: string): X509Certificate[] {
  const blocks = text.match(/-----BEGIN CERTIFICATE-----[^]*?-----END CERTIFICATE-----/g);
  const sources = blocks ?? [Buffer.from(text.replace(/\s+/g, ""), "base64")];
  return sources.map((source) => {
    try {
      return new X509Certificate(source);
    } catch {
      throw new Error(
        blocks
          ? "a PEM block in it is no certificate"
          : "it holds neither PEM certificates nor DER in base64",
      );
    }
  });
}

/** Every certificate once, in the order in which they come. */
export function uniqueCertificates(texts: readonly string[]): X509Certificate[] {
  const found = new Map<string, X509Certificate>();
  for (const certificate of texts.flatMap(readCertificates))
    if (!found.has(certificate.fingerprint256)) found.set(certificate.fingerprint256, certificate);
  return [...found.values()];
}

/** As a person knows a certificate. */
export function titleOf({ subject }: X509Certificate): string {
  const name = /^CN=(.*)$/m.exec(subject ?? "")?.[1] ?? (subject ?? "").replaceAll("\n", ", ");
  return `"${name || "without a subject"}"`;
}

/** What is wrong with a certificate that is to be trusted. */
export function caProblems(certificate: X509Certificate, now: Date): Problem[] {
  const problems = validity(certificate, now);
  if (!certificate.ca)
    problems.push(
      error(
        `${titleOf(certificate)} is not a CA certificate (basic constraints CA:TRUE), so firmware trusts nothing that it signed. Give the certificate of the CA that signed the server's certificate.`,
      ),
    );
  return problems;
}

/** What is wrong with a server's own certificate, the first of its chain, for a client that trusts `trusted`. */
export function serverProblems(
  chain: readonly X509Certificate[],
  host: string,
  trusted: readonly X509Certificate[],
  firmware: string | undefined,
  now: Date,
): Problem[] {
  const [leaf, ...others] = chain;
  if (!leaf) return [error("The server sent no certificate.")];
  return [
    ...validity(leaf, now),
    ...nameProblems(leaf, host),
    ...trustProblems(leaf, others, trusted),
    ...keyProblems(leaf, firmware),
  ];
}

function validity(certificate: X509Certificate, now: Date): Problem[] {
  const title = titleOf(certificate);
  const [from, to] = [new Date(certificate.validFrom), new Date(certificate.validTo)];
  if (now > to) return [error(`${title} expired on ${day(to)}. Renew it.`)];
  if (now < from)
    return [
      error(
        `${title} is not valid before ${day(from)}. Correct the clock of this machine, or use an older one.`,
      ),
    ];
  const left = Math.floor((to.getTime() - now.getTime()) / 86_400_000);
  return left < 14 ? [warning(`${title} expires on ${day(to)}, in ${left} days. Renew it in time.`)] : [];
}

const day = (date: Date): string => date.toISOString().slice(0, 10);

/** Firmware looks at the alternative names; the common name counts only where there is none. */
function nameProblems(leaf: X509Certificate, host: string): Problem[] {
  const kind = isIP(host) ? "IP address" : "host name";
  const matches = isIP(host) ? leaf.checkIP(host) : leaf.checkHost(host, { subject: "default" });
  if (matches) return [];
  const names = leaf.subjectAltName ?? "none";
  return [
    error(
      `${titleOf(leaf)} is not for the ${kind} ${host}: its alternative names are ${names}. Use one of them in the URL, or have a certificate made with ${isIP(host) ? "IP" : "DNS"}:${host}.`,
    ),
  ];
}

/** Is there a way from the certificate over those that the server sends to one that is trusted? */
function trustProblems(
  leaf: X509Certificate,
  sent: readonly X509Certificate[],
  trusted: readonly X509Certificate[],
): Problem[] {
  const passed = new Set<string>();
  let current = leaf;
  for (;;) {
    if (trusted.some((ca) => ca.fingerprint256 === current.fingerprint256 || signed(ca, current))) return [];
    passed.add(current.fingerprint256);
    const next = sent.find((other) => !passed.has(other.fingerprint256) && signed(other, current));
    if (!next) break;
    current = next;
  }
  const given = trusted.map(titleOf).join(", ") || "none";
  const issuer =
    /^CN=(.*)$/m.exec(current.issuer ?? "")?.[1] ?? (current.issuer ?? "").replaceAll("\n", ", ");
  return [
    error(
      `${titleOf(leaf)} does not lead to a CA of the list (${given}): ${titleOf(current)} was signed by "${issuer}". Add that CA's certificate, or have the server send what is in between.`,
    ),
  ];
}

const signed = (issuer: X509Certificate, certificate: X509Certificate): boolean =>
  certificate.checkIssued(issuer) && certificate.verify(issuer.publicKey);

/** OVMF asks for OpenSSL's security level 3 in these releases (tianocore/edk2#12651), which needs RSA-3072. */
const strict = { first: "2025.11", last: "2026.05" };

function keyProblems(leaf: X509Certificate, firmware: string | undefined): Problem[] {
  const { asymmetricKeyType, asymmetricKeyDetails } = leaf.publicKey;
  const bits = asymmetricKeyDetails?.modulusLength;
  if (asymmetricKeyType !== "rsa" || bits === undefined || bits >= 3072) return [];
  const text = `${titleOf(leaf)} has an RSA key of ${bits} bits, and OVMF ${strict.first} to ${strict.last} refuses less than 3072 ("EE certificate key too weak"). Have it made with RSA-3072 or RSA-4096, or use another OVMF.`;
  if (firmware === undefined) return [warning(text)];
  return firmware >= strict.first && firmware <= strict.last ? [error(text)] : [];
}

const error = (text: string): Problem => ({ severity: "error", text });
const warning = (text: string): Problem => ({ severity: "warning", text });
