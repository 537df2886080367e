// What the host said word for word when a state was made. When it says the same again, there is nothing to
// interpret: most resources of most refreshes.
import { createHash } from "node:crypto";
import { createRequire } from "node:module";
import type { Live } from "./define";

/* Another version may read more out of the same words. */
const { version } = createRequire(__filename)("../../../package.json") as { version: string };

/** What `observe` gives back when the evidence matches. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any
export const asSaved: Live<any, any> = { inputs: {}, outputs: {} };

export class Evidence {
  /** Of what was seen last. */
  digest: string | undefined;

  /** `saved`: the digest in state, when the state may be taken as it is. */
  constructor(private readonly saved?: unknown) {}

  /** Takes down what the host says; true when the state was made of the very same. Never call it with secrets. */
  matches(...said: unknown[]): boolean {
    this.digest = createHash("sha256")
      .update(JSON.stringify([version, ...said]))
      .digest("base64url");
    return this.digest === this.saved;
  }
}
