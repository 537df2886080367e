// From the definitions: schema.json, what of the TypeScript SDK is not written by hand, and the reference pages.
// Running it again leaves no difference. With a folder as its argument it writes there instead.
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import prettier from "prettier";
import { components } from "../provider/components";
import { functions } from "../provider/functions";
import { resources } from "../provider/resources";
import { componentPage, functionsPage, resourcePage } from "./generate/docs";
import { hostClass, providerClass } from "./generate/host";
import { packageSchema } from "./generate/schema";
import { resourceModule } from "./generate/typescript";
import { componentArgs } from "./generate/typescript-component";
import { functionModule, functionName } from "./generate/typescript-function";

const root = join(__dirname, "..", "..");
const target = process.argv[2] ?? root;

async function write(path: string, text: string): Promise<void> {
  const file = join(root, path);
  const options = { ...(await prettier.resolveConfig(file)), filepath: file };
  mkdirSync(dirname(join(target, path)), { recursive: true });
  writeFileSync(join(target, path), await prettier.format(text, options));
}

async function index(folder: string, source: string, modules: string[]): Promise<void> {
  const lines = modules.map((module) => `export * from "./${module}";`);
  const head = `// Generated from the ${source} by \`make generate\`.`;
  await write(`${folder}/index.ts`, `${head}\n${lines.join("\n")}\n`);
}

async function main(): Promise<void> {
  const { version } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as { version: string };
  const homes = new Map<string, string>();
  for (const definition of resources) {
    await write(`sdk/nodejs/resources/${definition.noun}.ts`, resourceModule(definition, homes));
    await write(`docs/resources/${definition.noun}.md`, resourcePage(definition));
  }
  const nouns = resources.map((definition) => definition.noun);
  await index("sdk/nodejs/resources", "resource definitions", nouns);

  for (const definition of components) {
    await write(
      `sdk/nodejs/components/${definition.noun}-args.ts`,
      componentArgs(definition, components, homes),
    );
    await write(`docs/components/${definition.noun}.md`, componentPage(definition));
  }

  for (const lookup of functions)
    await write(`sdk/nodejs/functions/${fileName(functionName(lookup))}.ts`, functionModule(lookup));
  const names = functions.map((lookup) => fileName(functionName(lookup)));
  await index("sdk/nodejs/functions", "lookups", names);
  await write("docs/functions.md", functionsPage(functions));

  await write("sdk/nodejs/host.ts", hostClass());
  await write("sdk/nodejs/provider.ts", providerClass());
  await write("schema.json", JSON.stringify(packageSchema({ resources, components, functions }, version)));
}

/** `getDomain` → `get-domain` */
const fileName = (name: string): string => name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);

void main();
