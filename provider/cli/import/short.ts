// A program does not say what Edgefleet would come to by itself.
import { isRecord } from "../../core/changes";
import type { State } from "../../core/state";
import { deriveDisks, derivePorts } from "../../resources/domain/derive";
import type { Disk, Serial } from "../../resources/domain/fields";
import type { Kind } from "./taken";

export function withoutDerived(kind: Kind, inputs: State): State {
  if (kind !== "domain") return inputs;
  const { smbios, ...others } = inputs;
  return {
    ...others,
    ...(smbios === undefined ? {} : { smbios }),
    ...shortened(inputs, "disks", ["bus", "target", "readonly"], (disks) =>
      deriveDisks(disks as [string, Disk][]),
    ),
    ...shortened(inputs, "serials", ["port"], (serials) => derivePorts(serials as [string, Serial][])),
  };
}

type Entries = [string, State][];

/** Leaves those members out where deriving them all gives back what is there. */
function shortened(inputs: State, map: string, members: string[], derive: (entries: Entries) => void): State {
  const all = inputs[map];
  if (!isRecord(all)) return {};
  const full = Object.entries(all) as Entries;
  const short = full.map(([key, entry]): [string, State] => [
    key,
    Object.fromEntries(Object.entries(entry).filter(([name]) => !members.includes(name))),
  ]);
  const derived = short.map(([key, entry]): [string, State] => [key, { device: "disk", ...entry }]);
  derive(derived);
  const same = full.every(([, entry], i) =>
    members.every((name) => (derived[i]?.[1][name] ?? false) === (entry[name] ?? false)),
  );
  return { [map]: Object.fromEntries(same ? short : full) };
}
