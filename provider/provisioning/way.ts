// Which steps lie on a node's way: those in front, and those of the ending that the texts have decided on.
import type { Ending } from "./profile";
import type { Rules, Step } from "./rules";

export class Way {
  ending: Ending | undefined;

  constructor(private readonly rules: Rules) {
    this.ending = rules.ending;
  }

  /** As long as the ending is open, the first one stands for all. */
  get steps(): Step[] {
    const ending = this.ending ?? this.rules.steps.find((step) => step.ending)?.ending;
    return this.rules.steps.filter((step) => step.ending === undefined || step.ending === ending);
  }

  /** The node is there: if that is in an ending, it is this one. */
  take(step: Step): void {
    this.ending = step.ending ?? this.ending;
  }

  /** Does a text of this step mean anything yet? */
  counts({ stage, ending }: Step, current: Step): boolean {
    if (this.ending && ending && ending !== this.ending) return false;
    if (stage.after === undefined) return true;
    const since = this.rules.steps.find((step) => step.stage.name === stage.after);
    return since === undefined || since.index <= current.index;
  }

  /** How a step ends may be the same in several endings. */
  isSure({ ending }: Step): boolean {
    return (
      ending === undefined ||
      ending === (this.ending ?? this.rules.steps.find((s) => s.ending?.otherwise)?.ending)
    );
  }
}
