// A command as the line that virsh reads, and as the line that a person could type.
import type { Argument, Command } from "./command";
import { HostError } from "./host";

const plain = /^[A-Za-z0-9_=./:@%+,-]+$/;

/** The files of the documents by their names; the version of libvirt over there, asked only when it matters. */
export async function lineOf(
  command: Command,
  uri: string,
  files: ReadonlyMap<string, string>,
  version: () => Promise<string>,
): Promise<string> {
  const words: string[] = [command.verb];
  for (const argument of command.args) {
    if (typeof argument === "string") words.push(quote(argument, uri));
    else if ("document" in argument)
      words.push(quote(`--${argument.option}=${files.get(argument.document) ?? ""}`, uri));
    else if (atLeast(await version(), argument.since)) words.push(argument.flag);
  }
  return words.join(" ");
}

/** One word for virsh's own parser. A control character or half a character cannot be carried in a line. */
function quote(text: string, uri: string): string {
  if (/[\p{Cc}\p{Cs}]/u.test(text)) {
    const words = `${JSON.stringify(text.slice(0, 60))} has a control character, which no command can carry`;
    throw new HostError("invalid", words, "", uri);
  }
  return plain.test(text) ? text : `"${text.replace(/[\\"]/g, "\\$&")}"`;
}

/** The command as a person could type it; documents by name. */
export function commandLine(uri: string, command: Command): string {
  const word = (argument: Argument): string => {
    if (typeof argument === "string") return shellQuote(argument);
    return "document" in argument ? `--${argument.option}=${argument.document}.xml` : argument.flag;
  };
  return ["virsh", "-c", shellQuote(uri), command.verb, ...command.args.map(word)].join(" ");
}

const shellQuote = (text: string): string => (plain.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`);

function atLeast(version: string, least: string): boolean {
  const [a, b] = [version, least].map((v) => v.split(".").map(Number)) as [number[], number[]];
  for (let i = 0; i < 3; i++) if ((a[i] ?? 0) !== (b[i] ?? 0)) return (a[i] ?? 0) > (b[i] ?? 0);
  return true;
}
