// The last lines that a node's consoles have said, for people.

const kept = 24;
const width = 200;

export class LastLines {
  private readonly lines: { console: string; text: string }[] = [];

  add(console: string, text: string): void {
    if (text.trim() === "") return;
    this.lines.push({ console, text: text.trimEnd().slice(0, width) });
    if (this.lines.length > kept) this.lines.shift();
  }

  /** With their console where there are several; `tails` are lines that have not ended. */
  last(count: number, tails: readonly { name: string; tail: string }[]): string[] {
    const open = tails.filter(({ tail }) => tail.trim() !== "");
    const all = [
      ...this.lines,
      ...open.map(({ name, tail }) => ({ console: name, text: tail.trimEnd().slice(0, width) })),
    ];
    const several = new Set(all.map((line) => line.console)).size > 1;
    return all.slice(-count).map(({ console, text }) => `${several ? `${console}: ` : ""}${text}`);
  }
}
