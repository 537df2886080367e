// Where the import file and the program go, and what a person is told.
import { existsSync, writeFileSync } from "node:fs";
import { EdgeError } from "../../core/errors";
import { print, say, text, type Values } from "../command";
import { programOf } from "./program";
import { importFile, keptInXml, kinds, named, type Found, type Kind, type Remark, type Taken } from "./taken";

export const outputOptions = {
  out: { type: "string" },
  program: { type: "string" },
  help: { type: "boolean", short: "h" },
} as const;

export const outputUsage = `  --out FILE       where the file for \`pulumi import --file\` goes; default: stdout
  --program FILE   write a TypeScript program as well
                   Neither file may be there already.`;

/** Before anything is read: a file that is there already is somebody's work. */
export function refuseExisting(values: Values): void {
  for (const option of ["out", "program"]) {
    const file = text(values, option);
    if (file !== undefined && existsSync(file))
      throw new EdgeError(
        `${file} was not written`,
        "it is there already",
        `Name another file with --${option}`,
      );
  }
}

export function deliver(values: Values, found: Found[], remarks: Remark[]): void {
  const taken = named(found);
  const [out, program] = [text(values, "out"), text(values, "program")];
  const file = importFile(taken);
  if (out === undefined) print(file.trimEnd());
  else writeFileSync(out, file);
  const { text: code, secrets } = programOf(taken);
  if (program !== undefined) writeFileSync(program, code);

  for (const one of taken) {
    const kept = keptInXml(one);
    if (kept.length > 0) say(`${one.kind} ${one.title}: kept in xml: ${kept.join(", ")}`);
  }
  for (const { title, reason } of remarks) say(`${title}: not taken over: ${reason}`);
  say(counts(taken));
  if (program !== undefined)
    for (const key of secrets) say(`the program needs a secret: pulumi config set --secret ${key}`);
  if (out !== undefined) say(`next: pulumi import --file ${out} --protect=false --generate-code=false`);
}

function counts(taken: Taken[]): string {
  const count = (kind: Kind) => taken.filter((one) => one.kind === kind).length;
  const parts = kinds.map((kind) => `${count(kind)} ${kind}${count(kind) === 1 ? "" : "s"}`);
  const overlays = taken.filter((one) => typeof one.inputs["xml"] === "string").length;
  return `${parts.join(", ")} to import; ${overlays} with xml`;
}
