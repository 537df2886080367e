#!/usr/bin/env node
// The command `edgefleet`: what Pulumi has no command for.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { print, readArguments, say, UsageError, type CliCommand } from "./command";
import { consoleCommand } from "./console";
import { convert } from "./convert";
import { logs } from "./logs";
import { replay } from "./replay";
import { orchestrator } from "./orchestrator";
import { restart } from "./restart";
import { scan } from "./scan";
import { status } from "./status";
import { summary } from "./summary";
import { sweep } from "./sweep";

const commands: Record<string, CliCommand> = {
  status,
  summary,
  logs,
  console: consoleCommand,
  restart,
  replay,
  scan,
  convert,
  orchestrator,
  sweep,
};

function overview(): string {
  const width = Math.max(...Object.keys(commands).map((name) => name.length));
  const list = Object.entries(commands).map(([name, { summary }]) => `  ${name.padEnd(width)}  ${summary}`);
  return `edgefleet: what \`pulumi\` has no command for\n\n${list.join("\n")}\n\nMore about one of them: edgefleet COMMAND --help`;
}

function version(): string {
  const file = join(__dirname, "..", "..", "..", "package.json");
  return (JSON.parse(readFileSync(file, "utf8")) as { version: string }).version;
}

async function main([name, ...rest]: string[]): Promise<number> {
  if (name === undefined || name === "help" || name === "--help" || name === "-h") {
    print(overview());
    return name === undefined ? 2 : 0;
  }
  if (name === "--version") {
    print(version());
    return 0;
  }
  const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (!command) {
    say(`there is no command "${name}". Run \`edgefleet --help\` for the list.`);
    return 2;
  }
  try {
    const { names, values } = readArguments(command, rest);
    if (values["help"] === true) {
      print(command.usage);
      return 0;
    }
    return await command.run(names, values);
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    say(`${name}: ${error.message} Run \`edgefleet ${name} --help\`.`);
    return 2;
  }
}

process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  // A reader that went away, such as `head`, is no failure of ours.
  if (error.code === "EPIPE") process.exit(0);
  say(`not everything was written: ${error.message}`);
  process.exit(1);
});

main(process.argv.slice(2)).then(
  (status) => (process.exitCode = status),
  (error: Error) => {
    say(error.message);
    process.exitCode = 1;
  },
);
