// An HTTPS and HTTP server for machines that boot, as a program of its own: it runs inside a host's namespaces.
//
//   node boot-server.js FOLDER     FOLDER has cert.pem, key.pem and the files in files/
//
// Says `ready` on stdout, then the cipher suites that each client offers, and every request; ends with its stdin.
import { existsSync, readFileSync } from "node:fs";
import { createServer as createHttp, type RequestListener } from "node:http";
import { createServer as createHttps } from "node:https";
import { createServer as createTcp } from "node:net";
import { basename, join } from "node:path";
import { withoutCurves } from "../../provider/firmware/server";

const folder = process.argv[2] as string;
const at = (file: string): string => join(folder, file);

const answer =
  (scheme: string): RequestListener =>
  ({ method, url = "" }, response) => {
    console.log(`${scheme} ${method} ${url}`);
    const file = at(`files/${basename(url)}`);
    if (!existsSync(file)) {
      response.writeHead(404).end();
      return;
    }
    const body = readFileSync(file);
    response.writeHead(200, { "content-length": body.length, "content-type": "application/octet-stream" });
    response.end(method === "HEAD" ? undefined : body);
  };

const tls = {
  cert: readFileSync(at("cert.pem")),
  key: readFileSync(at("key.pem")),
  ciphers: [...withoutCurves, "@SECLEVEL=0"].join(":"),
  dhparam: "auto",
  maxVersion: "TLSv1.2",
} as const;
const https = createHttps(tls, answer("https"));
https.on("tlsClientError", (error) => console.log(`https refused ${error.message}`));
const http = createHttp(answer("http"));

/** The ids of the cipher suites in a TLS client's first record, as hex digits. */
function offered(hello: Buffer): string[] {
  // Record header 5, handshake header 4, version 2, random 32, then a session id with its length before it.
  const at = 43 + 1 + hello.readUInt8(43);
  const suites = hello.subarray(at + 2, at + 2 + hello.readUInt16BE(at));
  return suites.toString("hex").match(/.{4}/g) ?? [];
}

const tcp = createTcp((socket) => {
  socket.once("data", (hello: Buffer) => {
    console.log(`https offered ${offered(hello).join(" ")}`);
    socket.pause();
    socket.unshift(hello);
    https.emit("connection", socket);
  });
  socket.on("error", () => undefined);
});
tcp.listen(443, "0.0.0.0", () => http.listen(80, "0.0.0.0", () => console.log("ready")));
process.stdin.resume().on("end", () => process.exit());
