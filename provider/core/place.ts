// Where the objects of a resource are: on the libvirt host that was connected to, or where their definition says.
// State belongs to that place: somewhere else "not found" would prove nothing.
import { HostError } from "../host/host";
import type { CommonOutputs } from "./common";
import type { Context } from "./context";
import type { Definition } from "./define";
import { EdgeError } from "./errors";
import { asUserError } from "./explain";
import type { State } from "./state";
import { unknown } from "./values";

export class Place {
  constructor(private readonly definition: Definition) {}

  /** What the state of it belongs to. */
  async identity(context: Context, inputs: State): Promise<string> {
    return this.definition.place?.(inputs).identity ?? (await context.facts.identity());
  }

  /** For messages. */
  title(context: Context, inputs: State): string {
    return this.definition.place?.(inputs).title ?? context.host.uri;
  }

  /** Refuses another place than that of the state. Gives back which it is now, when the user says that it moved. */
  async same(
    context: Context,
    old: State & Partial<CommonOutputs>,
    inputs: State,
  ): Promise<string | undefined> {
    const identity = await this.identity(context, inputs);
    if (!old.host || old.host === identity || identity.includes(unknown)) return undefined;
    if (context.config.hostMoved) return identity;
    throw new EdgeError(
      `${this.definition.title(old)} was not looked for`,
      `its state belongs to the host ${old.host}, but ${this.title(context, inputs)} is ${identity}`,
      `${this.definition.place?.(inputs).advice ?? "Correct edgefleet:uri"}. If the host really was reinstalled or moved, set edgefleet:hostMoved to true for one \`pulumi up\``,
    );
  }

  /** With `edgefleet:unreachable: keep`, a host that does not answer is a warning while nothing is changed. */
  tolerates(error: unknown, context: Context): boolean {
    if (context.config.unreachable !== "keep") return false;
    if (!(error instanceof HostError) || error.code !== "unreachable") return false;
    context.report.warn(`${error.uri} cannot be reached; the state is kept as it was. ${error.reason}`);
    return true;
  }

  /** Any failure as users read it: what was not done to which object, and where. */
  explain(error: unknown, verb: string, inputs: State, context: Context): Error {
    return asUserError(
      error,
      `${this.definition.title(inputs)} ${verb}`,
      context,
      this.title(context, inputs),
    );
  }
}
