// One console under watch: which texts have come since the last look, and whether it waits at a prompt.
import type { Reply, Rule } from "./rules";
import { ConsoleText, type Line } from "./text";

export interface Hit {
  rule: Rule;
  end: number;
  group?: string;
}

/** Milliseconds without a word before a prompt is answered: chunks end anywhere. */
const settled = 300;
/** The same when something was written behind the prompt, such as a message of the kernel. */
const displaced = 5000;
const kept = 50;

const message = /\[(?:\s*\d+\.\d+|\s*(?:OK|FAILED|DEPEND|WARN|INFO)\s*)\].*$/s;

export class Watched {
  private readonly text = new ConsoleText();
  private line = -1;
  /** By rule, where the search in this line goes on. */
  private searched = new Map<Rule, number>();
  private quietSince = 0;
  private answered = -1;
  private asked: { reply: Reply; line: number } | undefined;
  /** The lines since the last answer, as many as programs may say behind a prompt. */
  private recent: Line[] = [];

  constructor(
    readonly name: string,
    private readonly rules: readonly Rule[],
  ) {}

  write(chunk: Buffer | string, now: number): Line[] {
    this.quietSince = now;
    return this.text.write(chunk);
  }

  /** The texts in a line that were not in it when it was last looked at, in their order. */
  hits({ number, text, repeated }: Line): Hit[] {
    if (number !== this.line) this.searched = new Map();
    this.line = number;
    const found: Hit[] = [];
    for (const rule of this.rules) {
      let from = this.searched.get(rule) ?? 0;
      for (let hit = rule.find(text, from); hit && hit.end > from; hit = rule.find(text, from)) {
        from = hit.end;
        if (hit.end > repeated) found.push({ rule, ...hit });
      }
      if (from > 0) this.searched.set(rule, from);
    }
    return found.sort((a, b) => a.end - b.end);
  }

  /** What has been said until now is over; from here on prompts are seen as they come. */
  calm(now: number): void {
    this.quietSince = now;
    this.asked = undefined;
    this.recent = this.recent.slice(-1);
  }

  /** Remembers a prompt, in case something else is written behind it. */
  notice(line: Line, replies: readonly Reply[]): void {
    // One chunk may bring both: what a kernel or systemd says there begins with a time or a verdict in brackets.
    const reply = this.replyTo(line.text, replies) ?? this.replyTo(line.text.replace(message, ""), replies);
    if (reply && line.number !== this.answered) this.asked = { reply, line: line.number };
  }

  /** Keeps a line: what asks in it may be no prompt yet of the stage that the node is in. */
  remember(line: Line): void {
    if (line.text.trim() === "" || line.number === this.answered) return;
    if (this.recent.at(-1)?.number === line.number) this.recent.pop();
    else if (this.recent.length === kept) this.recent.shift();
    this.recent.push(line);
  }

  forget(): void {
    this.asked = undefined;
  }

  /** The prompt that waits for an answer, and since when it may be given. */
  waiting(replies: readonly Reply[]): { reply: Reply; line: number; due: number } | undefined {
    const { number, text } = this.text.tail;
    const reply = number === this.answered ? undefined : this.replyTo(text, replies);
    if (reply) return { reply, line: number, due: this.quietSince + settled };
    const { asked } = this;
    const behind =
      asked && asked.line !== this.answered && replies.includes(asked.reply)
        ? asked
        : this.interrupted(replies);
    return behind && { ...behind, due: this.quietSince + displaced };
  }

  private interrupted(replies: readonly Reply[]): { reply: Reply; line: number } | undefined {
    for (const { number, text } of [...this.recent].reverse()) {
      const reply = replies.find((each) => this.isFor(each) && each.askedIn(text));
      if (reply) return { reply, line: number };
    }
    return undefined;
  }

  markAnswered(line: number): void {
    this.answered = line;
    this.asked = undefined;
    this.recent = [];
  }

  get tail(): string {
    return this.text.tail.text;
  }

  private replyTo(text: string, replies: readonly Reply[]): Reply | undefined {
    if (text === "") return undefined;
    return replies.find((reply) => this.isFor(reply) && reply.asks(text));
  }

  private isFor({ on }: Reply): boolean {
    return (on ?? this.name) === this.name;
  }
}
