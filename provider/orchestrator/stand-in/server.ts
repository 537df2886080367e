// The stand-in orchestrator: an HTTPS server that answers under the orchestrator's names, and a plain HTTP one for
// what cannot speak TLS in a node that boots.
import {
  createServer as createHttp,
  type IncomingMessage,
  type RequestListener,
  type ServerResponse,
} from "node:http";
import { createServer as createHttps } from "node:https";
import { isIP, type AddressInfo, type Server } from "node:net";
import { join } from "node:path";
import { answerApi, type Request } from "./api";
import { BootFiles } from "./boot-files";
import { authorityIn } from "./certificates";
import { Refusal, statusOf } from "./failure";
import { Hosts } from "./hosts";
import { Instances, Providers } from "./instances";
import { Keycloak } from "./keycloak";
import { Southbound } from "./southbound";
import { Store } from "./store";

export interface StandInOptions {
  fqdn: string;
  project: string;
  users: Record<string, string>;
  /** Address to listen on. */
  listen: string;
  /** Of HTTPS and of HTTP; 0 takes a free one. */
  port: number;
  httpPort: number;
  /** Where certificates and, with `keep`, records are. */
  folder: string;
  keep: boolean;
  bootFiles?: string | undefined;
  /** Life of a token in seconds. */
  tokenLife?: number;
  /** How long what was asked takes to be carried out, in milliseconds. */
  pace?: number;
  now?: () => number;
  /** Told of every answer. */
  onAnswer?: (line: string) => void;
}

export interface StandIn {
  fqdn: string;
  project: string;
  /** PEM. */
  ca: string;
  /** `IP:port` of HTTPS, for `orchestrator.address`. */
  address: string;
  /** `http://IP:port`, for nodes. */
  http: string;
  store: Store;
  stop(): Promise<void>;
}

const bodyLimit = 100 * 1024;

export async function startStandIn(options: StandInOptions): Promise<StandIn> {
  const authority = await authorityIn(options.folder, options.fqdn, options.listen);
  const store = new Store(options.keep ? join(options.folder, "records.json") : undefined);
  const pace = options.pace ?? 200;
  const hosts = new Hosts(store, pace);
  const instances = new Instances(store, pace);
  const now = options.now ?? Date.now;
  const parts = {
    store,
    hosts,
    instances,
    providers: new Providers(store),
    keycloak: new Keycloak(options.users, store, options.tokenLife ?? 3600, now),
    southbound: new Southbound(store, hosts, instances, options.project),
    project: options.project,
  };
  const boot = new BootFiles(authority, options.bootFiles);
  let httpPort = 0;

  const listener =
    (secure: boolean): RequestListener =>
    (message, response) => {
      answer(message, secure).then(
        (reply) => send(response, message, reply, options.onAnswer),
        () => response.destroy(),
      );
    };
  const answer = async (message: IncomingMessage, secure: boolean): Promise<Reply> => {
    try {
      const url = new URL(message.url ?? "/", "http://stand-in");
      if (url.pathname.startsWith("/tink-stack/")) {
        const base = `http://${authorityOf(message.socket.localAddress ?? options.listen, httpPort)}`;
        const file = boot.find(url.pathname.slice("/tink-stack/".length), base, options.fqdn);
        return file ? { status: 200, file } : { status: 404, body: "no such boot file\n" };
      }
      const request: Request = {
        // Without TLS, only what a booting node needs.
        service: secure ? serviceOf(message, options.fqdn) : "node",
        method: message.method ?? "GET",
        path: url.pathname,
        query: url.searchParams,
        authorization: message.headers.authorization,
        body: await bodyOf(message),
      };
      return answerApi(parts, request);
    } catch (error) {
      if (!(error instanceof Refusal)) {
        return { status: 500, body: { code: "Internal", message: (error as Error).message, details: [] } };
      }
      const { code, message: words } = error;
      return { status: statusOf[code] ?? 500, body: { code, message: words, details: [] } };
    }
  };

  const https = createHttps(
    {
      key: authority.key,
      cert: authority.certificate,
      // Firmware of 2022 offers RSA and DHE only.
      ciphers: "ECDHE+AESGCM:DHE+AESGCM:RSA+AESGCM:DHE+AES:RSA+AES:@SECLEVEL=1",
      dhparam: "auto",
      minVersion: "TLSv1.2",
    },
    listener(true),
  );
  const http = createHttp(listener(false));
  await listen(https, options.port, options.listen);
  try {
    await listen(http, options.httpPort, options.listen);
  } catch (error) {
    https.close();
    throw error;
  }
  httpPort = portOf(http);
  return {
    fqdn: options.fqdn,
    project: options.project,
    ca: authority.ca,
    address: authorityOf(options.listen, portOf(https)),
    http: `http://${authorityOf(options.listen, httpPort)}`,
    store,
    stop: async () => {
      await Promise.all([https, http].map(close));
    },
  };
}

type Reply =
  { status: number; body: object | string } | { status: number; file: { size: number; stream(): unknown } };

function send(
  response: ServerResponse,
  message: IncomingMessage,
  reply: Reply,
  tell: StandInOptions["onAnswer"],
): void {
  tell?.(`${message.headers.host ?? ""} ${message.method} ${message.url} ${reply.status}`);
  if ("file" in reply) {
    response.writeHead(reply.status, {
      "content-length": reply.file.size,
      "content-type": "application/octet-stream",
    });
    if (message.method === "HEAD") return void response.end();
    const content = reply.file.stream();
    if (typeof content === "string" || Buffer.isBuffer(content)) return void response.end(content);
    (content as NodeJS.ReadableStream).on("error", () => response.destroy()).pipe(response);
    return;
  }
  const text = typeof reply.body === "string" ? reply.body : JSON.stringify(reply.body);
  response.writeHead(reply.status, {
    "content-type": typeof reply.body === "string" ? "text/plain" : "application/json",
    "content-length": Buffer.byteLength(text),
  });
  response.end(message.method === "HEAD" ? undefined : text);
}

/** `api` of `api.<fqdn>:port`. */
function serviceOf({ headers }: IncomingMessage, fqdn: string): string {
  const name = (headers.host ?? "").replace(/:\d+$/, "").toLowerCase();
  if (name.endsWith(`.${fqdn.toLowerCase()}`)) return name.slice(0, -fqdn.length - 1);
  return "";
}

async function bodyOf(message: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of message) {
    size += (chunk as Buffer).length;
    if (size > bodyLimit) throw new Refusal("ResourceExhausted", "the body is larger than 100 KiB");
    chunks.push(chunk as Buffer);
  }
  return Buffer.concat(chunks).toString("utf8");
}

const portOf = (server: Server): number => (server.address() as AddressInfo).port;

const authorityOf = (address: string, port: number): string =>
  isIP(address) === 6 && !address.startsWith("::ffff:")
    ? `[${address}]:${port}`
    : `${address.replace(/^::ffff:/, "")}:${port}`;

function listen(server: Server, port: number, address: string): Promise<void> {
  return new Promise((done, fail) => {
    server.once("error", fail);
    server.listen(port, address, () => done(void server.off("error", fail)));
  });
}

function close(server: ReturnType<typeof createHttp>): Promise<void> {
  return new Promise((done) => {
    server.close(() => done());
    server.closeAllConnections();
  });
}
