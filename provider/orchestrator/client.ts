// The orchestrator's API as functions: hosts, instances, OS profiles, providers, the project.
import { OrchestratorError, refusal } from "./error";
import { Http, type Call, type Endpoint } from "./http";
import { TokenSource, type Grant } from "./token";
import type {
  HostRecord,
  HostRegistration,
  Instance,
  NewProvider,
  OsProfile,
  Page,
  Project,
  Provider,
} from "./types";

/** The API gives no more than this at once. */
const pageSize = 100;

type Method = Call["method"];

export class OrchestratorClient {
  readonly http: Http;
  private readonly tokens: TokenSource;

  constructor(
    endpoint: Endpoint,
    readonly project: string,
    grant: Grant,
    now?: () => number,
  ) {
    this.http = new Http(endpoint);
    this.tokens = new TokenSource(this.http, grant, now);
  }

  getProject = (signal?: AbortSignal): Promise<Project> => this.call("GET", "", undefined, signal);

  registerHost = (host: HostRegistration, signal?: AbortSignal): Promise<HostRecord> =>
    this.call("POST", "/compute/hosts/register", host, signal);

  /** All hosts that an AIP-160 filter such as `serialNumber="1FC3459D10"` lets through, over all pages. */
  hosts = (filter?: string, signal?: AbortSignal): Promise<HostRecord[]> =>
    this.list<HostRecord>("/compute/hosts", "hosts", filter, signal);

  host = (id: string, signal?: AbortSignal): Promise<HostRecord | undefined> =>
    found(this.call("GET", `/compute/hosts/${encodeURIComponent(id)}`, undefined, signal));

  /** Sets the named fields and no others. */
  patchHost = (
    id: string,
    host: Partial<Pick<HostRecord, "name" | "metadata" | "note">>,
    signal?: AbortSignal,
  ): Promise<HostRecord> => {
    const mask = new URLSearchParams({ fieldMask: Object.keys(host).join(",") });
    return this.call("PATCH", `/compute/hosts/${encodeURIComponent(id)}?${mask}`, host, signal);
  };

  patchRegistration = (
    id: string,
    host: Partial<HostRegistration>,
    signal?: AbortSignal,
  ): Promise<HostRecord> =>
    this.call("PATCH", `/compute/hosts/${encodeURIComponent(id)}/register`, host, signal);

  onboardHost = (id: string, signal?: AbortSignal): Promise<void> =>
    this.call("PATCH", `/compute/hosts/${encodeURIComponent(id)}/onboard`, undefined, signal);

  invalidateHost = (id: string, note: string, signal?: AbortSignal): Promise<void> =>
    this.call(
      "PUT",
      `/compute/hosts/${encodeURIComponent(id)}/invalidate?${new URLSearchParams({ note })}`,
      undefined,
      signal,
    );

  /** "Not there" is the goal. */
  deleteHost = (id: string, signal?: AbortSignal): Promise<void> =>
    found(this.call("DELETE", `/compute/hosts/${encodeURIComponent(id)}`, undefined, signal));

  instances = (filter?: string, signal?: AbortSignal): Promise<Instance[]> =>
    this.list<Instance>("/compute/instances", "instances", filter, signal);

  instance = (id: string, signal?: AbortSignal): Promise<Instance | undefined> =>
    found(this.call("GET", `/compute/instances/${encodeURIComponent(id)}`, undefined, signal));

  /** "Not there" is the goal. */
  deleteInstance = (id: string, signal?: AbortSignal): Promise<void> =>
    found(this.call("DELETE", `/compute/instances/${encodeURIComponent(id)}`, undefined, signal));

  osProfiles = (signal?: AbortSignal): Promise<OsProfile[]> =>
    this.list<OsProfile>("/compute/os", "OperatingSystemResources", undefined, signal);

  providers = (signal?: AbortSignal): Promise<Provider[]> =>
    this.list<Provider>("/providers", "providers", undefined, signal);

  createProvider = (provider: NewProvider, signal?: AbortSignal): Promise<Provider> =>
    this.call("POST", "/providers", provider, signal);

  /** "Not there" is the goal. */
  deleteProvider = (id: string, signal?: AbortSignal): Promise<void> =>
    found(this.call("DELETE", `/providers/${encodeURIComponent(id)}`, undefined, signal));

  close = (): Promise<void> => this.http.close();

  private async list<T>(
    path: string,
    key: string,
    filter: string | undefined,
    signal: AbortSignal | undefined,
  ): Promise<T[]> {
    const all: T[] = [];
    for (;;) {
      const query = new URLSearchParams({ pageSize: String(pageSize), offset: String(all.length) });
      if (filter !== undefined) query.set("filter", filter);
      // Without an order, a page may repeat what the one before had.
      query.set("orderBy", "resourceId");
      const page = await this.call<Page & Record<string, T[]>>("GET", `${path}?${query}`, undefined, signal);
      const items = page[key] ?? [];
      all.push(...items);
      if (!page.hasNext || items.length === 0) return all;
    }
  }

  private async call<T>(
    method: Method,
    path: string,
    body: unknown,
    signal: AbortSignal | undefined,
  ): Promise<T> {
    const token = await this.tokens.get();
    try {
      return await this.once<T>(method, path, body, token, signal);
    } catch (error) {
      // Taken back before its time, or the clocks differ: one more try with a new one.
      if (!(error instanceof OrchestratorError) || error.api !== "Unauthenticated") throw error;
      this.tokens.forget(token);
      return await this.once<T>(method, path, body, await this.tokens.get(), signal);
    }
  }

  private async once<T>(
    method: Method,
    path: string,
    body: unknown,
    token: string,
    signal: AbortSignal | undefined,
  ): Promise<T> {
    const whole = `/v1/projects/${encodeURIComponent(this.project)}${path}`;
    const answer = await this.http.send({
      method,
      service: "api",
      path: whole,
      headers: {
        authorization: `Bearer ${token}`,
        ...(body === undefined ? {} : { "content-type": "application/json" }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      signal,
    });
    if (answer.status >= 200 && answer.status < 300) return answer.body as T;
    const where = `api.${this.http.endpoint.fqdn}`;
    throw refusal(answer.status, answer.body, `${method} https://${where}${whole}`, where);
  }
}

/** A proven "not found" is nothing; anything else is a failure. */
async function found<T>(running: Promise<T>): Promise<T | undefined> {
  try {
    return await running;
  } catch (error) {
    if (error instanceof OrchestratorError && error.api === "NotFound") return undefined;
    throw error;
  }
}
