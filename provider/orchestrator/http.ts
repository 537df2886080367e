// One HTTPS call to a name of the orchestrator: verified, timed, and repeated where that does no harm.
import { existsSync, readFileSync } from "node:fs";
import { isIPv6, type LookupFunction } from "node:net";
import { rootCertificates } from "node:tls";
import type { Dispatcher, RetryHandler } from "undici";
import { OrchestratorError } from "./error";

/** Where an orchestrator is. */
export interface Endpoint {
  /** Its domain; services are names in it, such as `api.<fqdn>`. */
  fqdn: string;
  /** `IP[:port]` that all names lead to, where DNS does not know them. */
  address?: string | undefined;
  /** PEM of certificate authorities to trust besides those of the system. */
  ca?: string | undefined;
}

export interface Call {
  method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  service: "api" | "keycloak" | "release";
  path: string;
  headers?: Record<string, string>;
  body?: string;
  /** Said twice it does what it does when said once; so is everything but POST and PATCH. */
  repeatable?: boolean;
  signal?: AbortSignal | undefined;
}

export interface Answer {
  status: number;
  body: unknown;
}

/** The API gives up after 15 s itself. */
const timeout = 20_000;

export class Http {
  private dispatcher: Dispatcher | undefined;

  constructor(readonly endpoint: Endpoint) {}

  async send(call: Call): Promise<Answer> {
    const { host, port } = parseAddress(this.endpoint.address);
    const name = `${call.service}.${this.endpoint.fqdn}`;
    const origin = `https://${name}${port ? `:${port}` : ""}`;
    // The query may hold a serial number, never a secret; headers and body are not repeated.
    const title = `${call.method} ${origin}${call.path}`;
    try {
      const dispatcher = (this.dispatcher ??= open(host, this.endpoint.ca));
      const request: Dispatcher.RequestOptions & { retryOptions: RetryHandler.RetryOptions } = {
        origin,
        path: call.path,
        method: call.method,
        headers: { accept: "application/json", ...call.headers },
        body: call.body ?? null,
        signal: call.signal ?? null,
        headersTimeout: timeout,
        bodyTimeout: timeout,
        retryOptions: repeated(call),
      };
      const response = await dispatcher.request(request);
      return { status: response.statusCode, body: parse(await response.body.text()) };
    } catch (error) {
      throw broken(error as NodeJS.ErrnoException, title, name, call.signal);
    }
  }

  async close(): Promise<void> {
    await this.dispatcher?.close();
    this.dispatcher = undefined;
  }
}

/** What must not be done twice is repeated only where it was certainly not done. */
function repeated({
  method,
  repeatable = method !== "POST" && method !== "PATCH",
}: Call): RetryHandler.RetryOptions {
  const methods = [method];
  return repeatable ? { methods } : { methods, statusCodes: [429], errorCodes: ["ECONNREFUSED"] };
}

/** `192.0.2.7`, `192.0.2.7:8443`, `[2001:db8::7]:8443`. */
export function parseAddress(address: string | undefined): {
  host?: string | undefined;
  port?: string | undefined;
} {
  if (address === undefined) return {};
  const match = /^(?:\[([^\]]+)\]|([^:]+))(?::(\d+))?$/.exec(address);
  return match ? { host: match[1] ?? match[2], port: match[3] } : { host: address };
}

function open(host: string | undefined, ca: string | undefined): Dispatcher {
  // Loaded when it is first needed: most programs have no orchestrator.
  const { Agent, interceptors } = require("undici") as typeof import("undici");
  const connect = {
    ca: authorities(ca),
    timeout: 10_000,
    ...(host ? { lookup: always(host) } : {}),
  };
  return new Agent({ connect, connections: 8 }).compose(
    interceptors.retry({ maxRetries: 3, minTimeout: 250, throwOnError: false }),
  );
}

function always(host: string): LookupFunction {
  const family = isIPv6(host) ? 6 : 4;
  return (_name, options, done) =>
    options.all ? done(null, [{ address: host, family }]) : done(null, host, family);
}

let trusted: string[] | undefined;

/** Naming an authority replaces Node's own list, so what it would trust by itself is named as well. */
function authorities(own: string | undefined): string[] {
  trusted ??= trustedHere();
  return own ? [...trusted, own] : trusted;
}

function trustedHere(): string[] {
  const system = ["/etc/ssl/certs/ca-certificates.crt", "/etc/pki/tls/certs/ca-bundle.crt"];
  const files = [system.find(existsSync), process.env["NODE_EXTRA_CA_CERTS"]];
  const read = files.filter((file) => file !== undefined && existsSync(file)) as string[];
  return [...rootCertificates, ...read.map((file) => readFileSync(file, "utf8"))];
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

const untrusted = /CERT|SELF_SIGNED|UNABLE_TO_(?:GET_ISSUER|VERIFY)|ERR_TLS|certificate/;

function broken(
  error: NodeJS.ErrnoException,
  call: string,
  name: string,
  signal: AbortSignal | undefined,
): OrchestratorError {
  const words = error.message || error.code || String(error);
  if (signal?.aborted) return new OrchestratorError("aborted", undefined, "it was cancelled", call, name);
  if (/^ERR_SSL_(?:WRONG_VERSION_NUMBER|PACKET_LENGTH_TOO_LONG)/.test(error.code ?? "")) {
    const advice = "Check orchestrator.fqdn and orchestrator.address: the port has to be that of HTTPS";
    return new OrchestratorError("invalid", undefined, `it speaks no TLS: ${words}`, call, name, advice);
  }
  if (error.code?.startsWith("ERR_SSL_"))
    return new OrchestratorError("failed", undefined, `TLS did not come about: ${words}`, call, name);
  if (untrusted.test(`${error.code ?? ""} ${words}`)) {
    const advice = "Give the certificate of its authority as PEM in orchestrator.ca; it is never left out";
    const reason = `its certificate is not trusted: ${words}`;
    return new OrchestratorError("denied", undefined, reason, call, name, advice);
  }
  const code = /TIMEOUT/.test(error.code ?? "") ? "timeout" : "unreachable";
  return new OrchestratorError(code, undefined, `${name} does not answer: ${words}`, call, name);
}
