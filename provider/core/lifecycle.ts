// check · diff · create · read · update · delete, once for every resource and every door.
import { isDeepStrictEqual } from "node:util";
import { HostError } from "../host/host";
import { plan, type PlannedChange } from "./changes";
import { checkFields } from "./check";
import { adoptField, commonInputs, type Common, type CommonOutputs } from "./common";
import type { Context } from "./context";
import type { Definition, Field, Fields, Live } from "./define";
import {
  describeDifferences,
  differences,
  leavesOf,
  packLeaves,
  unpackLeaves,
  type Difference,
  type Leaves,
} from "./drift";
import { EdgeError, PartialError, type Failure } from "./errors";
import { asSaved, Evidence } from "./evidence";
import { asUserError } from "./explain";
import { incarnationOf, lineageOf, parseIncarnation, sameLineage } from "./identity";
import { look } from "./look";
import type { Mark } from "./mark";
import { secretTexts, type Operation } from "./operation";
import { mask } from "./report";
import { keepDerived, merge } from "./merge";
import { plain, stateVersion, upgrade, type State } from "./state";
import { hasUnknown, unknown } from "./values";
import type { XmlNode } from "./xml";

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

  constructor(private readonly definition: Definition) {
    this.fields = {
      ...definition.inputs,
      ...commonInputs,
      ...(definition.adopts === false ? {} : { adopt: adoptField }),
    };
  }

  /** Does an automatic name prove whose the object is? Then no other automatic name may take its place. */
  get marksByName(): boolean {
    return this.definition.marksByName ?? false;
  }

  /** Inputs with defaults and identity; nothing is touched. */
  async check(operation: Operation, olds: State | undefined, news: State): Promise<CheckResult> {
    const { inputs, failures } = checkFields(this.fields, news);
    const context = operation.context(news, olds);
    const spoken = () =>
      failures.map(({ property, reason }) => ({ property, reason: context.report.mask(reason) }));
    if (failures.length > 0) return { inputs: news, failures: spoken() };
    try {
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
      if (this.tolerates(error, context) && olds) return { inputs: { ...olds, ...inputs }, failures: [] };
      failures.push({
        property: "",
        reason: this.wrap(error, "could not be checked", inputs, context).message,
      });
    }
    return { inputs: plain(inputs), failures: spoken() };
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
  async diff(operation: Operation, olds: State, news: State): Promise<DiffResult> {
    const old = upgrade(olds);
    const context = operation.context(news, old);
    const other = this.unsettled(old, news);
    try {
      const moved = await this.sameHost(context, old as Outputs);
      if (moved) other.push(`the state moves from host ${(old as Outputs).host} to ${moved}`);
    } catch (error) {
      if (!this.tolerates(error, context)) throw this.wrap(error, "was not compared", old, context);
    }
    const changes = plan(this.fields, { old, wanted: news });
    context.report.plan(changes);
    for (const line of other) context.report.info(line);
    for (const path of pendingOf(old)) {
      if (!changes.some((change) => change.path === path))
        context.report.info(`${path}: pending until restart`);
    }
    const replaces = changes.filter((c) => c.effect === "replace").map((c) => c.path.split(".")[0] as string);
    return { changes, other, replaces: [...new Set(replaces)] };
  }

  private unsettled(old: State, wanted: State): string[] {
    const drift = (old["drift"] as string[] | undefined) ?? [];
    const lines = drift.map((line) => `changed on the host, will be put back: ${line}`);
    if (wanted["restart"] === "auto") {
      lines.push(
        ...pendingOf(old).map((path) => `${path}: pending, applied by a restart now (restart: auto)`),
      );
    }
    if (old["ready"] && old["isReady"] === false) lines.push("is not ready yet: waiting will be resumed");
    return lines;
  }

  async create(operation: Operation, news: State): Promise<Saved> {
    const inputs = news as Inputs;
    const context = operation.context(inputs);
    try {
      const live = await this.obtain(context, inputs);
      const changes = plan(this.fields, { old: live.inputs, wanted: inputs });
      await this.definition.sync(context, inputs, live, changes);
      operation.commit();
      return await this.settle(context, inputs);
    } catch (error) {
      await operation.rollback();
      throw this.wrap(error, "was not created", inputs, context);
    }
  }

  /** The object, ours for certain: found, resumed, adopted, or made. */
  private async obtain(context: Context, inputs: Inputs): Promise<Live> {
    const found = await this.definition.observe(context, inputs);
    if (found) {
      if (!found.mark || found.mark.incarnation !== inputs.incarnation) {
        if (found.mark || !inputs["adopt"])
          throw this.refusal(context, inputs, this.definition.title(inputs), found.mark);
        context.report.info("adopted: from now on this stack manages it");
        return found;
      }
      if (!this.definition.halfMade) return found;
      await this.definition.remove(context, inputs);
    }
    await this.makeRoom(context, inputs, () => this.definition.ensure(context, inputs));
    const mark = { incarnation: inputs.incarnation, label: context.label, by: context.config.owner };
    return { inputs: { ...inputs, ...this.definition.fresh }, outputs: {}, mark };
  }

  /** Makes it; where our own older incarnation is in the way, this finishes the replacement that left it there. */
  private async makeRoom(context: Context, inputs: Inputs, make: () => Promise<void>): Promise<void> {
    try {
      return await make();
    } catch (error) {
      const taken = error instanceof HostError && error.code === "exists";
      const rival = taken ? await this.definition.rival?.(context, inputs) : undefined;
      if (!rival) throw error;
      const ours =
        rival.mark &&
        sameLineage(rival.mark.incarnation, inputs.incarnation) &&
        rival.mark.by === context.config.owner;
      if (!ours) throw this.refusal(context, inputs, rival.title, rival.mark);
      await rival.remove();
    }
    await make();
  }

  private refusal(context: Context, inputs: Inputs, title: string, mark: Mark | undefined): EdgeError {
    const what = `${this.definition.title(inputs)} was not created on ${context.host.uri}`;
    if (mark) {
      return new EdgeError(
        what,
        `${title} is there already and was made by ${mark.label} of ${mark.by}`,
        "Choose another name or another stack name; if it is a leftover of your own, remove it with `edgefleet sweep`",
      );
    }
    return new EdgeError(
      what,
      `${title} is there already and was not made by Edgefleet`,
      this.definition.adopts === false
        ? "Choose another name, or remove it first"
        : "Choose another name, or take it over with adopt: true",
    );
  }

  /** Waits until it is usable and describes what there is now. */
  private async settle(context: Context, inputs: Inputs): Promise<Saved> {
    let unready: unknown;
    try {
      await this.definition.ready?.(context, inputs);
    } catch (error) {
      unready = error;
    }
    const live = await this.definition.observe(context, inputs);
    if (!live) throw new Error("it vanished from the host right after it was made");
    context.facts.learn(this.definition.noun, inputs, live.definition);
    const state = plain({
      ...inputs,
      ...live.outputs,
      ...(this.definition.ready && inputs["ready"] ? { isReady: unready === undefined } : {}),
      ...(await this.identityOutputs(context)),
      ...(live.definition ? { baseline: packLeaves(this.leaves(inputs, live.definition)) } : {}),
      evidence: context.evidence.digest,
    });
    const id = this.definition.id(inputs);
    if (unready === undefined) return { id, state };
    throw new PartialError(id, state, [this.wrap(unready, "is not ready", inputs, context).message]);
  }

  private async identityOutputs(context: Context): Promise<Partial<CommonOutputs>> {
    return { host: await context.facts.identity(), stateVersion };
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
      host: old?.["host"] ?? (await operation.context(news).facts.identity()),
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
      await this.sameHost(context, old);
      const live = await observing;
      if (!live) return undefined;
      if (live === asSaved) return { id, inputs: plain(inputs), state: plain(old) };
      if (live.mark && live.mark.incarnation !== old.incarnation) return undefined;
      const seen = merge(this.fields, inputs, live.inputs as State);
      const drift = this.driftOf(old, live, seen);
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
      const state = { ...complete, ...live.outputs, ...(await this.identityOutputs(context)) };
      const baseline = live.definition && packLeaves(this.leaves(complete, live.definition));
      return { id: this.definition.id(complete), inputs, state: plain({ ...state, baseline }) };
    } catch (error) {
      throw this.wrap(error, "was not read", { name: id, uuid: id }, context);
    }
  }

  /** A definition as it may be kept in state, where everybody can read it. */
  private leaves(state: State, definition: XmlNode): Leaves {
    const secrets = secretTexts(this.fields, state);
    const plain = leavesOf(definition, this.definition.quiet);
    return new Map([...plain].map(([path, value]) => [mask(path, secrets), mask(value, secrets)]));
  }

  /** What the definition shows beyond the fields that already tell. */
  private driftOf(old: Inputs & Outputs, live: Live, seen: State): string[] {
    if (!live.definition || !old.baseline) return [];
    const found = differences(unpackLeaves(old.baseline), this.leaves(old, live.definition));
    if (found.length === 0) return [];
    const told = plan(this.definition.inputs, { old: seen, wanted: old })
      .map((change) => this.xmlPathOf(change.path))
      .filter((path): path is string => path !== undefined);
    const covered = (difference: Difference) => {
      const plainPath = difference.path.replace(/\[[^\]]*\](?:#\d+)?/g, "");
      return told.some(
        (path) => plainPath === path || plainPath.startsWith(`${path}/`) || plainPath.startsWith(`${path}@`),
      );
    };
    return describeDifferences(found.filter((difference) => !covered(difference)));
  }

  /** Where the field stands in the definition: its own path, or that of the map or object it is in. */
  private xmlPathOf(path: string): string | undefined {
    const steps = path.split(".");
    let field: Field | undefined = this.definition.inputs[steps[0] as string];
    let xml = field?.xml;
    for (const step of steps.slice(1)) {
      field = field?.kind === "map" ? field.of : field?.fields?.[step];
      xml = field?.xml ?? xml;
    }
    return xml?.replace(/\?$/, "");
  }

  async update(operation: Operation, olds: State, news: State): Promise<Saved> {
    const old = upgrade(olds) as Inputs & Outputs;
    const inputs = news as Inputs;
    const context = operation.context(inputs, old);
    try {
      await this.sameHost(context, old);
      const live = await this.definition.observe(context, inputs, old);
      if (!live) {
        context.report.info("is gone from the host: made again");
        return await this.create(operation, news);
      }
      this.provenOurs(live.mark, old, context);
      const changes = plan(this.fields, { old, wanted: inputs });
      await this.definition.sync(context, inputs, live, changes, old);
      operation.commit();
      return await this.settle(context, inputs);
    } catch (error) {
      await operation.rollback();
      throw this.wrap(error, "was not updated", inputs, context);
    }
  }

  async delete(operation: Operation, olds: State): Promise<void> {
    const old = upgrade(olds) as Inputs & Outputs;
    const context = operation.context(old);
    try {
      await this.sameHost(context, old);
      const inputs = this.onlyInputs(old) as Inputs;
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
      `${this.definition.title(old)} was not touched on ${context.host.uri}`,
      `what stands there now was made by ${mark.label} of ${mark.by} (incarnation ${mark.incarnation}, this state knows ${old.incarnation})`,
      "Run `pulumi refresh`, which takes it out of this state",
    );
  }

  /**
   * State belongs to one host; on another one "not found" would prove nothing. Gives back the host it is now, when
   * the user says that it moved.
   */
  private async sameHost(context: Context, old: Outputs): Promise<string | undefined> {
    const identity = await context.facts.identity();
    if (!old.host || old.host === identity) return undefined;
    if (context.config.hostMoved) return identity;
    throw new EdgeError(
      `${this.definition.title(old)} was not looked for`,
      `its state belongs to the host ${old.host}, but ${context.host.uri} is ${identity}`,
      "Correct edgefleet:uri. If the host really was reinstalled or moved, set edgefleet:hostMoved to true for one `pulumi up`",
    );
  }

  /** With `edgefleet:unreachable: keep`, a host that does not answer is a warning while nothing is changed. */
  private tolerates(error: unknown, context: Context): boolean {
    if (context.config.unreachable !== "keep") return false;
    if (!(error instanceof HostError) || error.code !== "unreachable") return false;
    context.report.warn(
      `${context.host.uri} cannot be reached; the state is kept as it was. ${error.reason}`,
    );
    return true;
  }

  private wrap(error: unknown, verb: string, inputs: State, context: Context): Error {
    return asUserError(error, `${this.definition.title(inputs)} ${verb}`, context);
  }

  private onlyInputs(state: State): State {
    return Object.fromEntries(Object.entries(state).filter(([name]) => name in this.fields));
  }
}

const pendingOf = (state: State): string[] => (state["pending"] as string[] | undefined) ?? [];
