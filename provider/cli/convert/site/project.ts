// A Pulumi project of what another tool was told: its files, and what a person has to add.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { EdgeError } from "../../../core/errors";
import { say } from "../../command";
import type { Remark } from "../../import/taken";

/** A value that stands in the stack's configuration and never in the program. */
export interface Setting {
  key: string;
  secret?: boolean;
  /** What it is, for people. */
  means: string;
}

export interface Project {
  name: string;
  description: string;
  program: string;
  settings: Setting[];
  remarks: Remark[];
}

export const json = (value: unknown): string => JSON.stringify(value);

/** A key of an object in a program. */
export const keyText = (name: string): string => (/^[A-Za-z_$][\w$]*$/.test(name) ? name : json(name));

/** Text inside of a template literal. */
export const templateText = (text: string): string => text.replace(/[\\`]|\$\{/g, "\\$&");

/** Arguments in a program: what is undefined is left out, a text is written as it stands. */
export function argumentsText(args: Record<string, string | undefined>, indent = "  "): string {
  const lines = Object.entries(args).filter(([, value]) => value !== undefined);
  return lines
    .map(([name, value]) => `${indent}${name === value ? name : `${name}: ${value as string}`},\n`)
    .join("");
}

export function writeProject(folder: string, project: Project): void {
  const files = filesOf(project);
  const there = Object.keys(files).filter((name) => existsSync(join(folder, name)));
  if (there.length > 0)
    throw new EdgeError(
      `the project was not written to ${folder}`,
      `${there.join(", ")} is there already`,
      "Name another folder with --out",
    );
  mkdirSync(folder, { recursive: true });
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  for (const { title, reason } of project.remarks) say(`${title}: not taken over: ${reason}`);
  say(`next, in ${folder}: npm install, pulumi stack init, and these settings:`);
  for (const { key, secret, means } of project.settings)
    say(`  pulumi config set ${secret ? "--secret " : ""}${key}    # ${means}`);
}

function filesOf({ name, description, program }: Project): Record<string, string> {
  const own = ownPackage();
  const manifest = {
    name,
    private: true,
    dependencies: {
      "@pulumi/pulumi": own.peerDependencies["@pulumi/pulumi"],
      "pulumi-edgefleet": `^${own.version}`,
    },
    devDependencies: { "@types/node": "^20.19.0", typescript: "~5.9.3" },
  };
  const compiler = {
    compilerOptions: {
      target: "es2022",
      module: "nodenext",
      moduleResolution: "nodenext",
      strict: true,
      skipLibCheck: true,
      noEmit: true,
    },
    files: ["index.ts"],
  };
  return {
    "index.ts": program,
    "Pulumi.yaml": `name: ${name}\ndescription: ${json(description)}\nruntime: nodejs\n`,
    "package.json": `${JSON.stringify(manifest, null, 2)}\n`,
    "tsconfig.json": `${JSON.stringify(compiler, null, 2)}\n`,
  };
}

function ownPackage(): { version: string; peerDependencies: Record<string, string> } {
  const file = join(__dirname, "../../../../..", "package.json");
  return JSON.parse(readFileSync(file, "utf8")) as ReturnType<typeof ownPackage>;
}
