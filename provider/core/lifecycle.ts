// check · diff · create · read · update · delete, once for every resource and every door.
import { isDeepStrictEqual } from "node:util";
import { Acceptance, type CheckResult } from "./acceptance";
import { Baseline } from "./baseline";
import { plan, type PlannedChange } from "./changes";
import { checkFields } from "./check";
import { adoptField, commonInputs, type Common, type CommonOutputs } from "./common";
import type { Context } from "./context";
import type { Definition, Fields } from "./define";
import { EdgeError, PartialError, UnreadyError } from "./errors";
import { asSaved, Evidence } from "./evidence";
import { look } from "./look";
import type { Mark } from "./mark";
import { obtain } from "./obtain";
import type { Operation } from "./operation";
import { merge } from "./merge";
import { Place } from "./place";
import { plain, stateVersion, upgrade, type State } from "./state";
import { hasUnknown, unknown } from "./values";

export interface DiffResult {
  changes: PlannedChange[];
  /** Changed beyond the fields: drift to repair, a restart to catch up with, a wait to resume. */
  other: string[];
  replaces: string[];
}

export interface Found {
  /** libvirt's own, where a name was given. */
  id: string;
  inputs: State;
  state: State;
  /** The host says the very same as when the state was made. */
  unchanged?: true;
}

export interface Saved {
  id: string;
  state: State;
}

type Inputs = Record<string, unknown> & Common;
type Outputs = Record<string, unknown> & CommonOutputs;

export class Lifecycle {
  /** All input fields, the common ones included. */
  readonly fields: Fields;
  private readonly place: Place;
  private readonly acceptance: Acceptance;
  private readonly baseline: Baseline;

  constructor(private readonly definition: Definition) {
    this.fields = {
      ...definition.inputs,
      ...commonInputs,
      ...(definition.adopts === false ? {} : { adopt: adoptField }),
    };
    this.place = new Place(definition);
    this.acceptance = new Acceptance(definition, this.fields, this.place);
    this.baseline = new Baseline(definition, this.fields);
  }

  /** Does an automatic name prove whose the object is? Then no other automatic name may take its place. */
  get marksByName(): boolean {
    return this.definition.marksByName ?? false;
  }

  /** Inputs with defaults and identity; nothing is touched. */
  check(operation: Operation, olds: State | undefined, news: State): Promise<CheckResult> {
    return this.acceptance.check(operation, olds, news);
  }

  /** What would change, with what effect; reported beside the resource. */
  async diff(operation: Operation, olds: State, given: State): Promise<DiffResult> {
    const old = upgrade(olds);
    const same = this.sameInputs(old, given);
    // A refresh right after an import asks with what was taken in, which comes without its defaults.
    const news = same ? given : { ...given, ...checkFields(this.fields, given).inputs };
    const context = operation.context(news, old);
    const other = this.unsettled(old, news);
    try {
      const moved = await this.place.same(context, old as Outputs, news);
      if (moved) other.push(`the state moves from host ${(old as Outputs).host} to ${moved}`);
    } catch (error) {
      if (!this.place.tolerates(error, context))
        throw this.place.explain(error, "was not compared", old, context);
    }
    const changes = same ? [] : plan(this.fields, { old, wanted: news });
    this.refuseReplacement(old, changes);
    context.report.plan(changes);
    for (const line of other) context.report.info(line);
    for (const path of pendingOf(old)) {
      if (!changes.some((change) => change.path === path))
        context.report.info(`${path}: pending until restart`);
    }
    const replaces = changes.filter((c) => c.effect === "replace").map((c) => c.path.split(".")[0] as string);
    return { changes, other, replaces: [...new Set(replaces)] };
  }

  /** Of what refers to a resource that is replaced, the engine deletes the old one first and asks no check before. */
  private refuseReplacement(old: State, changes: readonly PlannedChange[]): void {
    const forced = changes.filter(({ effect, to }) => effect === "replace" && hasUnknown(to));
    const advice = forced.length > 0 ? this.definition.unreplaceable?.(old) : undefined;
    if (advice === undefined) return;
    throw new EdgeError(
      `${this.definition.title(old)} cannot be replaced with all data on it`,
      `what it refers to in ${forced.map(({ path }) => path).join(", ")} is replaced, and it would be as well`,
      `If its data may go, ${advice}`,
    );
  }

  /** Word for word, which is what most resources of most updates are. */
  private sameInputs(old: State, given: State): boolean {
    return Object.keys(this.fields).every((name) => isDeepStrictEqual(old[name], given[name]));
  }

