// One TypeScript module per lookup: its arguments, its result, and the function in its two forms.
import type { LookupFunction } from "../../provider/functions";
import { block, member, namedIn } from "./typescript";
import { capital, visible } from "./words";

/** `edgefleet:index:getDomain` → `getDomain` */
export const functionName = ({ token }: LookupFunction): string => token.split(":").pop() as string;

export function functionModule(lookup: LookupFunction): string {
  const { doc, inputs, outputs, token } = lookup;
  const name = functionName(lookup);
  const type = capital(name);
  const objects = namedIn(outputs).sort();
  const args = Object.keys(inputs).length > 0 ? `args: ${type}Args, ` : "";
  const outArgs = args && `args: ${type}OutputArgs, `;
  const interfaceOf = (what: string, suffix: string, form: "input" | "plain") => `
/** ${what} of ${name}. */
export interface ${type}${suffix} {
${visible(form === "plain" && suffix === "Result" ? outputs : inputs)
  .map(([field, said]) => member(field, said, form, true))
  .join("\n")}
}
`;
  return `// Generated from the lookups by \`make generate\`.
import * as pulumi from "@pulumi/pulumi";
import { announcePlugin } from "../plugin";
import { version } from "../version";
${objects.length > 0 ? `import { ${objects.join(", ")} } from "../resources";` : ""}
${args ? interfaceOf("Arguments", "Args", "plain") + interfaceOf("Arguments that may be outputs", "OutputArgs", "input") : ""}
${interfaceOf("What is found", "Result", "plain").replace(`found of ${name}`, `found by ${name}`)}
${block(`${doc}\nIt uses the native door: give a \`{ provider }\` to look on another host than that of the configuration.`)}
export function ${name}(${args}options?: pulumi.InvokeOptions): Promise<${type}Result> {
  announcePlugin();
  return pulumi.runtime.invoke(${JSON.stringify(token)}, ${args ? "{ ...args }" : "{}"}, { version, ...options }) as Promise<${type}Result>;
}

${block(`The same for arguments that may be outputs.\n${doc}`)}
export function ${name}Output(${outArgs}options?: pulumi.InvokeOutputOptions): pulumi.Output<${type}Result> {
  announcePlugin();
  return pulumi.runtime.invokeOutput(${JSON.stringify(token)}, ${args ? "{ ...args }" : "{}"}, { version, ...options }) as pulumi.Output<${type}Result>;
}
`;
}
