// Access tokens of the orchestrator's Keycloak: asked for once, shared, and renewed before they expire.
import { OrchestratorError, refusal } from "./error";
import type { Http } from "./http";

/** A person's or a machine's right to a token. */
export type Grant =
  | { username: string; password: string }
  // How a node identifies itself after onboarding.
  | { clientId: string; clientSecret: string };

/** The part of its life after which a token is renewed: 50 minutes of an hour. */
const fresh = 5 / 6;

export class TokenSource {
  private current: { value: string; until: number } | undefined;
  private asking: Promise<string> | undefined;

  constructor(
    private readonly http: Http,
    private readonly grant: Grant,
    private readonly now: () => number = Date.now,
  ) {}

  async get(): Promise<string> {
    if (this.current && this.now() < this.current.until) return this.current.value;
    // Whoever asks meanwhile waits for the same answer.
    this.asking ??= this.ask().finally(() => (this.asking = undefined));
    return this.asking;
  }

  /** The API did not accept it. */
  forget(value: string): void {
    if (this.current?.value === value) this.current = undefined;
  }

  private async ask(): Promise<string> {
    const asked = this.now();
    const path = "/realms/master/protocol/openid-connect/token";
    const where = `keycloak.${this.http.endpoint.fqdn}`;
    const { status, body } = await this.http.send({
      method: "POST",
      service: "keycloak",
      path,
      headers: { "content-type": "application/x-www-form-urlencoded" },
      body: new URLSearchParams(formOf(this.grant)).toString(),
      repeatable: true,
    });
    const call = `POST https://${where}${path}`;
    const answer = (typeof body === "object" && body !== null ? body : {}) as TokenAnswer;
    if (status === 400 || status === 401) {
      const who = "username" in this.grant ? `user "${this.grant.username}"` : "this client";
      const why = answer.error_description ?? answer.error ?? `HTTP status ${status}`;
      throw new OrchestratorError("denied", "Unauthenticated", `${who} was not let in: ${why}`, call, where);
    }
    if (status !== 200 || typeof answer.access_token !== "string") throw refusal(status, body, call, where);
    const life = (answer.expires_in ?? 60) * 1000;
    this.current = { value: answer.access_token, until: asked + life * fresh };
    return answer.access_token;
  }
}

interface TokenAnswer {
  access_token?: string;
  /** Seconds. */
  expires_in?: number;
  error?: string;
  error_description?: string;
}

function formOf(grant: Grant): Record<string, string> {
  if ("username" in grant) {
    return {
      grant_type: "password",
      client_id: "system-client",
      username: grant.username,
      password: grant.password,
      scope: "openid profile email groups",
    };
  }
  return { grant_type: "client_credentials", client_id: grant.clientId, client_secret: grant.clientSecret };
}
