// What all commands share: their options, their words and their connection to a host.
import { parseArgs, type ParseArgsConfig } from "node:util";
import type { Context, HostConfig } from "../core/context";
import { EdgeError } from "../core/errors";
import { Operation, type Connection } from "../core/operation";
import { connect } from "../doors/connect";
import { readSettings, type Setting } from "../doors/settings";
import type { Host } from "../host/host";

export type Options = NonNullable<ParseArgsConfig["options"]>;
export type Values = Record<string, string | boolean | undefined>;

export interface CliCommand {
  /** One line for the list of commands. */
  summary: string;
  usage: string;
  options: Options;
  /** Names of the arguments it takes. */
  takes: readonly string[];
  run(names: string[], values: Values): Promise<number>;
}

/** Written wrongly: the user sees the usage as well. */
export class UsageError extends Error {}

export function readArguments(command: CliCommand, argv: string[]): { names: string[]; values: Values } {
  try {
    const { positionals, values } = parseArgs({
      args: argv,
      options: command.options,
      allowPositionals: true,
    });
    // `NAME…` takes any number, also none.
    const open = command.takes.at(-1)?.endsWith("…") === true;
    const least = command.takes.length - Number(open);
    if (values["help"] !== true && positionals.length < least)
      throw new UsageError(`${command.takes[positionals.length]} is missing.`);
    if (values["help"] !== true && !open && positionals.length > least)
      throw new UsageError(`"${positionals[least]}" is too much.`);
    return { names: positionals, values: values as Values };
  } catch (error) {
    if (error instanceof UsageError) throw error;
    throw new UsageError((error as Error).message);
  }
}

export const text = (values: Values, name: string): string | undefined => {
  const value = values[name];
  return typeof value === "string" ? value : undefined;
};

export type SettingsOf = Partial<Record<Setting, string>>;

/** In the place of an URI that is encrypted in the stack: no command may take another host instead. */
export const secretUri = "(secret)";

export function hostConfig(settings: SettingsOf): HostConfig {
  if (settings.uri === secretUri) {
    throw new EdgeError(
      "the stack's host was not asked",
      "its edgefleet:uri is secret, which is not read",
      "Give --uri, or set edgefleet:uri without --secret",
    );
  }
  return readSettings((key) => settings[key]);
}

/** Works on one host and lets go of it afterwards. */
export async function onHost<T>(
  settings: SettingsOf,
  work: (context: Context, host: Host, connection: Connection) => Promise<T>,
): Promise<T> {
  const stop = new AbortController();
  // The first Ctrl-C ends in good order, the second at once.
  const interrupted = () => (stop.signal.aborted ? process.exit(130) : stop.abort());
  process.on("SIGINT", interrupted).on("SIGTERM", interrupted);
  const sink = { log: (severity: string, line: string) => void (severity === "debug" || say(line)) };
  const connection = connect(hostConfig(settings), sink, stop.signal);
  try {
    return await work(new Operation(connection, {}).context({}), connection.host, connection);
  } finally {
    process.off("SIGINT", interrupted).off("SIGTERM", interrupted);
    await connection.host.close();
  }
}

/** Results go to stdout, everything about the way there to stderr. */
export const say = (line: string): void => void process.stderr.write(`edgefleet: ${line}\n`);
export const print = (line: string): void => void process.stdout.write(`${line}\n`);

/** Rows in columns; the first row is the heading. */
export function table(rows: readonly string[][]): string[] {
  const widths = (rows[0] ?? []).map((_, i) => Math.max(...rows.map((row) => row[i]?.length ?? 0)));
  return rows.map((row) =>
    row
      .map((cell, i) => cell.padEnd(widths[i] ?? 0))
      .join("  ")
      .trimEnd(),
  );
}

/** A host's refusal as a whole story. */
export function failed(what: string, error: unknown, next?: string): EdgeError {
  if (error instanceof EdgeError) return error;
  return new EdgeError(what, (error as Error).message ?? String(error), next);
}
