// The bytes of one serial console as lines of plain text: escapes taken out, redraws as lines of their own, prompts
// as lines that have not ended. Time is linear in the bytes, and memory is bounded whatever a guest writes.
import { StringDecoder } from "node:string_decoder";

/** A line as far as it has come. It is told again when it has grown. */
export interface Line {
  /** Counts up; the same while a line grows. */
  number: number;
  text: string;
  /** Characters at the front that stood in the line before as well: a long line is cut into overlapping ones. */
  repeated: number;
}

/** A longer line is cut; no text of interest is longer than the overlap. */
const longest = 2048;
const overlap = 256;
/** An escape sequence that does not end is text again. */
const longestEscape = 256;
/** Firmware writes on screens this wide, and a text that is longer goes on in the next row. */
const screenWidths = new Set([80, 100]);

type Mode = "text" | "escape" | "control" | "string" | "string-escape";

/** Final bytes of control sequences that move the cursor to another place, or clear what stands there. */
const moves = /[ABEFHJdf]/;

export class ConsoleText {
  private readonly decoder = new StringDecoder("utf8");
  private line: Line = { number: 0, text: "", repeated: 0 };
  private mode: Mode = "text";
  private escapeLength = 0;
  /** What comes next belongs to another line. */
  private broken = false;
  private column = 0;
  private lines: Line[] = [];

  /** The lines that ended in this chunk, then the one that has not, if it has grown. */
  write(chunk: Buffer | string): Line[] {
    const text = typeof chunk === "string" ? chunk : this.decoder.write(chunk);
    this.lines = [];
    const before = this.line.text;
    const { number } = this.line;
    for (let at = 0; at < text.length;)
      at = this.mode === "text" ? this.plain(text, at) : this.escaped(text, at);
    const { lines } = this;
    this.lines = [];
    if (this.line.text !== "" && (this.line.number !== number || this.line.text !== before))
      lines.push({ ...this.line });
    return lines;
  }

  /** The last line that has something in it and has not ended: a prompt, perhaps. */
  get tail(): Line {
    return this.line;
  }

  private plain(text: string, from: number): number {
    printable.lastIndex = from;
    const run = printable.exec(text)?.[0];
    if (run !== undefined) {
      this.append(run);
      return from + run.length;
    }
    this.control(text[from] as string);
    return from + 1;
  }

  private control(character: string): void {
    if (character === "\u001b") {
      this.mode = "escape";
      this.escapeLength = 0;
    } else if (character === "\n") {
      this.end();
    } else if (character === "\r" || character === "\f" || character === "\v") {
      this.broken = true;
    } else if (character === "\t") {
      this.append(" ");
    } else if (character === "\b" && this.line.text.length > this.line.repeated) {
      this.line.text = this.line.text.slice(0, -1);
    }
  }

  private append(run: string): void {
    if (this.broken) this.end();
    let rest = run;
    while (this.line.text.length + rest.length > longest) {
      const room = Math.max(0, longest - this.line.text.length);
      this.line.text += rest.slice(0, room);
      rest = rest.slice(room);
      this.lines.push(this.line);
      const kept = this.line.text.slice(-overlap);
      this.line = { number: this.line.number + 1, text: kept, repeated: kept.length };
    }
    this.line.text += rest;
    this.column += run.length;
  }

  private end(): void {
    const wraps = screenWidths.has(this.column);
    this.broken = false;
    this.column = 0;
    if (wraps || this.line.text === "") return;
    this.lines.push(this.line);
    this.line = { number: this.line.number + 1, text: "", repeated: 0 };
  }

  private escaped(text: string, at: number): number {
    const character = text[at] as string;
    if (++this.escapeLength > longestEscape) {
      this.mode = "text";
      return at;
    }
    if (this.mode === "escape") this.mode = afterEscape(character);
    else if (this.mode === "control") this.endControl(character);
    else if (this.mode === "string-escape") this.mode = "text";
    else if (character === "\u0007") this.mode = "text";
    else if (character === "\u001b") this.mode = "string-escape";
    return at + 1;
  }

  private endControl(character: string): void {
    if (character < "@") return;
    this.mode = "text";
    // Only when something is written there: behind a prompt the cursor is often just put in its place.
    if (moves.test(character)) this.broken = true;
  }
}

// C1 controls included: in UTF-8 they are two bytes, and no text.
// eslint-disable-next-line no-control-regex
const printable = /[^\u0000-\u001f\u007f-\u009f]+/y;

function afterEscape(character: string): Mode {
  if (character === "[") return "control";
  if ("]PX^_".includes(character)) return "string";
  // Intermediate bytes, as in the choice of a character set, come before the final one.
  return character >= " " && character <= "/" ? "escape" : "text";
}
