// A command for a libvirt host, as plain data: it survives JSON, so a session, a process or an agent
// can carry it. What a command gives back is decided by its verb (results.ts), never by a closure.

/** A virsh verb that Edgefleet uses. */
export type Verb = keyof import("./results").Results;

/**
 * One argument: text given as it is, an option whose value is the file of an attached document, or a flag that
 * older libvirts do not know and that is left out there.
 */
export type Argument = string | { option: string; document: string } | { flag: string; since: string };

/** A text that goes along with a command in a private file, never on a command line. */
export interface Document {
  /** May contain `secretMark(name)` wherever a secret value belongs; the host fills it in at the last moment. */
  text: string;
}

export interface Command<V extends Verb = Verb> {
  verb: V;
  /** After the verb. Options are `--name` followed by their value. */
  args: Argument[];
  documents?: Record<string, Document>;
  /** Names of the secrets that the documents refer to. */
  secrets?: string[];
  /** True when running it twice is the same as running it once: it may be tried again after a lost connection. */
  idempotent: boolean;
  /** First libvirt version that has it, when it is newer than the oldest that is supported (8.0.0). */
  since?: string;
  /** Milliseconds until the host gives up; the default is the host's. */
  timeout?: number;
}

/** Values of secrets by name; they travel beside a command, never inside one. */
export type Secrets = Readonly<Record<string, string>>;

/** The placeholder for a secret inside a document. */
export function secretMark(name: string): string {
  return `\u27e6secret:${name}\u27e7`;
}

/** A document with its secrets filled in, escaped for XML. */
export function revealSecrets(text: string, secrets: Secrets): string {
  return text.replace(/\u27e6secret:([^\u27e7]*)\u27e7/g, (_, name: string) => {
    const value = secrets[name];
    if (value === undefined) throw new Error(`secret ${name} was not given`);
    return escapeXml(value);
  });
}

const entities: Record<string, string> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&apos;",
};

/** Text as it may stand in XML, in an element or in a quoted attribute. */
export function escapeXml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => entities[character] as string);
}
