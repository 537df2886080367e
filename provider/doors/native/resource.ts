// Check, diff, create, read, update and delete of one kind of resource: Pulumi's calls, translated.
import { nameProblem } from "../../core/rules";
import type { Lifecycle } from "../../core/lifecycle";
import { Operation, type Connection } from "../../core/operation";
import type { State } from "../../core/state";
import { readable } from "../readable";
import { differenceOf } from "./difference";
import { parsePath, spell, stepsOf } from "./paths";
import { provider, type Messages, type StructMessage } from "./protocol";
import { rememberChecked, resolveReferences } from "./references";
import { secretPathsOf, secretsOf } from "./secrets";
import { decode, encode, setAt, valueAt, type Decoded, type Steps } from "./values";

/** For one call: a host, and how long Pulumi will wait (`customTimeouts`; seconds, 0 without end). */
export type Connect = (timeout?: number) => Connection;

export class ResourceDoor {
  constructor(
    private readonly lifecycle: Lifecycle,
    private readonly connect: Connect,
  ) {}

  async check(request: Messages.CheckRequest): Promise<Messages.CheckResponse> {
    const news = decode(request.getNews());
    const old = clean(decode(request.getOlds()).value);
    const known = Object.keys(old).length > 0 ? old : undefined;
    const response = new provider.CheckResponse();
    try {
      await resolveReferences(news, this.connect());
      const wanted = {
        ...clean(news.value),
        ...this.chosenName(request, known, news.value),
        resourceUrn: request.getUrn(),
        secretPaths: secretPathsOf(news.secrets),
      };
      const { inputs, failures } = await this.lifecycle.check(this.operation(), known, wanted);
      response.setInputs(this.encode(inputs));
      rememberChecked(request.getUrn(), inputs);
      for (const failure of failures) this.addFailure(response, failure.property, failure.reason, news);
    } catch (error) {
      response.setInputs(encode(news.value, news.secrets));
      this.addFailure(response, "", (error as Error).message, news);
    }
    return response;
  }

  /** The name that `pulumi:autonaming` asks for, where nobody chose one. */
  private chosenName(request: Messages.CheckRequest, old: State | undefined, news: State): State {
    const naming = request.getAutonaming();
    if (!naming || news["name"] !== undefined || old || !this.lifecycle.fields["name"]) return {};
    const { ENFORCE, DISABLE } = provider.CheckRequest.AutonamingOptions.Mode;
    if (naming.getMode() === DISABLE) throw new Error("name is required: pulumi:autonaming is disabled");
    const name = naming.getProposedName();
    // A proposal gives way where the automatic name carries the proof of ownership.
    if (naming.getMode() !== ENFORCE && (this.lifecycle.marksByName || nameProblem(name))) return {};
    return { name };
  }

  private addFailure(response: Messages.CheckResponse, at: string, reason: string, news: Decoded): void {
    const { fields } = this.lifecycle;
    // A path with a key in brackets is spelled as Pulumi does already.
    const property = at === "" || at.includes('["') ? at : spell(stepsOf(at, fields, news.value), fields);
    const hidden = news.secrets.some((steps) => at === steps[0] || at.startsWith(`${steps[0] as string}.`));
    const shown = readable({ property, reason }, hidden ? { [property]: {} } : news.value);
    const failure = new provider.CheckFailure();
    failure.setProperty(shown.property);
    failure.setReason(shown.reason);
    response.addFailures(failure);
  }

  async diff(request: Messages.DiffRequest): Promise<Messages.DiffResponse> {
    const old = clean(decode(request.getOlds()).value);
    const wanted = clean(decode(request.getNews()).value);
    for (const path of request.getIgnorechangesList()) keep(wanted, old, parsePath(path));
    const result = await this.lifecycle.diff(this.operation(), old, wanted);
    return differenceOf(result, this.lifecycle.fields, old, wanted);
  }

  async create(request: Messages.CreateRequest): Promise<Messages.CreateResponse> {
    const inputs = clean(decode(request.getProperties()).value);
    const operation = this.operation(request.getTimeout());
    const { id, state } = request.getPreview()
      ? await this.lifecycle.foresee(operation, inputs)
      : await this.lifecycle.create(operation, inputs);
    const response = new provider.CreateResponse();
    response.setId(id);
    response.setProperties(this.encode(state));
    return response;
  }

  async update(request: Messages.UpdateRequest): Promise<Messages.UpdateResponse> {
    const old = clean(decode(request.getOlds()).value);
    const inputs = clean(decode(request.getNews()).value);
    const operation = this.operation(request.getTimeout());
    const { state } = request.getPreview()
      ? await this.lifecycle.foresee(operation, inputs, old)
      : await this.lifecycle.update(operation, old, inputs);
    const response = new provider.UpdateResponse();
    response.setProperties(this.encode(state));
    return response;
  }

  /** For a refresh with the state as it was; for an import or a `get` with nothing but an id. */
  async read(request: Messages.ReadRequest): Promise<Messages.ReadResponse> {
    const { __provider, ...old } = decode(request.getProperties()).value;
    const operation = this.operation(request.getTimeout());
    const state = { ...old, resourceUrn: old["resourceUrn"] ?? request.getUrn() };
    const found = await this.lifecycle.read(operation, request.getId(), state);
    const response = new provider.ReadResponse();
    // An empty id tells the engine that there is no such object.
    if (!found) return response;
    // A state of the dynamic door stays as it is until something is changed.
    const line = __provider === undefined ? {} : { __provider };
    response.setId(found.id);
    response.setProperties(this.encode({ ...found.state, ...line }));
    response.setInputs(this.encode({ ...found.inputs, ...line }));
    return response;
  }

  async delete(request: Messages.DeleteRequest): Promise<void> {
    const old = clean(decode(request.getProperties()).value);
    await this.lifecycle.delete(this.operation(request.getTimeout()), old);
  }

  /** What of a state nobody may read. */
  secrets(state: State): Steps[] {
    return secretsOf(this.lifecycle.fields, state);
  }

  private encode(state: State): StructMessage {
    return encode(state, this.secrets(state));
  }

  private operation(timeout?: number): Operation {
    return new Operation(this.connect(timeout), this.lifecycle.fields);
  }
}

/** Without the line that leads the dynamic door to its handlers. */
function clean({ __provider: _, ...state }: State): State {
  return state;
}

/** Leaves everything there as the state has it; `*` is every key. */
function keep(wanted: State, old: State, path: readonly string[]): void {
  const star = path.indexOf("*");
  if (star < 0) return setAt(wanted, path, valueAt(old, path));
  const before = path.slice(0, star);
  const keys = [wanted, old].flatMap((state) => Object.keys(valueAt(state, before) ?? {}));
  for (const key of new Set(keys)) keep(wanted, old, [...before, key, ...path.slice(star + 1)]);
}
