// The way of one node through the stages of a profile. Pure: it is told what the consoles say and what time it is,
// and tells what that means and what is to be typed. Nothing counts as progress but a text that shows it.
import type { FailureClass } from "./failures";
import { Journey, type Event, type Passage, type Typed } from "./journey";
import type { Profile } from "./profile";
import { rulesOf, type Course, type Meaning, type Reply, type Rules, type Step } from "./rules";
import { LastLines } from "./last-lines";
import type { Line } from "./text";
import { Watched } from "./watched";
import { Way } from "./way";

export type { Event, Passage } from "./journey";
export type { Course } from "./rules";

interface Cause {
  class: FailureClass;
  line: string;
  /** Nothing can follow, but for a prompt that still waits. */
  final: boolean;
}

export class StageMachine {
  /** How often the node has started over. */
  attempts = 0;
  /** From 0 to 100, where the stage tells. */
  percent: number | undefined;
  over = false;
  private readonly journey = new Journey();
  private readonly rules: Rules;
  private readonly consoles = new Map<string, Watched>();
  private current: Step;
  private readonly way: Way;
  private began: number;
  private cause: Cause | undefined;
  private answersGiven = new Map<Reply, number>();
  private live = false;
  private readonly lines = new LastLines();

  constructor(
    profile: Profile,
    private readonly course: Course,
    now: number,
  ) {
    this.rules = rulesOf(profile, course);
    this.way = new Way(this.rules);
    this.current = this.rules.steps[0] as Step;
    this.began = now;
    for (const name of Object.keys(profile.consoles))
      this.consoles.set(name, new Watched(name, this.rules.rules));
    this.enter(this.current, now);
  }

  /** What a console says. */
  feed(name: string, chunk: Buffer | string, now: number): Event[] {
    const console = this.consoles.get(name);
    if (!console || this.over) return this.journey.take();
    for (const line of console.write(chunk, now)) this.read(console, line, now);
    return this.journey.take();
  }

  /** The old text of the logs has been read: from now on time-outs count, and prompts are answered. */
  begin(now: number): Event[] {
    this.live = true;
    this.began = now;
    for (const console of this.consoles.values()) console.calm(now);
    return this.journey.take();
  }

  /** Time goes by. */
  tick(now: number): Event[] {
    if (this.over || !this.live) return this.journey.take();
    const late = now - this.began >= this.current.timeout;
    let waits = false;
    for (const console of this.consoles.values()) {
      const waiting = this.over ? undefined : console.waiting(this.replies());
      waits ||= waiting !== undefined;
      if (waiting && waiting.due <= now) this.answer(console, waiting, now);
    }
    // What was final in the old text of a log may have been overcome: then there is a prompt again.
    const lost = this.cause?.final === true && !waits;
    if (!this.over && (lost || late)) this.fail(this.reason(), this.cause?.line ?? "time is up", now);
    return this.journey.take();
  }

  /** When to tick next at the latest. */
  get due(): number {
    const prompts = [...this.consoles.values()].map(
      (console) => console.waiting(this.replies())?.due ?? Infinity,
    );
    return Math.min(this.began + this.current.timeout, ...prompts);
  }

  /** The machine does not run any more. */
  stopped(state: string, now: number): Event[] {
    if (!this.over) this.fail(this.cause?.class ?? "stopped", `the machine is ${state}`, now);
    return this.journey.take();
  }

  get passages(): readonly Passage[] {
    return this.journey.passages;
  }

  get stage(): string {
    return this.current.stage.name;
  }

  get endingName(): string | undefined {
    return this.way.ending?.name;
  }

  /** Where it stands, in milliseconds. */
  position(now: number): {
    title: string;
    number: number;
    total: number;
    elapsed: number;
    expected: number;
    left: number;
  } {
    const way = this.way.steps;
    const elapsed = now - this.began;
    const { stage, expected, index } = this.current;
    const rest = way.filter((step) => step.index > index).reduce((sum, step) => sum + step.expected, 0);
    const left = rest + Math.max(0, expected - elapsed);
    return { title: stage.title, number: index + 1, total: way.length, elapsed, expected, left };
  }

  lastLines(count = 10): string[] {
    return this.lines.last(count, [...this.consoles.values()]);
  }

  private read(console: Watched, line: Line, now: number): void {
    for (const { rule, group } of console.hits(line)) {
      if (this.over) return;
      this.mean(rule.meaning, line.text, group, now);
    }
    if (this.live) console.notice(line, this.replies());
    console.remember(line);
    // Lines that have ended; what has not is the console's tail.
    if (line.text !== console.tail) this.lines.add(console.name, line.text);
  }

