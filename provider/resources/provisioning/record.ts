// What is written about a node on the machine that runs Pulumi: its timeline, and what its consoles said.
import { appendFileSync, mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { ConsoleText } from "../../provisioning/text";
import type { Timeline } from "../../provisioning/timeline";

const ending = ".timeline.json";

export class NodeRecord {
  private readonly texts = new Map<string, { text: ConsoleText; line: number; last: string }>();

  /** Without a folder nothing is written. */
  constructor(
    private readonly folder: string | undefined,
    private readonly node: string,
    private readonly mask: (text: string) => string,
  ) {
    if (folder === undefined) return;
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    writeFileSync(this.consoleLog(folder), "", { mode: 0o600 });
  }

  /** Whole lines, with their time and console: a secret may come in pieces. */
  said(console: string, chunk: Buffer, now: number): void {
    if (this.folder === undefined) return;
    const known = this.texts.get(console) ?? { text: new ConsoleText(), line: 0, last: "" };
    this.texts.set(console, known);
    const lines: string[] = [];
    for (const { number, text } of known.text.write(chunk)) {
      if (number !== known.line && known.last !== "") lines.push(known.last);
      known.line = number;
      known.last = text;
    }
    this.append(console, lines, now);
  }

  /** The lines that have not ended. */
  close(now: number): void {
    for (const [console, { last }] of this.texts) this.append(console, last === "" ? [] : [last], now);
    this.texts.clear();
  }

  /** In one piece: a reader never sees half of it. */
  write(timeline: Timeline): void {
    if (this.folder === undefined) return;
    const file = join(this.folder, `${this.node}${ending}`);
    writeFileSync(`${file}.new`, `${this.mask(JSON.stringify(timeline, null, 2))}\n`, { mode: 0o600 });
    renameSync(`${file}.new`, file);
  }

  private append(console: string, lines: readonly string[], now: number): void {
    if (this.folder === undefined || lines.length === 0) return;
    const time = new Date(now).toISOString();
    const text = lines.map((line) => `${time} ${console}| ${line.trimEnd()}\n`).join("");
    appendFileSync(this.consoleLog(this.folder), this.mask(text), { mode: 0o600 });
  }

  private consoleLog(folder: string): string {
    return join(folder, `${this.node}.console.log`);
  }
}

/** Every timeline of a folder that can be read. */
export function readTimelines(folder: string | undefined): Timeline[] {
  if (folder === undefined) return [];
  try {
    const files = readdirSync(folder).filter((name) => name.endsWith(ending));
    return files.map((name) => readTimeline(join(folder, name))).filter((timeline) => timeline !== undefined);
  } catch {
    return [];
  }
}

function readTimeline(file: string): Timeline | undefined {
  try {
    const timeline = JSON.parse(readFileSync(file, "utf8")) as Timeline;
    return timeline.format === 1 ? timeline : undefined;
  } catch {
    return undefined;
  }
}
