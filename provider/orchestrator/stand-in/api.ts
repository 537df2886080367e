// Every path that the stand-in answers, with who may call it.
import { invalid, Refusal, notFound } from "./failure";
import type { Hosts } from "./hosts";
import type { Instances, Providers } from "./instances";
import type { Claims, Keycloak } from "./keycloak";
import { page } from "./paging";
import type { Southbound } from "./southbound";
import type { Store } from "./store";

export interface Parts {
  store: Store;
  hosts: Hosts;
  instances: Instances;
  providers: Providers;
  keycloak: Keycloak;
  southbound: Southbound;
  project: string;
}

export interface Request {
  /** `api`, `keycloak` and so on; `node` for one that comes by address. */
  service: string;
  method: string;
  path: string;
  query: URLSearchParams;
  authorization: string | undefined;
  body: string;
}

interface Call {
  parts: Parts;
  query: URLSearchParams;
  who: Claims;
  id: string;
  body: Record<string, unknown>;
}

type Route = [method: string, path: string, answer: (call: Call) => object];

/** Below /v1/projects/<project>. */
const north: readonly Route[] = [
  ["GET", "", ({ parts }) => ({ spec: { description: parts.store.records.description } })],
  ["PUT", "", ({ parts, body }) => describe(parts, body)],
  [
    "GET",
    "/status",
    ({ parts }) => ({
      projectStatus: {
        statusIndicator: "STATUS_INDICATION_IDLE",
        message: `Project ${parts.project} is created`,
      },
    }),
  ],
  ["POST", "/compute/hosts/register", ({ parts, body }) => parts.hosts.register(body)],
  ["GET", "/compute/hosts", ({ parts, query }) => parts.hosts.list(query)],
  ["GET", "/compute/hosts/summary", ({ parts }) => parts.hosts.summary()],
  ["GET", "/compute/hosts_summary", ({ parts }) => parts.hosts.summary()],
  ["GET", "/compute/hosts/:id", ({ parts, id }) => parts.store.whole(parts.hosts.get(id))],
  [
    "PATCH",
    "/compute/hosts/:id",
    ({ parts, id, body, query }) => parts.hosts.patch(id, body, query.get("fieldMask")),
  ],
  ["PATCH", "/compute/hosts/:id/register", ({ parts, id, body }) => parts.hosts.patchRegistration(id, body)],
  ["PATCH", "/compute/hosts/:id/onboard", ({ parts, id }) => parts.hosts.onboard(id)],
  [
    "PUT",
    "/compute/hosts/:id/invalidate",
    ({ parts, id, query }) => parts.hosts.invalidate(id, query.get("note")),
  ],
  ["DELETE", "/compute/hosts/:id", ({ parts, id }) => parts.hosts.remove(id)],
  ["GET", "/compute/instances", ({ parts, query }) => parts.instances.list(query)],
  ["POST", "/compute/instances", ({ parts, body }) => parts.instances.create(body)],
  ["GET", "/compute/instances/:id", ({ parts, id }) => parts.store.wholeInstance(parts.instances.get(id))],
  ["DELETE", "/compute/instances/:id", ({ parts, id }) => parts.instances.remove(id)],
  ["GET", "/compute/os", ({ parts, query }) => systems(parts, query)],
  ["GET", "/compute/operating_systems", ({ parts, query }) => systems(parts, query)],
  ["GET", "/compute/os/:id", ({ parts, id }) => system(parts, id)],
  ["GET", "/providers", ({ parts, query }) => parts.providers.list(query)],
  ["POST", "/providers", ({ parts, body }) => parts.providers.create(body)],
  ["GET", "/providers/:id", ({ parts, id }) => parts.providers.get(id)],
  ["DELETE", "/providers/:id", ({ parts, id }) => parts.providers.remove(id)],
];

/** What nodes call, below /onboarding. */
const south: readonly Route[] = [
  ["POST", "/node", ({ parts, body }) => parts.southbound.onboardNode(body)],
  ["POST", "/operator", ({ parts, who, body }) => parts.southbound.createNode(who, body)],
  ["GET", "/workflow", ({ parts, who }) => parts.southbound.workflow(who)],
  ["POST", "/report", ({ parts, who, body }) => parts.southbound.report(who, body)],
  ["POST", "/running", ({ parts, who }) => parts.southbound.running(who)],
];

export function answerApi(parts: Parts, request: Request): { status: number; body: object } {
  const { service, method, path } = request;
  if (path === "/realms/master/protocol/openid-connect/token" && method === "POST" && service !== "api")
    return parts.keycloak.grant(new URLSearchParams(request.body));
  if (path.startsWith("/onboarding/") && (service === "node" || service === "onboarding-stream"))
    return run(parts, request, south, path.slice("/onboarding".length));
  if (service === "release" && path === "/token") {
    parts.keycloak.who(request.authorization);
    return { status: 200, body: { token: "anonymous" } };
  }
  if (service !== "api") throw notFound(`${service || "this name"} ${path}`);
  return run(parts, request, north, below(parts, request));
}

/** The part of the path after the project, for somebody who may use the project. */
function below(parts: Parts, { path, authorization }: Request): string {
  const who = parts.keycloak.who(authorization);
  const [, project = "", rest = ""] = /^\/v1\/projects\/([^/]+)(.*)$/.exec(path) ?? [];
  if (project === "") throw notFound(path);
  if (decodeURIComponent(project) !== parts.project || who.kind !== "user")
    throw new Refusal("PermissionDenied", `no access to the project ${decodeURIComponent(project)}`);
  return rest.replace(/\/$/, "");
}

function run(
  parts: Parts,
  { method, query, authorization, body }: Request,
  routes: readonly Route[],
  path: string,
): { status: number; body: object } {
  for (const [verb, pattern, answer] of routes) {
    const match = verb === method ? matcher(pattern).exec(path) : null;
    if (!match) continue;
    // A node that asks whether it is registered has no token yet.
    const who: Claims =
      pattern === "/node" ? { sub: "", kind: "node", exp: 0 } : parts.keycloak.who(authorization);
    const id = decodeURIComponent(match[1] ?? "");
    return { status: 200, body: answer({ parts, query, who, id, body: parse(body) }) };
  }
  throw new Refusal("Unimplemented", `the stand-in has no ${method} ${path}`);
}

const matcher = (pattern: string): RegExp => new RegExp(`^${pattern.replace(":id", "([^/]+)")}$`);

function parse(body: string): Record<string, unknown> {
  if (body === "") return {};
  try {
    const value: unknown = JSON.parse(body);
    if (typeof value === "object" && value !== null && !Array.isArray(value))
      return value as Record<string, unknown>;
  } catch {
    // Said below.
  }
  throw invalid("the body is no JSON object");
}

function describe(parts: Parts, body: Record<string, unknown>): object {
  parts.store.records.description = String(body["description"] ?? "");
  parts.store.save();
  return {};
}

const systems = (parts: Parts, query: URLSearchParams): object =>
  page(
    parts.store.records.osProfiles.map((os) => ({ ...os, osResourceID: os.resourceId })),
    "OperatingSystemResources",
    query,
  );

function system(parts: Parts, id: string): object {
  const found = parts.store.records.osProfiles.find(({ resourceId }) => resourceId === id);
  if (!found) throw notFound(`operating system ${id}`);
  return { ...found, osResourceID: id };
}
