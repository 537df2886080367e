// From the resource definitions: schema.json, the SDK's classes and docs/resources. Running it again leaves no difference.
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import prettier from "prettier";
import { resources } from "../provider/resources";
import { resourcePage } from "./generate/docs";
import { hostClass, providerClass } from "./generate/host";
import { packageSchema } from "./generate/schema";
import { resourceModule } from "./generate/typescript";

const root = join(__dirname, "..", "..");

async function write(path: string, text: string): Promise<void> {
  const file = join(root, path);
  const options = { ...(await prettier.resolveConfig(file)), filepath: file };
  writeFileSync(file, await prettier.format(text, options));
}

async function main(): Promise<void> {
  const { version } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as { version: string };
  mkdirSync(join(root, "sdk/nodejs/resources"), { recursive: true });
  mkdirSync(join(root, "docs/resources"), { recursive: true });
  const homes = new Map<string, string>();
  for (const definition of resources) {
    await write(`sdk/nodejs/resources/${definition.noun}.ts`, resourceModule(definition, homes));
    await write(`docs/resources/${definition.noun}.md`, resourcePage(definition));
  }
  const names = resources.map((definition) => `export * from "./${definition.noun}";`);
  await write(
    "sdk/nodejs/resources/index.ts",
    `// Generated from the resource definitions by \`make generate\`.\n${names.join("\n")}\n`,
  );
  await write("sdk/nodejs/host.ts", hostClass());
  await write("sdk/nodejs/provider.ts", providerClass());
  await write("schema.json", JSON.stringify(packageSchema(resources, version)));
}

void main();
