// `edgefleet orchestrator --stand-in`: a stand-in for an Edge Orchestrator, for tests and for trying things out.
import { randomBytes } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer, isIP } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { authorityIn } from "../orchestrator/stand-in/certificates";
import { startStandIn, type StandIn } from "../orchestrator/stand-in/server";
import { fqdnProblem } from "../orchestrator/rules";
import { failed, print, say, text, UsageError, type CliCommand, type Values } from "./command";

const usage = `edgefleet orchestrator --stand-in [options]

Runs a stand-in for an Edge Orchestrator until Ctrl-C: tokens, host records, OS profiles, boot files, and what
nodes ask while they onboard. It is no orchestrator: it manages nothing, and is not meant for a network that
others can reach. Nodes that boot talk to its plain HTTP port.

  --listen IP        address to listen on; default: 127.0.0.1
  --wait             begins when this machine has that address, such as that of a network still to be made
  --port N           port of HTTPS; default: 0, a free one. Firmware that boots over HTTPS needs 443
  --http-port N      port of HTTP, for nodes; default: 0, a free one
  --fqdn NAME        domain that it answers for; default: stand-in.test
  --project NAME     the one project that it has; default: stand-in
  --user NAME        the one user; default: operator. The password comes from the environment variable
                     EDGEFLEET_STAND_IN_PASSWORD; without it, one is made and printed
  --dir DIR          keeps certificates and records there; default: nothing is kept
  --boot-files DIR   folder with signed_ipxe.efi, vmlinuz-x86_64, initramfs-x86_64 and os.img.gz
  --verbose          says each answer on stderr`;

export const orchestrator: CliCommand = {
  summary: "runs a stand-in for an Edge Orchestrator, to try things out",
  usage,
  takes: [],
  options: {
    help: { type: "boolean" },
    "stand-in": { type: "boolean" },
    listen: { type: "string" },
    wait: { type: "boolean" },
    port: { type: "string" },
    "http-port": { type: "string" },
    fqdn: { type: "string" },
    project: { type: "string" },
    user: { type: "string" },
    dir: { type: "string" },
    "boot-files": { type: "string" },
    verbose: { type: "boolean" },
  },
  async run(_names, values) {
    if (values["stand-in"] !== true) throw new UsageError("--stand-in is missing; there is no other one.");
    const listen = text(values, "listen") ?? "127.0.0.1";
    if (!isIP(listen)) throw new UsageError(`"${listen}" is no IP address.`);
    const fqdn = text(values, "fqdn") ?? "stand-in.test";
    const problem = fqdnProblem(fqdn);
    if (problem) throw new UsageError(problem);
    const user = text(values, "user") ?? "operator";
    const given = process.env["EDGEFLEET_STAND_IN_PASSWORD"];
    const password = given ?? randomBytes(9).toString("base64url");
    const kept = text(values, "dir");
    const folder = kept ?? mkdtempSync(join(tmpdir(), "edgefleet-stand-in-"));
    const ended = stopped();
    try {
      if (values["wait"] === true && !(await addressHere(listen, folder, fqdn, ended))) return 0;
      const standIn = await startStandIn({
        fqdn,
        project: text(values, "project") ?? "stand-in",
        users: { [user]: password },
        listen,
        port: portIn(values, "port"),
        httpPort: portIn(values, "http-port"),
        folder,
        keep: kept !== undefined,
        bootFiles: text(values, "boot-files"),
        ...(values["verbose"] === true ? { onAnswer: say } : {}),
      }).catch((error: unknown) => {
        throw failed(`the stand-in orchestrator was not started on ${listen}`, error);
      });
      announce(standIn, join(folder, "ca.pem"), user, given === undefined ? password : undefined);
      await ended;
      await standIn.stop();
    } finally {
      if (kept === undefined) rmSync(folder, { recursive: true, force: true });
    }
    return 0;
  },
};

/** Its authority is there before it: programs that make the network want to read it. False when it was stopped. */
async function addressHere(
  listen: string,
  folder: string,
  fqdn: string,
  ended: Promise<void>,
): Promise<boolean> {
  await authorityIn(folder, fqdn, listen);
  if (!(await hasAddress(listen)))
    say(`waiting until this machine has the address ${listen}; ca: ${join(folder, "ca.pem")}`);
  let over = false;
  void ended.then(() => (over = true));
  while (!over && !(await hasAddress(listen))) await pause(100);
  return !over;
}

/** Tried, because Node lists no bridge that has no guests yet. */
function hasAddress(address: string): Promise<boolean> {
  const trial = createServer();
  return new Promise((done) => {
    trial.once("error", () => done(false));
    trial.listen(0, address, () => trial.close(() => done(true)));
  });
}

function announce({ fqdn, project, address, http }: StandIn, ca: string, user: string, made?: string): void {
  print(`stand-in orchestrator (no real one): ${fqdn}, project ${project}, user ${user}`);
  if (made !== undefined) print(`password: ${made}`);
  print(`address: ${address}`);
  print(`nodes: ${http}`);
  print(`ca: ${ca}`);
}

function portIn(values: Values, name: string): number {
  const given = text(values, name) ?? "0";
  const port = Number(given);
  if (/^\d+$/.test(given) && port < 65536) return port;
  throw new UsageError(`--${name} "${given}" is no port.`);
}

/** Ctrl-C or SIGTERM. */
function stopped(): Promise<void> {
  return new Promise((done) => {
    for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => done());
  });
}