  private unsettled(old: State, wanted: State): string[] {
    const drift = (old["drift"] as string[] | undefined) ?? [];
    const lines = drift.map((line) => `changed on the host, will be put back: ${line}`);
    if (wanted["restart"] === "auto") {
      lines.push(
        ...pendingOf(old).map((path) => `${path}: pending, applied by a restart now (restart: auto)`),
      );
    }
    if (old["isReady"] === false) lines.push("is not ready yet: waiting will be resumed");
    return lines;
  }

  async create(operation: Operation, news: State): Promise<Saved> {
    const inputs = news as Inputs;
    const context = operation.context(inputs);
    try {
      await this.acceptance.refuseBlind(context, inputs);
      const live = await obtain(this.definition, context, inputs);
      const changes = plan(this.fields, { old: live.inputs, wanted: inputs });
      await this.definition.sync(context, inputs, live, changes);
      operation.commit();
      return await this.settle(context, inputs);
    } catch (error) {
      const whole = await operation.rollback();
      const explained = this.place.explain(error, "was not created", inputs, context);
      throw whole ? explained : unfinished(explained);
    }
  }

  /** Waits until it is usable and describes what there is now. */
  private async settle(context: Context, inputs: Inputs, old?: State): Promise<Saved> {
    let unready: unknown;
    let learnt: State | void = {};
    try {
      learnt = await this.definition.ready?.(context, inputs, old);
    } catch (error) {
      unready = error;
      if (error instanceof UnreadyError) learnt = error.outputs;
    }
    const live = await this.definition.observe(context, inputs);
    if (!live) throw new Error("it vanished from the host right after it was made");
    context.facts.learn(this.definition.noun, inputs, live.definition);
    const state = plain({
      ...inputs,
      ...live.outputs,
      ...learnt,
      ...(inputs["ready"] || unready !== undefined || "isReady" in this.definition.outputs
        ? { isReady: inputs["running"] === false ? undefined : unready === undefined }
        : {}),
      ...(await this.identityOutputs(context, inputs)),
      ...this.baseline.pack(inputs, live.definition),
      evidence: context.evidence.digest,
    });
    const id = this.definition.id(inputs);
    if (unready === undefined) return { id, state };
    const reason = this.place.explain(unready, "is not ready", inputs, context).message;
    if (!(unready instanceof UnreadyError) || this.definition.readyRequired?.(inputs) !== false)
      throw new PartialError(id, state, [reason]);
    context.report.warn(reason);
    return { id, state };
  }

  private async identityOutputs(context: Context, inputs: State): Promise<Partial<CommonOutputs>> {
    return { host: await this.place.identity(context, inputs), stateVersion };
  }

  /** The state after a create or an update, as far as it is known before. */
  async foresee(operation: Operation, news: State, olds?: State): Promise<Saved> {
    const old = olds && upgrade(olds);
    const context = operation.context(news, old);
    const foreseen = await this.definition.foresee?.(context, news, old);
    const outputs = Object.keys(this.definition.outputs);
    const state = {
      ...Object.fromEntries(outputs.map((name) => [name, unknown])),
      ...news,
      ...foreseen,
      host: old?.["host"] ?? (await this.foreseenHost(context, news)),
      stateVersion,
    };
    return { id: hasUnknown(news) ? "" : this.definition.id(news), state: plain(state) };
  }

  private async foreseenHost(context: Context, news: State): Promise<string> {
    try {
      return await this.place.identity(context, news);
    } catch (error) {
      if (this.place.tolerates(error, context)) return unknown;
      throw this.place.explain(error, "was not planned", news, context);
    }
  }

  /**
   * The state as the host has it now; undefined when it is proven to be gone. Without a state, or with the URN alone,
   * it is what an import takes in: then the id may also be a name.
   */
  async read(operation: Operation, id: string, olds: State): Promise<Found | undefined> {
    if (olds["incarnation"] === undefined) return this.look(operation, id, olds["resourceUrn"]);
    const old = upgrade(olds) as Inputs & Outputs;
    const context = operation.context(old, {}, new Evidence(old.evidence));
    const inputs = this.onlyInputs(old);
    try {
      // Looking does no harm on a wrong host; what is seen there counts for nothing.
      const observing = this.definition.observe(context, inputs as Inputs, old);
      observing.catch(() => undefined);
      await this.place.same(context, old, inputs);
      const live = await observing;
      if (!live) return undefined;
      if (live === asSaved) return { id, inputs, state: old, unchanged: true };
      if (live.mark && live.mark.incarnation !== old.incarnation) return undefined;
      const seen = merge(this.fields, inputs, live.inputs as State);
      const drift = this.baseline.drift(old, live.definition, seen);
      const { drift: _, ...kept } = old;
      const state = plain({ ...kept, ...seen, ...live.outputs, ...(drift.length > 0 ? { drift } : {}) });
      // New evidence alone is not worth a change of the state: a refresh would not be silent.
      if (!isDeepStrictEqual(state, plain(old))) state["evidence"] = context.evidence.digest;
      return { id, inputs: plain(inputs), state: plain(state) };
    } catch (error) {
      if (this.place.tolerates(error, context)) return { id, inputs: plain(inputs), state: plain(old) };
      throw this.place.explain(error, "was not read; its state is kept", old, context);
    }
  }

