// A stand-in orchestrator on loopback for tests; its certificates are made once per mocha run.
import { cpSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { OrchestratorClient } from "../../provider/orchestrator/client";
import { authorityIn } from "../../provider/orchestrator/stand-in/certificates";
import { startStandIn, type StandIn, type StandInOptions } from "../../provider/orchestrator/stand-in/server";

export const fqdn = "stand-in.test";
export const operator = { username: "operator", password: 'pa"ss & w<ord' };

let template: Promise<string> | undefined;

async function certificates(): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), "eft-ca-"));
  process.once("exit", () => rmSync(folder, { recursive: true, force: true }));
  await authorityIn(folder, fqdn, "127.0.0.1");
  return folder;
}

export interface TestStandIn extends StandIn {
  folder: string;
  /** `METHOD path status` of every answer. */
  answers: string[];
  /** Gone, with its folder. */
  dispose(): Promise<void>;
}

export async function standIn(options: Partial<StandInOptions> = {}): Promise<TestStandIn> {
  template ??= certificates();
  const folder = options.folder ?? mkdtempSync(join(tmpdir(), "eft-stand-in-"));
  cpSync(await template, folder, { recursive: true });
  const answers: string[] = [];
  const running = await startStandIn({
    fqdn,
    project: "site",
    users: { [operator.username]: operator.password },
    listen: "127.0.0.1",
    port: 0,
    httpPort: 0,
    keep: false,
    pace: 20,
    onAnswer: (line) => answers.push(line),
    ...options,
    folder,
  });
  return {
    ...running,
    folder,
    answers,
    dispose: async () => {
      await running.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

export function clientOf(
  { ca, address, project }: StandIn,
  grant: { username: string; password: string } = operator,
  now?: () => number,
): OrchestratorClient {
  return new OrchestratorClient({ fqdn, address, ca }, project, grant, now);
}

/** What a resource of that stand-in is given. */
export const connectionOf = ({ ca, address, project }: StandIn): Record<string, string> => ({
  fqdn,
  project,
  ca,
  address,
  ...operator,
});

/** What a node says, as the agent in a node does; plain HTTP. */
export async function asNode(
  { http }: StandIn,
  path: string,
  body: object | undefined,
  token?: string,
): Promise<{ status: number; body: Record<string, string> }> {
  const response = await fetch(`${http}/onboarding${path}`, {
    method: body ? "POST" : "GET",
    headers: token ? { authorization: `Bearer ${token}` } : {},
    ...(body ? { body: JSON.stringify(body) } : {}),
  });
  return { status: response.status, body: (await response.json()) as Record<string, string> };
}

/** The token of a node that has onboarded. */
export async function nodeToken({ http }: StandIn, client: string, secret: string): Promise<string> {
  const response = await fetch(`${http}/realms/master/protocol/openid-connect/token`, {
    method: "POST",
    body: new URLSearchParams({ grant_type: "client_credentials", client_id: client, client_secret: secret }),
  });
  return ((await response.json()) as { access_token: string }).access_token;
}

/** Onboards a node as far as that and gives back its token. */
export async function boot(
  server: StandIn,
  node: { uuid: string; serialnum: string },
  until: "onboarded" | "provisioning" | "provisioned" | "running",
): Promise<string> {
  const { status, body } = await asNode(server, "/node", { mac_id: "", host_ip: "", ...node });
  if (status !== 200 || body["node_state"] !== "ONBOARDED") throw new Error(JSON.stringify(body));
  const token = await nodeToken(server, body["client_id"] as string, body["client_secret"] as string);
  if (until === "onboarded") return token;
  await asNode(server, "/report", { step: 2, steps: 5, detail: "Streaming OS image" }, token);
  if (until === "provisioning") return token;
  await asNode(server, "/report", { done: true }, token);
  if (until === "running") await asNode(server, "/running", {}, token);
  return token;
}
