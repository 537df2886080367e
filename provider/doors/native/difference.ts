// A plan as Pulumi's detailed diff: each path with its kind.
import type { PlannedChange } from "../../core/changes";
import type { Fields } from "../../core/define";
import type { DiffResult } from "../../core/lifecycle";
import type { State } from "../../core/state";
import { spell, stepsOf } from "./paths";
import { provider, type Messages } from "./protocol";

export function differenceOf(
  result: DiffResult,
  fields: Fields,
  old: State,
  wanted: State,
): Messages.DiffResponse {
  const response = new provider.DiffResponse();
  const { DIFF_SOME, DIFF_NONE } = provider.DiffResponse.DiffChanges;
  const some = result.changes.length > 0 || result.other.length > 0;
  response.setChanges(some ? DIFF_SOME : DIFF_NONE);
  response.setReplacesList(result.replaces);
  // Without it Pulumi would first make the new object beside an old one of the same name.
  response.setDeletebeforereplace(true);
  response.setStablesList(stablesOf(result, fields));
  response.setHasdetaileddiff(true);
  const details = response.getDetaileddiffMap();
  const diffs = new Set<string>();
  for (const change of result.changes) {
    const steps = stepsOf(change.path, fields, old, wanted);
    diffs.add(steps[0] as string);
    details.set(spell(steps, fields), detail(kindOf(change)));
  }
  // What was changed on the host beyond the fields stands in state as words.
  if (some && old["drift"] !== undefined) {
    diffs.add("drift");
    details.set("drift", detail("DELETE"));
  }
  response.setDiffsList([...diffs]);
  return response;
}

type Kind = keyof typeof provider.PropertyDiff.Kind;

function kindOf({ from, to, effect }: PlannedChange): Kind {
  const kind = from === undefined ? "ADD" : to === undefined ? "DELETE" : "UPDATE";
  return effect === "replace" ? `${kind}_REPLACE` : kind;
}

function detail(kind: Kind): Messages.PropertyDiff {
  const found = new provider.PropertyDiff();
  found.setKind(provider.PropertyDiff.Kind[kind]);
  return found;
}

/** What an update cannot change: only a replacement does. */
function stablesOf({ changes, replaces }: DiffResult, fields: Fields): string[] {
  if (replaces.length > 0) return [];
  const changing = new Set(changes.map(({ path }) => path.split(".")[0]));
  const fixed = Object.entries(fields).filter(([, field]) => field.effect === "replace");
  return ["incarnation", "host", ...fixed.map(([name]) => name)].filter((name) => !changing.has(name));
}