  /** What another stack or a person made, by its id or name alone. */
  private async look(operation: Operation, id: string, urn: unknown): Promise<Found | undefined> {
    const context = operation.context({ resourceUrn: urn });
    const check = (seen: State) => this.check(operation, seen, { resourceUrn: "", ...seen });
    try {
      const found = await look(this.definition, this.fields, context, id, urn, check);
      if (!found) return undefined;
      const { inputs, complete, live } = found;
      const state = { ...complete, ...live.outputs, ...(await this.identityOutputs(context, complete)) };
      return {
        id: this.definition.id(complete),
        inputs,
        state: plain({ ...state, ...this.baseline.pack(complete, live.definition) }),
      };
    } catch (error) {
      throw this.place.explain(error, "was not read", { name: id, uuid: id }, context);
    }
  }

  async update(operation: Operation, olds: State, news: State): Promise<Saved> {
    const old = upgrade(olds) as Inputs & Outputs;
    const inputs = news as Inputs;
    const context = operation.context(inputs, old);
    try {
      await this.place.same(context, old, inputs);
      const live = await this.definition.observe(context, inputs, old);
      if (!live) {
        context.report.info("is gone from the host: made again");
        return await this.create(operation, news);
      }
      this.provenOurs(live.mark, old, context);
      const changes = plan(this.fields, { old, wanted: inputs });
      await this.definition.sync(context, inputs, live, changes, old);
      operation.commit();
      return await this.settle(context, inputs, old);
    } catch (error) {
      await operation.rollback();
      const explained = this.place.explain(error, "was not updated", inputs, context);
      throw await this.halfDone(operation, old, explained);
    }
  }

  /** Part of an update may have happened: the state then says what there is, so that the next one can mend it. */
  private async halfDone(operation: Operation, old: Inputs & Outputs, failure: Error): Promise<Error> {
    if (failure instanceof PartialError) return failure;
    const found = await this.read(operation, this.definition.id(old), old).catch(() => undefined);
    if (!found || found.unchanged || isDeepStrictEqual(found.state, plain(old))) return failure;
    return new PartialError(found.id, found.state, [failure.message]);
  }

  async delete(operation: Operation, olds: State): Promise<void> {
    const old = upgrade(olds) as Inputs & Outputs;
    const context = operation.context(old);
    try {
      const inputs = this.onlyInputs(old) as Inputs;
      await this.place.same(context, old, inputs);
      if (context.facts.hasTaken(this.definition.noun, this.definition.id(inputs))) {
        context.report.info("was left alone: it is what was just taken over for its replacement");
        return;
      }
      const live = await this.definition.observe(context, inputs, old);
      if (live && (!live.mark || live.mark.incarnation === old.incarnation)) {
        await this.definition.remove(context, inputs, old);
      } else if (live) {
        context.report.info("was left alone: what stands there now is not what this state made");
      }
      context.facts.forget(this.definition.noun, inputs);
      // What is made in its place is another one, also for those who refer to it.
      context.facts.remember(old.incarnation);
    } catch (error) {
      throw this.place.explain(error, "was not deleted", old, context);
    }
  }

  private provenOurs(mark: Mark | undefined, old: Inputs, context: Context): void {
    if (!mark || mark.incarnation === old.incarnation) return;
    throw new EdgeError(
      `${this.definition.title(old)} was not touched on ${this.place.title(context, old)}`,
      `what stands there now was made by ${mark.label} of ${mark.by} (incarnation ${mark.incarnation}, this state knows ${old.incarnation})`,
      "Run `pulumi refresh`, which takes it out of this state",
    );
  }

  private onlyInputs(state: State): State {
    return Object.fromEntries(Object.entries(state).filter(([name]) => name in this.fields));
  }
}

/** An object that could not be taken away again. */
function unfinished(error: Error): Error {
  if (!(error instanceof EdgeError)) return error;
  const left =
    "what was begun could not be taken back, the next `pulumi up` or `edgefleet sweep` will do that";
  return new EdgeError(error.what, `${error.why.replace(/\.$/, "")}; ${left}`, error.next);
}

const pendingOf = (state: State): string[] => (state["pending"] as string[] | undefined) ?? [];
