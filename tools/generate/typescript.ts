// One TypeScript module per resource: Args, the plain types of its outputs, and the class.
import type { Definition, Field, Fields } from "../../provider/core/define";
import { holdsSecret } from "../../provider/core/changes";
import { documentation, isRequired, userInputs, visible } from "./words";

/** `homes`: which module has a type that several resources use; the first one that needs it. */
export function resourceModule(definition: Definition, homes: Map<string, string>): string {
  const { type, noun, inputs, outputs } = definition;
  const fields = userInputs(definition);
  const objects = new Map<string, Field>();
  collect(fields, objects);
  collect(outputs, objects);
  const own = [...objects].filter(([name]) => (homes.get(name) ?? noun) === noun);
  for (const [name] of own) homes.set(name, noun);
  const shared = [...objects.keys()].filter((name) => homes.get(name) !== noun);
  const used = usedReferences(fields);
  const secrets = secretPaths(inputs);
  const required = Object.entries(fields)
    .filter(([, field]) => isRequired(field))
    .map(([name]) => name);
  const outputFields = visible({ ...inputs, ...outputs });
  const optionalArgs = required.length === 0 ? "?" : "";

  return `// Generated from the resource definitions by \`make generate\`.
import * as pulumi from "@pulumi/pulumi";
import { EdgeResource, isOfType, tokenOf${used.length ? ", ReferenceArgs" : ""}, ResourceOptions } from "../resource";
${used
  .filter((r) => r !== noun)
  .map((r) => `import { ${reference(r)} } from "./${r}";`)
  .join("\n")}
${shared.map((name) => `import { ${name}, ${name}Args } from "./${homes.get(name)}";`).join("\n")}

${own.map(([name, field]) => objectTypes(name, field)).join("\n")}
/** Arguments of ${type}. */
export interface ${type}Args {
${visible(fields)
  .map(([name, field]) => member(name, field, "input"))
  .join("\n")}
}

${block(definition.doc)}
export class ${type} extends EdgeResource {
  /** @internal */
  static readonly __pulumiType: string = tokenOf("${type}");

  /** Reads an existing ${noun} that is managed by another stack; nothing is changed. */
  static get(name: string, id: pulumi.Input<pulumi.ID>, options?: ResourceOptions): ${type} {
    return new ${type}(name, undefined as unknown as ${type}Args, { ...options, id });
  }

  /** True for an instance of this class, also of another copy of this package. */
  static override isInstance(value: unknown): value is ${type} {
    return isOfType(value, "${type}");
  }

${outputFields.map(([name, field]) => member(name, field, "output")).join("\n")}

  constructor(name: string, args${optionalArgs}: ${type}Args, options?: ResourceOptions) {
    super(
      "${type}",
      "${handler(noun)}",
      name,
      { ...args },
      {
        outputs: ${JSON.stringify(outputFields.map(([n]) => n))},
        required: ${JSON.stringify(required)},
        secrets: ${JSON.stringify(secrets)},
      },
      options,
    );
  }
}
`;
}

/** Keys of the handlers are identifiers: cloud-init → cloudInit. */
export const handler = (noun: string): string =>
  noun.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase());

/** Paths of what is secret; a map or a list with secrets in it is secret as a whole. */
const secretPaths = (fields: Fields): string[] =>
  Object.entries(fields).flatMap(([name, field]) => {
    if (!holdsSecret(field)) return [];
    if (field.secret || !field.fields) return [name];
    return secretPaths(field.fields).map((path) => `${name}.${path}`);
  });

export function collect(fields: Fields, found: Map<string, Field>): void {
  for (const field of Object.values(fields)) {
    const inner = field.of ?? field;
    if (inner.fields && inner.typeName && !inner.someOf) {
      found.set(inner.typeName, inner);
      collect(inner.fields, found);
    }
  }
}

/** Names of the object types that are used right here. */
export const namedIn = (fields: Fields): string[] => [
  ...new Set(
    Object.values(fields).flatMap((field) => {
      const { someOf, typeName } = field.of ?? field;
      return someOf || !typeName ? [] : [typeName];
    }),
  ),
];

export function usedReferences(fields: Fields): string[] {
  const found = new Set<string>();
  const walk = (field: Field): void => {
    if (field.to) found.add(field.to);
    if (field.of) walk(field.of);
    Object.values(field.fields ?? {}).forEach(walk);
  };
  Object.values(fields).forEach(walk);
  return [...found].sort();
}

export const reference = (noun: string): string => noun.charAt(0).toUpperCase() + noun.slice(1);

export function argsType(name: string, field: Field): string {
  return `${block(field.doc)}
export interface ${name}Args {
${visible(field.fields ?? {})
  .map(([n, f]) => member(n, f, "input", true))
  .join("\n")}
}
`;
}

function objectTypes(name: string, field: Field): string {
  return `${argsType(name, field)}
${block(field.doc)}
export interface ${name} {
${visible(field.fields ?? {})
  .map(([n, f]) => member(n, f, "plain", true))
  .join("\n")}
}
`;
}

type Form = "input" | "output" | "plain";

export function member(name: string, field: Field, form: Form, nested = false): string {
  const doc = block(documentation(field, nested).join("\n"));
  if (field.plain) return `${doc}\n${name}${isRequired(field) ? "" : "?"}: ${plainType(field)};`;
  if (form === "input")
    return `${doc}\n${name}${isRequired(field) ? "" : "?"}: pulumi.Input<${typeOf(field, true)}>;`;
  const missing = field.optional && field.default === undefined;
  if (form === "plain") return `${doc}\n${name}${missing ? "?" : ""}: ${typeOf(field, false)};`;
  return `${doc}\ndeclare readonly ${name}: pulumi.Output<${typeOf(field, false)}${missing ? " | undefined" : ""}>;`;
}

export function typeOf(field: Field, input: boolean): string {
  const inner = (of: Field): string => (input ? `pulumi.Input<${typeOf(of, true)}>` : typeOf(of, false));
  switch (field.kind) {
    case "boolean":
      return "boolean";
    case "integer":
      return "number";
    case "enum":
      return (field.values ?? []).map((v) => JSON.stringify(v)).join(" | ");
    case "object":
      return input ? `${field.typeName}Args` : (field.typeName as string);
    case "map":
      return `Record<string, ${inner(field.of as Field)}>`;
    case "list":
      return input ? `${inner(field.of as Field)}[]` : `${wrap(inner(field.of as Field))}[]`;
    case "reference":
      return input
        ? `${reference(field.to as string)} | string | ReferenceArgs`
        : `{ name: string; incarnation?: string${field.to === "volume" ? "; pool: string" : ""} }`;
    default:
      return "string";
  }
}

/** What is there when the program runs; inside it, outputs may stand again. */
export function plainType(field: Field): string {
  if (field.kind === "map") return `Record<string, ${plainType(field.of as Field)}>`;
  if (!field.someOf) return typeOf(field, true);
  const plain = visible(field.fields ?? {}).filter(([, member]) => member.plain);
  if (plain.length === 0) return `Partial<${field.someOf}Args>`;
  const names = plain.map(([name]) => JSON.stringify(name)).join(" | ");
  const own = plain.map(([name, member]) => `${name}?: ${plainType(member)};`).join(" ");
  return `Partial<Omit<${field.someOf}Args, ${names}>> & { ${own} }`;
}

const wrap = (type: string): string => (type.includes("|") ? `(${type})` : type);

export function block(text: string): string {
  const safe = text.replaceAll("*/", "*\\/");
  return `/**\n${safe
    .split("\n")
    .map((line) => ` * ${line}`)
    .join("\n")}\n */`;
}
