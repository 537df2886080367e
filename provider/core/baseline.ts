// The definition that a state is measured on: what is kept of it, and what of today's is neither there nor told by a
// field.
import { plan } from "./changes";
import type { Definition, Field, Fields } from "./define";
import {
  describeDifferences,
  differences,
  leavesOf,
  packLeaves,
  unpackLeaves,
  type Difference,
  type Leaves,
} from "./drift";
import { secretTexts } from "./operation";
import { mask } from "./report";
import type { State } from "./state";
import type { XmlNode } from "./xml";

export class Baseline {
  constructor(
    private readonly definition: Definition,
    private readonly fields: Fields,
  ) {}

  /** For the state; nothing of what has no definition. */
  pack(state: State, definition: XmlNode | undefined): { baseline?: string } {
    return definition ? { baseline: packLeaves(this.leaves(state, definition)) } : {};
  }

  /** A definition as it may be kept in state, where everybody can read it. */
  private leaves(state: State, definition: XmlNode): Leaves {
    const secrets = secretTexts(this.fields, state);
    const plain = leavesOf(definition, this.definition.quiet);
    return new Map([...plain].map(([path, value]) => [mask(path, secrets), mask(value, secrets)]));
  }

  /** What the definition shows beyond the fields that already tell. `seen`: the fields as they are now. */
  drift(old: State & { baseline?: string }, definition: XmlNode | undefined, seen: State): string[] {
    if (!definition || !old.baseline) return [];
    const found = differences(unpackLeaves(old.baseline), this.leaves(old, definition));
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
}
