// Is a resource acceptable as a whole: its fields, what is derived from them, and what its host says to them?
import { checkFields } from "./check";
import type { Common } from "./common";
import type { Context } from "./context";
import type { Definition, Fields } from "./define";
import { EdgeError, type Failure } from "./errors";
import { incarnationOf, lineageOf, parseIncarnation } from "./identity";
import { keepDerived } from "./merge";
import type { Operation } from "./operation";
import type { Place } from "./place";
import { takenName } from "./rival";
import { plain, upgrade, type State } from "./state";
import { refersToUnmade } from "./unmade";

export interface CheckResult {
  inputs: State;
  failures: Failure[];
}

export class Acceptance {
  /** What was planned without its host, by URN: its incarnation is a guess, and it must not be made. */
  private readonly blind = new Set<string>();
  private defaults: State | undefined;

  constructor(
    private readonly definition: Definition,
    private readonly fields: Fields,
    private readonly place: Place,
  ) {}

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
      this.defaults ??= checkFields(this.fields, {}).inputs;
      const old = olds && Object.keys(olds).length > 0 ? { ...this.defaults, ...upgrade(olds) } : undefined;
      if (old) keepDerived(this.fields, old, inputs);
      if (old) context.facts.remember(old["incarnation"]);
      inputs["incarnation"] ??= await this.nextIncarnation(context, inputs);
      await this.definition.derive?.(inputs, context, news);
      failures.push(...((await this.definition.verify?.(inputs, old, context)) ?? []));
      if (!old && failures.length === 0) failures.push(...(await this.takenName(context, inputs)));
    } catch (error) {
      if (this.place.tolerates(error, context))
        return { inputs: await this.planBlindly(context, inputs, olds), failures: [] };
      failures.push({
        property: "",
        reason: this.place.explain(error, "could not be checked", { ...known, ...inputs }, context).message,
      });
    }
    return { inputs: plain(inputs), failures: spoken() };
  }

  private async takenName(context: Context, inputs: State): Promise<Failure[]> {
    const taken = await takenName(this.definition, context, inputs as State & Common);
    if (!taken) return [];
    const reason = `On ${this.place.title(context, inputs)}, ${taken.cause}. ${taken.advice}.`;
    return [{ property: "name", reason }];
  }

  /** Does its host not answer, and is that no error? */
  private async isLetBe(context: Context, inputs: State): Promise<boolean> {
    try {
      await this.place.identity(context, inputs);
      return false;
    } catch (error) {
      return this.place.tolerates(error, context);
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
  private async nextIncarnation(context: Context, inputs: State): Promise<string> {
    const lineage = lineageOf(String(inputs["resourceUrn"]), context.config.owner);
    const known = await context.facts.incarnations(this.definition.noun, inputs);
    const numbers = known
      .map(parseIncarnation)
      .filter((i) => i?.lineage.stack === lineage.stack && i.lineage.resource === lineage.resource)
      .map((i) => (i as { n: number }).n);
    return incarnationOf(lineage, 1 + Math.max(0, ...numbers));
  }

  /** A plan that was made without the host is not carried out: its incarnation is a guess. */
  async refuseBlind(context: Context, inputs: State): Promise<void> {
    if (!this.blind.has(String(inputs["resourceUrn"]))) return;
    await this.place.identity(context, inputs);
    throw new EdgeError(
      `${this.definition.title(inputs)} was not created on ${this.place.title(context, inputs)}`,
      "the host did not answer when this was planned, and does now",
      "Run `pulumi up` again",
    );
  }
}
