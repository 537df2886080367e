// How a resource says on which orchestrator it lives, and the client for it: one per orchestrator and user.
import { createHash } from "node:crypto";
import { isIP } from "node:net";
import { object, optional, str, type Fields, type InputsOf, type Place } from "../../core/define";
import { EdgeError } from "../../core/errors";
import { hasUnknown, unknown } from "../../core/values";
import { OrchestratorClient } from "../../orchestrator/client";
import { parseAddress } from "../../orchestrator/http";
import { fqdnProblem } from "../../orchestrator/rules";

const fields = {
  fqdn: str({
    doc: "Domain of the orchestrator, such as `edge.example.com`; its services are `api.…` and `keycloak.…` in it.",
    check: fqdnProblem,
    examples: ["edge.example.com"],
  }),
  project: str({
    doc: "Name of the project.",
    check: (name) => (/^[^\s/?#]{1,100}$/.test(name) ? undefined : `"${name}" is no name of a project.`),
  }),
  username: str({ doc: "User of the orchestrator; needs the project's Host-Manager-Group." }),
  password: str({ doc: "The user's password. Encrypted in state.", secret: true }),
  ca: optional(
    str({
      doc: "PEM of certificate authorities to trust besides those of the system. Certificates are always verified.",
      check: (pem) =>
        /-----BEGIN CERTIFICATE-----[^]+-----END CERTIFICATE-----/.test(pem)
          ? undefined
          : "A certificate as PEM is needed, from -----BEGIN CERTIFICATE----- on.",
    }),
  ),
  address: optional(
    str({
      doc: "`IP` or `IP:port` that all names of the orchestrator lead to, where DNS does not know them.",
      check: (address) =>
        isIP(parseAddress(address).host ?? "")
          ? undefined
          : `"${address}" is no IP address with an optional port, such as 192.0.2.7:443.`,
      examples: ["192.0.2.7:443"],
    }),
  ),
} satisfies Fields;

export const orchestratorField = object("OrchestratorConnection", fields, {
  doc: "The orchestrator, its project, and who asks.",
  effect: "live",
});

export type Connection = InputsOf<typeof fields>;

const clients = new Map<string, OrchestratorClient>();

/** The client of this process for a connection: it keeps the token and the sockets. */
export function clientFor(connection: Connection | undefined): OrchestratorClient {
  if (!connection) {
    throw new EdgeError(
      "it was not read",
      "an id does not say on which orchestrator it is",
      "Pass its outputs from the stack that made it, by a stack reference",
    );
  }
  const { fqdn, project, username, password, ca, address } = connection;
  const key = createHash("sha256")
    .update(JSON.stringify([fqdn, project, username, password, ca, address]))
    .digest("hex");
  let client = clients.get(key);
  if (!client) {
    client = new OrchestratorClient({ fqdn, address, ca }, project, { username, password });
    clients.set(key, client);
  }
  return client;
}

/** Ends all connections; for programs that end. */
export async function closeClients(): Promise<void> {
  const open = [...clients.values()];
  clients.clear();
  await Promise.all(open.map((client) => client.close()));
}

export function placeOf({ orchestrator }: { orchestrator?: Partial<Connection> | undefined }): Place {
  // Known only when something else has been made: nothing can be compared yet.
  const open = hasUnknown([orchestrator, orchestrator?.fqdn, orchestrator?.project]);
  const { fqdn = "(no orchestrator)", project = "" } = orchestrator ?? {};
  return {
    title: `orchestrator ${fqdn}, project "${project}"`,
    identity: open ? unknown : `orchestrator/${fqdn}/${project}`,
    advice: "Correct orchestrator.fqdn and orchestrator.project; to move it, destroy it there first",
  };
}
