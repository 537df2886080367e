// Tokens of the stand-in: who may ask, and for how long. Signed with a key that lives as long as the process.
import { createHmac, randomBytes, timingSafeEqual } from "node:crypto";
import { Refusal } from "./failure";
import type { Store } from "./store";

export interface Claims {
  /** A user's name or a node's client id. */
  sub: string;
  kind: "user" | "node";
  exp: number;
}

export interface TokenReply {
  status: number;
  body: object;
}

const packed = (value: object): string => Buffer.from(JSON.stringify(value)).toString("base64url");

export class Keycloak {
  private readonly key = randomBytes(32);

  constructor(
    private readonly users: Readonly<Record<string, string>>,
    private readonly store: Store,
    /** Seconds. */
    private readonly life: number,
    private readonly now: () => number,
  ) {}

  /** The token endpoint. */
  grant(form: URLSearchParams): TokenReply {
    const type = form.get("grant_type");
    if (type === "password") {
      if (form.get("client_id") !== "system-client")
        return refused(401, "invalid_client", "Invalid client or Invalid client credentials");
      const name = form.get("username") ?? "";
      if (!this.knows(name, form.get("password") ?? ""))
        return refused(401, "invalid_grant", "Invalid user credentials");
      return this.issue(name, "user");
    }
    if (type === "client_credentials") {
      const id = form.get("client_id") ?? "";
      const secret = this.store.records.nodes[id];
      if (secret === undefined || !same(secret, form.get("client_secret") ?? ""))
        return refused(401, "invalid_client", "Invalid client or Invalid client credentials");
      return this.issue(id, "node");
    }
    return refused(400, "unsupported_grant_type", "Unsupported grant_type");
  }

  private knows(name: string, password: string): boolean {
    const expected = Object.hasOwn(this.users, name) ? this.users[name] : undefined;
    return expected !== undefined && same(expected, password);
  }

  private issue(sub: string, kind: Claims["kind"]): TokenReply {
    const exp = Math.floor(this.now() / 1000) + this.life;
    const unsigned = `${packed({ alg: "HS256", typ: "JWT" })}.${packed({ sub, kind, exp })}`;
    const token = `${unsigned}.${this.sign(unsigned)}`;
    return { status: 200, body: { access_token: token, expires_in: this.life, token_type: "Bearer" } };
  }

  /** Who sent this; nobody else gets further. */
  who(authorization: string | undefined): Claims {
    const [, unsigned = "", signature = ""] = /^Bearer (\S+)\.([^.\s]+)$/.exec(authorization ?? "") ?? [];
    const refusal = new Refusal("Unauthenticated", "the token is missing, expired or not ours");
    if (unsigned === "" || !same(this.sign(unsigned), signature)) throw refusal;
    const claims = JSON.parse(Buffer.from(unsigned.split(".")[1] ?? "", "base64url").toString()) as Claims;
    if (claims.exp * 1000 <= this.now()) throw refusal;
    return claims;
  }

  private sign(text: string): string {
    return createHmac("sha256", this.key).update(text).digest("base64url");
  }
}

const refused = (status: number, error: string, error_description: string): TokenReply => ({
  status,
  body: { error, error_description },
});

function same(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a), Buffer.from(b)];
  return left.length === right.length && timingSafeEqual(left, right);
}
