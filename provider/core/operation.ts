// One call of one handler: its context, its secrets and its undo list.
import type { Host } from "../host/host";
import type { HostFacts } from "../host/facts";
import type { Command, Verb } from "../host/command";
import type { Context, HostConfig } from "./context";
import { Evidence } from "./evidence";
import type { Field, Fields } from "./define";
import { isRecord } from "./changes";
import { labelOf } from "./identity";
import { Reporter, type Sink } from "./report";
import type { State } from "./state";

/** What a door has for each host it was configured for. */
export interface Connection {
  host: Host;
  facts: HostFacts;
  config: HostConfig;
  sink: Sink;
  signal: AbortSignal;
}

export class Operation {
  private steps: (() => Promise<unknown>)[] = [];

  constructor(
    private readonly connection: Connection,
    private readonly fields: Fields,
  ) {}

  /** The context for these inputs: their secrets and those of the state before, their URN. */
  context(inputs: State, old: State = {}, evidence = new Evidence()): Context {
    const { host, facts, config, sink, signal } = this.connection;
    const urn = typeof inputs["resourceUrn"] === "string" ? inputs["resourceUrn"] : undefined;
    const secrets = secretsOf(this.fields, inputs);
    const values = [inputs, old].flatMap((state) => secretTexts(this.fields, state));
    return {
      host,
      facts,
      config,
      evidence,
      signal,
      label: urn ? labelOf(urn) : "",
      report: new Reporter(sink, urn, values),
      run: <V extends Verb>(command: Command<V>) => host.run(command, { secrets }),
      find: <V extends Verb>(command: Command<V>) => host.find(command, { secrets }),
      undo: (step) => this.steps.push(step),
    };
  }

  /** What was done stays. */
  commit(): void {
    this.steps = [];
  }

  /**
   * Takes back what was done, last step first; a step that fails does not keep the others from running. False when one
   * did.
   */
  async rollback(): Promise<boolean> {
    let whole = true;
    for (const step of this.steps.splice(0).reverse()) {
      await step().catch(() => (whole = false));
    }
    return whole;
  }
}

/** Every text in there that nobody must read. */
export function secretTexts(fields: Fields, state: State): string[] {
  return [...Object.values(secretsOf(fields, state)), ...madeSecret(state)].filter((text) => text.length > 0);
}

/** Texts of the arguments that the program made secret. */
function madeSecret(state: State): string[] {
  const paths = Array.isArray(state["secretPaths"]) ? (state["secretPaths"] as string[]) : [];
  return paths.flatMap((path) => {
    return textsIn(
      path.split("/").reduce<unknown>((value, step) => (value as State | undefined)?.[step], state),
    );
  });
}

function textsIn(value: unknown): string[] {
  if (typeof value === "string") return [value];
  return typeof value === "object" && value !== null ? Object.values(value).flatMap(textsIn) : [];
}

/** Most tables have no secret field, and need not be gone through each time. */
const holdsSecret = new WeakMap<Fields, boolean>();

function canHoldSecret(fields: Fields): boolean {
  const known = holdsSecret.get(fields);
  if (known !== undefined) return known;
  const inside = (field: Field): boolean =>
    field.secret === true ||
    (field.fields && canHoldSecret(field.fields)) ||
    (field.of && inside(field.of)) ||
    false;
  const can = Object.values(fields).some(inside);
  holdsSecret.set(fields, can);
  return can;
}

/** Values of all secret fields by their path. */
export function secretsOf(fields: Fields, values: State, prefix = ""): Record<string, string> {
  const found: Record<string, string> = {};
  if (!canHoldSecret(fields)) return found;
  for (const [name, field] of Object.entries(fields)) {
    const value = values[name];
    const path = prefix + name;
    if (field.secret && typeof value === "string") found[path] = value;
    if (!isRecord(value)) continue;
    if (field.fields) Object.assign(found, secretsOf(field.fields, value, `${path}.`));
    if (field.kind === "map" && field.of?.fields) {
      for (const [key, entry] of Object.entries(value)) {
        if (isRecord(entry)) Object.assign(found, secretsOf(field.of.fields, entry, `${path}.${key}.`));
      }
    }
  }
  return found;
}
