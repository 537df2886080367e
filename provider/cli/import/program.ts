// The TypeScript program of what is to be imported. Resources refer to each other by variable where both are in it.
import { isRecord } from "../../core/changes";
import type { Field, Fields } from "../../core/define";
import type { State } from "../../core/state";
import { resources } from "../../resources";
import { classOf, idOf, sorted, type Kind, type Taken } from "./taken";
import { withoutDerived } from "./short";

interface Words {
  /** Variables by kind and name, or `pool/name`. */
  variables: Map<string, string>;
  used: Set<string>;
  /** Keys of the configuration that secrets are taken from. */
  secrets: string[];
}

const fieldsOf = (kind: Kind): Fields => resources.find(({ noun }) => noun === kind)?.inputs ?? {};

export function programOf(all: Taken[]): { text: string; secrets: string[] } {
  const taken = sorted(all);
  const words: Words = { variables: variablesOf(taken), used: new Set(), secrets: [] };
  const bodies = taken.map((one) => ({ one, body: argumentsOf(one, words) }));
  const statements = bodies.map(({ one, body }) => {
    const variable = words.variables.get(keyOf(one)) as string;
    const made = `new ${classOf[one.kind]}(${text(one.name)}, ${body});`;
    return words.used.has(variable) ? `const ${variable} = ${made}` : made;
  });
  const classes = [...new Set(taken.map(({ kind }) => classOf[kind]))].sort();
  const head = [
    ...(words.secrets.length > 0 ? ['import * as pulumi from "@pulumi/pulumi";'] : []),
    `import { ${classes.join(", ")} } from "pulumi-edgefleet";`,
    ...(words.secrets.length > 0 ? ["", "const config = new pulumi.Config();"] : []),
  ];
  return { text: `${[head.join("\n"), ...statements].join("\n\n")}\n`, secrets: words.secrets };
}

const keyOf = ({ kind, id, inputs }: Taken): string =>
  `${kind} ${kind === "volume" ? id : String(inputs["name"])}`;

function variablesOf(taken: Taken[]): Map<string, string> {
  const variables = new Map<string, string>();
  const used = new Set<string>(reserved);
  for (const one of taken) {
    const stem = identifier(
      one.kind === "volume" ? one.name.replace(/\.(qcow2|raw|img|iso)$/i, "") : one.name,
    );
    const wishes = [stem, `${stem}${classOf[one.kind]}`];
    for (let n = 2; wishes.every((wish) => used.has(wish)); n++)
      wishes.push(`${stem}${classOf[one.kind]}${n}`);
    const variable = wishes.find((wish) => !used.has(wish)) as string;
    used.add(variable);
    variables.set(keyOf(one), variable);
  }
  return variables;
}

const reserved = [
  ..."pulumi config default new class function const let var if else for while do switch case return".split(
    " ",
  ),
  ..."import export in of delete typeof void this null true false enum super try catch throw with yield await".split(
    " ",
  ),
];

function identifier(name: string): string {
  const words = name.split(/[^A-Za-z0-9]+/).filter(Boolean);
  const camel = words
    .map((word, i) => (i === 0 ? word.charAt(0).toLowerCase() : word.charAt(0).toUpperCase()) + word.slice(1))
    .join("");
  return /^[A-Za-z]/.test(camel) ? camel : `_${camel}`;
}

function argumentsOf(one: Taken, words: Words): string {
  const fields = fieldsOf(one.kind);
  const { uuid: _, ...said } = withoutDerived(one.kind, one.inputs);
  const shown = Object.entries(said).filter(([name]) => name in fields && !fields[name]?.internal);
  const write = writer(one, words);
  const lines = shown.map(([name, value]) => `  ${name}: ${write(fields[name], value, "  ", name)},\n`);
  return lines.length > 0 ? `{\n${lines.join("")}}` : "{}";
}

type Write = (field: Field | undefined, value: unknown, indent: string, path: string) => string;

function writer(one: Taken, words: Words): Write {
  const write: Write = (field, value, indent, path) => {
    if (field?.kind === "reference") return reference(field, value, words);
    if (field?.secret) return secret(one, path, words);
    if (typeof value === "string") return value.includes("\n") ? block(value) : text(value);
    if (Array.isArray(value))
      return `[${value.map((item) => write(field?.of, item, indent, path)).join(", ")}]`;
    if (!isRecord(value)) return JSON.stringify(value);
    const inner = `${indent}  `;
    const entries = Object.entries(value).filter(([, member]) => member !== undefined);
    if (entries.length === 0) return "{}";
    const members = entries.map(([key, member]) => {
      const of = field?.kind === "map" ? field.of : field?.fields?.[key];
      return `${inner}${property(key)}: ${write(of, member, inner, `${path} ${key}`)},\n`;
    });
    return `{\n${members.join("")}${indent}}`;
  };
  return write;
}

function reference(field: Field, value: unknown, words: Words): string {
  const volume = idOf(value);
  const name = volume ?? String((value as State)["name"]);
  const variable = words.variables.get(`${field.to} ${name}`);
  if (!variable) return text(name);
  words.used.add(variable);
  return variable;
}

/** A secret is in the stack's configuration, never in a program. */
function secret(one: Taken, path: string, words: Words): string {
  const key = identifier(`${one.name} ${path}`);
  words.secrets.push(key);
  return `config.requireSecret(${text(key)})`;
}

const text = (value: string): string => JSON.stringify(value);
const block = (value: string): string => `\`${value.replace(/[\\`]|\$\{/g, "\\$&")}\``;
const property = (key: string): string => (/^[A-Za-z_][A-Za-z0-9_]*$/.test(key) ? key : text(key));
