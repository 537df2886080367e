// check · diff · create · read · update · delete, once for every resource and every door.
import { isDeepStrictEqual } from "node:util";
import { HostError } from "../host/host";
import { Baseline } from "./baseline";
import { plan, type PlannedChange } from "./changes";
import { checkFields } from "./check";
import { adoptField, commonInputs, type Common, type CommonOutputs } from "./common";
import type { Context } from "./context";
import type { Definition, Fields } from "./define";
import { EdgeError, PartialError, UnreadyError, type Failure } from "./errors";
import { asSaved, Evidence } from "./evidence";
import { asUserError } from "./explain";
import { incarnationOf, lineageOf, parseIncarnation } from "./identity";
import { look } from "./look";
import type { Mark } from "./mark";
import { obtain } from "./obtain";
import type { Operation } from "./operation";
import { keepDerived, merge } from "./merge";
import { plain, stateVersion, upgrade, type State } from "./state";
import { refersToUnmade } from "./unmade";
import { hasUnknown, unknown } from "./values";

export interface CheckResult {
  inputs: State;
  failures: Failure[];
}

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
  /** What was planned without its host, by URN: its incarnation is a guess, and it must not be made. */
  private readonly blind = new Set<string>();

  private readonly baseline: Baseline;

  constructor(private readonly definition: Definition) {
    this.fields = {
      ...definition.inputs,
      ...commonInputs,
      ...(definition.adopts === false ? {} : { adopt: adoptField }),
    };
    this.baseline = new Baseline(definition, this.fields);
  }

  /** Does an automatic name prove whose the object is? Then no other automatic name may take its place. */
  get marksByName(): boolean {
    return this.definition.marksByName ?? false;
  }

  /** Inputs with defaults and identity; nothing is touched. */
  async check(operation: Operation, olds: State | undefined, news: State): Promise<CheckResult> {
    const { inputs, failures } = checkFields(this.fields, news);
    const context = operation.context(news, olds);
    const known = { name: context.label.split("/").at(-1), ...olds };
    const spoken = () =>
      failures.map(({ property, reason }) => ({ property, reason: context.report.mask(reason) }));
    if (failures.length > 0) {
      const letBe = refersToUnmade(failures, news) && (await this.isLetBe(context, inputs));
      if (letBe) this.blind.add(String(inputs["resourceUrn"]));
      return { inputs: news, failures: letBe ? [] : spoken() };
    }
    try {
      this.blind.delete(String(inputs["resourceUrn"]));
      // What an import has taken in comes without its defaults.
      const old =
        olds && Object.keys(olds).length > 0
          ? { ...checkFields(this.fields, {}).inputs, ...upgrade(olds) }
          : undefined;
      if (old) keepDerived(this.fields, old, inputs);
      if (old) context.facts.remember(old["incarnation"]);
      inputs["incarnation"] ??= await this.nextIncarnation(context, inputs as Inputs);
      await this.definition.derive?.(inputs, context, news);
      failures.push(...((await this.definition.verify?.(inputs, old, context)) ?? []));
    } catch (error) {
      if (this.tolerates(error, context))
        return { inputs: await this.planBlindly(context, inputs, olds), failures: [] };
      failures.push({
        property: "",
        reason: this.wrap(error, "could not be checked", { ...known, ...inputs }, context).message,
      });
    }
    return { inputs: plain(inputs), failures: spoken() };
  }

  /** Does its host not answer, and is that no error? */
  private async isLetBe(context: Context, inputs: State): Promise<boolean> {
    try {
      await this.identity(context, inputs);
      return false;
    } catch (error) {
      return this.tolerates(error, context);
    }
  }

  /** For a host that is let be: a check that fails would end the program for all the others. */
  private async planBlindly(context: Context, inputs: State, olds: State | undefined): Promise<State> {
    if (olds) return { ...olds, ...inputs };
    const urn = String(inputs["resourceUrn"]);
    inputs["incarnation"] ??= incarnationOf(lineageOf(urn, context.config.owner), 1);
    this.blind.add(urn);
    await this.definition.derive?.(inputs, context, inputs)?.catch(() => undefined);
    return plain(inputs);
  }

  /** One more than what the host has of this lineage: the same in preview and in the `up` that follows. */
  private async nextIncarnation(context: Context, inputs: Inputs): Promise<string> {
    const lineage = lineageOf(inputs.resourceUrn, context.config.owner);
    const known = await context.facts.incarnations(this.definition.noun, inputs);
    const numbers = known
      .map(parseIncarnation)
      .filter((i) => i?.lineage.stack === lineage.stack && i.lineage.resource === lineage.resource)
      .map((i) => (i as { n: number }).n);
    return incarnationOf(lineage, 1 + Math.max(0, ...numbers));
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
      const moved = await this.sameHost(context, old as Outputs, news);
      if (moved) other.push(`the state moves from host ${(old as Outputs).host} to ${moved}`);
    } catch (error) {
      if (!this.tolerates(error, context)) throw this.wrap(error, "was not compared", old, context);
    }
    const changes = same ? [] : plan(this.fields, { old, wanted: news });
    context.report.plan(changes);
    for (const line of other) context.report.info(line);
    for (const path of pendingOf(old)) {
      if (!changes.some((change) => change.path === path))
        context.report.info(`${path}: pending until restart`);
    }
    const replaces = changes.filter((c) => c.effect === "replace").map((c) => c.path.split(".")[0] as string);
    return { changes, other, replaces: [...new Set(replaces)] };
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
      if (this.blind.has(inputs.resourceUrn)) await this.refuseBlind(context, inputs);
      const live = await obtain(this.definition, context, inputs);
      const changes = plan(this.fields, { old: live.inputs, wanted: inputs });
      await this.definition.sync(context, inputs, live, changes);
      operation.commit();
      return await this.settle(context, inputs);
    } catch (error) {
      await operation.rollback();
      throw this.wrap(error, "was not created", inputs, context);
    }
  }

  private async refuseBlind(context: Context, inputs: Inputs): Promise<never> {
    await this.identity(context, inputs);
    throw new EdgeError(
      `${this.definition.title(inputs)} was not created on ${this.placeOf(context, inputs)}`,
      "the host did not answer when this was planned, and does now",
      "Run `pulumi up` again",
    );
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
        ? { isReady: unready === undefined }
        : {}),
      ...(await this.identityOutputs(context, inputs)),
      ...this.baseline.pack(inputs, live.definition),
      evidence: context.evidence.digest,
    });
    const id = this.definition.id(inputs);
    if (unready === undefined) return { id, state };
    const reason = this.wrap(unready, "is not ready", inputs, context).message;
    if (!(unready instanceof UnreadyError) || this.definition.readyRequired?.(inputs) !== false)
      throw new PartialError(id, state, [reason]);
    context.report.warn(reason);
    return { id, state };
  }

  private async identityOutputs(context: Context, inputs: State): Promise<Partial<CommonOutputs>> {
    return { host: await this.identity(context, inputs), stateVersion };
  }

  /** What the state of it belongs to. */
  private async identity(context: Context, inputs: State): Promise<string> {
    return this.definition.place?.(inputs).identity ?? (await context.facts.identity());
  }

  /** For messages. */
  private placeOf(context: Context, inputs: State): string {
    return this.definition.place?.(inputs).title ?? context.host.uri;
  }

  /** The state after a create or an update, as far as it is known before. */
  async foresee(operation: Operation, news: State, olds?: State): Promise<Saved> {
    const old = olds && upgrade(olds);
    const foreseen = await this.definition.foresee?.(operation.context(news, old), news, old);
    const outputs = Object.keys(this.definition.outputs);
    const state = {
      ...Object.fromEntries(outputs.map((name) => [name, unknown])),
      ...news,
      ...foreseen,
      host: old?.["host"] ?? (await this.identity(operation.context(news), news)),
      stateVersion,
    };
    return { id: hasUnknown(news) ? "" : this.definition.id(news), state: plain(state) };
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
      await this.sameHost(context, old, inputs);
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
      if (this.tolerates(error, context)) return { id, inputs: plain(inputs), state: plain(old) };
      throw this.wrap(error, "was not read; its state is kept", old, context);
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
      throw this.wrap(error, "was not read", { name: id, uuid: id }, context);
    }
  }

  async update(operation: Operation, olds: State, news: State): Promise<Saved> {
    const old = upgrade(olds) as Inputs & Outputs;
    const inputs = news as Inputs;
    const context = operation.context(inputs, old);
    try {
      await this.sameHost(context, old, inputs);
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
      throw this.wrap(error, "was not updated", inputs, context);
    }
  }

  async delete(operation: Operation, olds: State): Promise<void> {
    const old = upgrade(olds) as Inputs & Outputs;
    const context = operation.context(old);
    try {
      const inputs = this.onlyInputs(old) as Inputs;
      await this.sameHost(context, old, inputs);
      const live = await this.definition.observe(context, inputs, old);
      if (live && (!live.mark || live.mark.incarnation === old.incarnation)) {
        await this.definition.remove(context, inputs, old);
      } else if (live) {
        context.report.info("was left alone: what stands there now is not what this state made");
      }
      context.facts.forget(this.definition.noun, inputs);
    } catch (error) {
      throw this.wrap(error, "was not deleted", old, context);
    }
  }

  private provenOurs(mark: Mark | undefined, old: Inputs, context: Context): void {
    if (!mark || mark.incarnation === old.incarnation) return;
    throw new EdgeError(
      `${this.definition.title(old)} was not touched on ${this.placeOf(context, old)}`,
      `what stands there now was made by ${mark.label} of ${mark.by} (incarnation ${mark.incarnation}, this state knows ${old.incarnation})`,
      "Run `pulumi refresh`, which takes it out of this state",
    );
  }

  /**
   * State belongs to one host; on another one "not found" would prove nothing. Gives back the host it is now, when
   * the user says that it moved.
   */
  private async sameHost(context: Context, old: Outputs, inputs: State): Promise<string | undefined> {
    const identity = await this.identity(context, inputs);
    if (!old.host || old.host === identity || identity.includes(unknown)) return undefined;
    if (context.config.hostMoved) return identity;
    throw new EdgeError(
      `${this.definition.title(old)} was not looked for`,
      `its state belongs to the host ${old.host}, but ${this.placeOf(context, inputs)} is ${identity}`,
      `${this.definition.place?.(inputs).advice ?? "Correct edgefleet:uri"}. If the host really was reinstalled or moved, set edgefleet:hostMoved to true for one \`pulumi up\``,
    );
  }

  /** With `edgefleet:unreachable: keep`, a host that does not answer is a warning while nothing is changed. */
  private tolerates(error: unknown, context: Context): boolean {
    if (context.config.unreachable !== "keep") return false;
    if (!(error instanceof HostError) || error.code !== "unreachable") return false;
    context.report.warn(`${error.uri} cannot be reached; the state is kept as it was. ${error.reason}`);
    return true;
  }

  private wrap(error: unknown, verb: string, inputs: State, context: Context): Error {
    return asUserError(
      error,
      `${this.definition.title(inputs)} ${verb}`,
      context,
      this.placeOf(context, inputs),
    );
  }

  private onlyInputs(state: State): State {
    return Object.fromEntries(Object.entries(state).filter(([name]) => name in this.fields));
  }
}

const pendingOf = (state: State): string[] => (state["pending"] as string[] | undefined) ?? [];
