// Asks an HTTPS server for what firmware will get from it: its certificates, and cipher suites that firmware has.
import type { X509Certificate } from "node:crypto";
import { isIP } from "node:net";
import { connect, type ConnectionOptions } from "node:tls";
import { serverProblems, type Problem } from "./certificates";

/** OVMF up to this release was built without elliptic curves. */
const lastWithoutCurves = "2022.11";

/** What such an OVMF offers, as seen in the first message of Debian's 2022.11: no elliptic curves, no TLS 1.3. */
export const withoutCurves = [
  "DHE-RSA-AES256-GCM-SHA384",
  "DHE-RSA-AES128-GCM-SHA256",
  "DHE-RSA-AES256-SHA256",
  "DHE-RSA-AES128-SHA256",
  "DHE-RSA-AES256-SHA",
  "DHE-RSA-AES128-SHA",
  "AES256-GCM-SHA384",
  "AES128-GCM-SHA256",
  "AES256-SHA256",
  "AES128-SHA256",
  "AES256-SHA",
  "AES128-SHA",
] as const;

/** What will keep firmware from fetching this URL. `firmware` is the release of OVMF, where it is known. */
export async function probe(
  url: string,
  trusted: readonly X509Certificate[],
  firmware: string | undefined,
  timeout = 5000,
): Promise<Problem[]> {
  const { hostname, port } = new URL(url);
  // URL writes IPv6 addresses in brackets.
  const host = hostname.replace(/^\[|\]$/g, "");
  const to = { host, port: Number(port || 443), timeout };
  let chain: X509Certificate[];
  try {
    chain = await handshake(to);
  } catch (reason) {
    const text = `${host}:${to.port} did not answer as a TLS server: ${(reason as Error).message}. Start it, or correct the URL.`;
    return [{ severity: "error", text }];
  }
  return [
    ...serverProblems(chain, host, trusted, firmware, new Date()),
    ...(await curveProblems(to, firmware)),
  ];
}

async function curveProblems(to: Address, firmware: string | undefined): Promise<Problem[]> {
  if (firmware !== undefined && firmware > lastWithoutCurves) return [];
  try {
    await handshake(to, { ciphers: [...withoutCurves, "@SECLEVEL=0"].join(":"), maxVersion: "TLSv1.2" });
    return [];
  } catch {
    const text = `${to.host}:${to.port} allows only cipher suites with elliptic curves (ECDHE), and OVMF ${lastWithoutCurves} and older has none. Allow a suite such as DHE-RSA-AES256-GCM-SHA384 or AES256-SHA256 on the server, or use a newer OVMF.`;
    return [{ severity: firmware === undefined ? "warning" : "error", text }];
  }
}

interface Address {
  host: string;
  port: number;
  timeout: number;
}

/** The certificates that the server sends, its own first. Nothing else is sent to it. */
function handshake(to: Address, options: ConnectionOptions = {}): Promise<X509Certificate[]> {
  return new Promise((resolve, reject) => {
    const socket = connect({
      host: to.host,
      port: to.port,
      ...(isIP(to.host) ? {} : { servername: to.host }),
      // What it sends is judged by us, with words that help.
      rejectUnauthorized: false,
      minVersion: "TLSv1.2",
      ...options,
    });
    const end = (done: () => void): void => {
      socket.destroy();
      done();
    };
    socket.setTimeout(to.timeout, () =>
      end(() => reject(new Error(`no answer within ${Math.ceil(to.timeout / 1000)} s`))),
    );
    socket.on("error", (error) => end(() => reject(error)));
    socket.on("secureConnect", () => {
      const chain: X509Certificate[] = [];
      for (let next = socket.getPeerX509Certificate(); next; next = next.issuerCertificate) {
        if (chain.some((known) => known.fingerprint256 === next?.fingerprint256)) break;
        chain.push(next);
      }
      end(() => resolve(chain));
    });
  });
}
