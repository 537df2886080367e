// The arguments of a component in TypeScript; the class itself is written by hand.
import type { ComponentDefinition } from "../../provider/components";
import type { Field, Fields } from "../../provider/core/define";
import { argsType, collect, member, namedIn, reference, usedReferences } from "./typescript";
import { visible } from "./words";

/** `homes`: which module has a type of its own; the resources' are there already. */
export function componentArgs(
  { noun, type, inputs }: ComponentDefinition,
  components: readonly ComponentDefinition[],
  homes: Map<string, string>,
): string {
  const isComponent = (name: string) => components.some((component) => component.type === name);
  const parts = [...partsOf(inputs)].map((name) => `${name}Args`);
  const others = components.filter((other) => parts.includes(`${other.type}Args`) && other.type !== type);
  const objects = new Map<string, Field>();
  collect(inputs, objects);
  const here = `${noun}-args`;
  const own = [...objects].filter(([name]) => (homes.get(name) ?? here) === here);
  for (const [name] of own) homes.set(name, here);
  const elsewhere = parts.filter((name) => homes.get(name.replace(/Args$/, ""))?.endsWith("-args"));
  const body = `${own.map(([name, field]) => argsType(name, field)).join("\n")}
/** Arguments of ${type}. */
export interface ${type}Args {
${visible(inputs)
  .map(([name, field]) => member(name, field, "input", true))
  .join("\n")}
}
`;
  // Those inside of types that are said elsewhere are not named here.
  const classes = usedReferences(inputs)
    .map(reference)
    .filter((name) => new RegExp(`\\b${name} \\|`).test(body));
  const fromResources = [
    ...parts.filter((name) => !isComponent(name.replace(/Args$/, "")) && !elsewhere.includes(name)),
    ...classes,
  ];
  const borrowed = elsewhere.filter((name) => homes.get(name.replace(/Args$/, "")) !== here);
  return `// Generated from the component definitions by \`make generate\`.
import * as pulumi from "@pulumi/pulumi";
import { ReferenceArgs } from "../resource";
import { ${fromResources.sort().join(", ")} } from "../resources";
${others.map((other) => `import { ${other.type}Args } from "./${other.noun}-args";`).join("\n")}
${borrowed.map((name) => `import { ${name} } from "./${homes.get(name.replace(/Args$/, ""))}";`).join("\n")}

${body}`;
}

/** What is named in there: object types, and classes of which some arguments can be given, with what is plain in them. */
function partsOf(fields: Fields): Set<string> {
  const names = new Set(namedIn(fields));
  for (const field of Object.values(fields)) {
    const inner = field.of ?? field;
    if (!inner.someOf) continue;
    names.add(inner.someOf);
    const plain = visible(inner.fields ?? {}).filter(([, member]) => member.plain);
    for (const name of partsOf(Object.fromEntries(plain))) names.add(name);
  }
  return names;
}
