// The pages of docs/resources, docs/components and docs/functions.md: every field with its meaning, unit, default and the effect of a change.
import { str, type Definition, type Field, type Fields } from "../../provider/core/define";
import { commonOutputs } from "../../provider/core/common";
import type { ComponentDefinition } from "../../provider/components";
import type { LookupFunction } from "../../provider/functions";
import { documentation, isRequired, userInputs } from "./words";

export function resourcePage(definition: Definition): string {
  const inputs = userInputs(definition);
  const outputs: Fields = {
    ...definition.outputs,
    host: definition.place ? placeOutput : commonOutputs.host,
  };
  return `<!-- Generated from the resource definitions by \`make generate\`. -->

# ${definition.type}

${definition.doc}

Token: \`pulumi-nodejs:dynamic/edgefleet:${definition.type}\`. Id: ${idWords(definition)}.

## Arguments

Those without a default and not marked optional have to be given. ${definition.adopts === false ? "All of them" : "All but `adopt`"} are outputs as well.

${items(inputs, documentation)}

## Further outputs

${items(outputs, (field) => [field.doc])}
`;
}

const placeOutput = str({ doc: "The orchestrator and the project that it belongs to." });

export function componentPage({ type, doc, inputs, outputs }: ComponentDefinition): string {
  return `<!-- Generated from the component definitions by \`make generate\`. -->

# ${type}

${doc}

Token: \`edgefleet:index:${type}\`.

## Arguments

Those without a default and not marked optional have to be given.

${items(inputs, (field) => documentation(field, true))}

## Outputs

${items(outputs, (field) => [field.doc])}
`;
}

export function functionsPage(functions: readonly LookupFunction[]): string {
  return `<!-- Generated from the lookups by \`make generate\`. -->

# Functions

They look at a libvirt host and change nothing. They use the native door: of the provider that is given as
\`provider\`, else of the stack's configuration.

${functions.map(functionSection).join("\n")}`;
}

function functionSection({ token, doc, inputs, outputs }: LookupFunction): string {
  const name = token.split(":").pop();
  const given = Object.keys(inputs).length > 0 ? items(inputs, ({ doc }) => [doc]) : "- nothing";
  return `## ${name}

${doc} Token: \`${token}\`.

Arguments:

${given}

Result:

${items(outputs, ({ doc }) => [doc])}
`;
}

const idWords = (definition: Definition): string => {
  if (definition.noun === "volume") return "`pool/name`";
  if (definition.noun === "network-options") return "`network/incarnation`";
  return "uuid" in definition.inputs && !definition.place ? "libvirt's uuid" : "its incarnation";
};

/** A list entry for each field, with its members below it. */
function items(fields: Fields, words: (field: Field, nested: boolean) => string[], depth = 0): string {
  return Object.entries(fields)
    .filter(([, field]) => !field.internal)
    .flatMap(([name, field]) => {
      // Some of the arguments of a class: its own page has them.
      const inner = (field.someOf ?? field.of?.someOf) ? undefined : (field.fields ?? field.of?.fields);
      const own = `${"  ".repeat(depth)}- \`${name}\` (${traits(field).join(", ")}): ${words(field, depth > 0).join(" ")}`;
      return inner ? [own, items(inner, words, depth + 1)] : [own];
    })
    .join("\n");
}

function traits(field: Field): string[] {
  return [kindOf(field), ...(isRequired(field) ? [] : ["optional"]), ...(field.secret ? ["secret"] : [])];
}

function kindOf(field: Field): string {
  const { kind, of, to } = field;
  if (field.someOf) return `arguments of ${field.someOf}`;
  if (of?.someOf) return `map of arguments of ${of.someOf}`;
  if (kind === "map") return `map of ${plural(of as Field)}`;
  if (kind === "list") return `list of ${plural(of as Field)}`;
  if (kind === "reference") return `a ${to ?? ""}: the resource or its name`;
  if (kind === "object" && field.exactlyOne)
    return `object with exactly one of ${field.exactlyOne.map((name) => `\`${name}\``).join(", ")}`;
  return { string: "text", integer: "number", enum: "text", duration: "time span" }[kind as string] ?? kind;
}

const plural = (field: Field): string =>
  ({ object: "objects", string: "texts", integer: "numbers" })[field.kind as string] ?? `${field.kind}s`;
