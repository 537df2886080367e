// What a field's documentation says, for every language: meaning, allowed values, default, effect of a change.
import { adoptField } from "../../provider/core/common";
import type { Definition, Effect, Field, Fields } from "../../provider/core/define";

const effects: Record<Effect, string> = {
  live: "A change is applied at once.",
  nextBoot: "A change takes effect when the machine next starts.",
  restart: "A change needs a restart.",
  replace: "A change replaces the resource.",
};

export function documentation(field: Field, nested = false): string[] {
  const lines = [field.doc];
  if (field.values) lines.push(`One of ${field.values.map((v) => `\`${v}\``).join(", ")}.`);
  if (field.default !== undefined && !isEmpty(field.default))
    lines.push(`Default: \`${shown(field.default)}\`.`);
  if (field.since) lines.push(`Needs libvirt ${field.since}.`);
  if (typeof field.effect === "function")
    lines.push("Preview says what a change does to the running machine.");
  else if (field.effect) lines.push(effects[field.effect]);
  else if (!nested && !field.fields && !field.of) lines.push(effects.live);
  return lines;
}

const isEmpty = (value: unknown): boolean =>
  typeof value === "object" && value !== null && Object.keys(value).length === 0;

const shown = (value: unknown): string => (typeof value === "string" ? value : JSON.stringify(value));

export const capital = (word: string): string => word.charAt(0).toUpperCase() + word.slice(1);

/** What a user can give: the definition's inputs, and `adopt` where there is something to take over. */
export function userInputs({ inputs, adopts }: Definition): Fields {
  return adopts === false ? inputs : { ...inputs, adopt: { ...adoptField, internal: false } };
}

export const visible = (fields: Fields): [string, Field][] =>
  Object.entries(fields).filter(([, field]) => !field.internal);

/** Has to be given. */
export const isRequired = (field: Field): boolean =>
  !field.internal && !field.optional && !field.derived && field.default === undefined;
