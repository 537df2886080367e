// An HTTPS and HTTP server for machines that boot, as a program of its own: it runs inside a host's namespaces.
//
//   node boot-server.js FOLDER     FOLDER has cert.pem, key.pem and the files in files/
//
// Says `ready` and then every request on stdout; ends with its stdin.
import { existsSync, readFileSync } from "node:fs";
import { createServer as createHttp, type RequestListener } from "node:http";
import { createServer as createHttps } from "node:https";
import { basename, join } from "node:path";

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
  // OVMF 2022.11 has no elliptic curves.
  ciphers: "DHE-RSA-AES256-SHA256:AES256-SHA256:AES128-SHA256:AES256-SHA:AES128-SHA:@SECLEVEL=0",
  dhparam: "auto",
  maxVersion: "TLSv1.2",
} as const;
const https = createHttps(tls, answer("https"));
https.on("tlsClientError", (error) => console.log(`https refused ${error.message}`));
const http = createHttp(answer("http"));
https.listen(443, "0.0.0.0", () => http.listen(80, "0.0.0.0", () => console.log("ready")));
process.stdin.resume().on("end", () => process.exit());