  private mean(meaning: Meaning, line: string, group: string | undefined, now: number): void {
    if (meaning.kind === "failure") return this.suspect(meaning, line, now);
    const { step } = meaning;
    if (!this.way.counts(step, this.current)) return;
    if (meaning.kind === "percent") {
      if (step === this.current && group !== undefined) this.percent = Math.min(100, Number(group));
    } else if (meaning.kind === "begins") {
      this.begins(step, line, now);
    } else if (step.index >= this.current.index && this.way.isSure(step)) {
      this.reach(step, now);
      this.finish(now);
    }
  }

  private begins(step: Step, line: string, now: number): void {
    if (step.index > this.current.index) this.reach(step, now);
    else if (step.stage.again && (step.index < this.current.index || this.cause))
      this.startOver(step, { class: this.reason(), line: this.cause?.line ?? line, final: false }, now);
  }

  /** What lies in between was not seen, but must have happened. */
  private reach(step: Step, now: number): void {
    if (step === this.current) return;
    this.way.take(step);
    this.journey.pass(this.stage, now);
    for (const missed of this.way.steps) {
      if (missed.index <= this.current.index || missed.index >= step.index) continue;
      this.journey.miss(missed.stage.name, now);
    }
    this.enter(step, now);
  }

  private finish(now: number): void {
    const { leave } = this.current.stage;
    const next = this.way.steps.find((step) => step.index === this.current.index + 1);
    if (leave !== undefined) {
      const console = this.current.answers.at(-1)?.on ?? ([...this.consoles.keys()][0] as string);
      this.journey.tell({ kind: "type", at: now, console, what: { text: leave } });
    }
    this.journey.pass(this.stage, now);
    if (next) return this.enter(next, now);
    this.over = true;
    this.journey.tell({ kind: "provisioned", at: now, stage: this.stage, ending: this.endingName });
  }

  private enter(step: Step, now: number): void {
    this.current = step;
    this.began = now;
    this.cause = undefined;
    this.percent = undefined;
    this.answersGiven = new Map();
    for (const console of this.consoles.values()) console.forget();
    this.journey.enter(step.stage.name, now);
  }

  /** Only what happens under our eyes counts: who runs `up` again wants it tried again. */
  private startOver(step: Step, cause: Cause, now: number): void {
    if (this.live && ++this.attempts > this.course.retries) return this.fail(cause.class, cause.line, now);
    this.journey.tell({
      kind: "again",
      at: now,
      stage: this.stage,
      attempt: this.attempts,
      because: cause.line,
    });
    this.journey.forgetFrom(step.stage.name);
    this.enter(step, now);
  }

  private suspect(meaning: Meaning & { kind: "failure" }, line: string, now: number): void {
    if (meaning.stages && !meaning.stages.includes(this.stage)) return;
    // What is told first is the cause; firmware ends with "Unexpected network error", whatever it was.
    if (meaning.final || !this.cause) this.cause = { class: meaning.class, line, final: meaning.final };
    if (meaning.final && this.live) this.fail(meaning.class, line, now);
  }

  /** Why it failed, as far as the texts have told. */
  private reason(otherwise?: FailureClass): FailureClass {
    return this.cause?.class ?? otherwise ?? this.current.stage.late ?? "stalled";
  }

  private fail(name: FailureClass, because: string, now: number): void {
    this.over = true;
    const line = because.trim().slice(0, 200);
    this.journey.fail({ kind: "failed", at: now, stage: this.stage, class: name, because: line });
  }

  private replies(): readonly Reply[] {
    return [...this.current.answers, ...this.rules.recoveries];
  }

  private answer(console: Watched, { reply, line }: { reply: Reply; line: number }, now: number): void {
    const prompt = console.tail;
    console.markAnswered(line);
    if (this.cause?.final) this.cause = undefined;
    if (this.rules.recoveries.includes(reply)) {
      const cause = { class: this.reason(reply.late), line: this.cause?.line ?? prompt, final: false };
      this.startOver(this.rules.steps[0] as Step, cause, now);
    } else {
      const given = (this.answersGiven.get(reply) ?? 0) + 1;
      this.answersGiven.set(reply, given);
      if (given > reply.limit) this.fail(this.reason(reply.late), `the prompt came again: ${prompt}`, now);
    }
    if (this.over) return;
    const what: Typed = reply.type === undefined ? { text: `${reply.send ?? ""}\r` } : { value: reply.type };
    this.journey.tell({ kind: "type", at: now, console: console.name, what });
  }
}
