// What has happened on a node's way: events as they come, and the stages of the last attempt with their times.
import type { FailureClass } from "./failures";
import type { Answer } from "./profile";

export type Event =
  | { kind: "entered" | "passed" | "missed"; at: number; stage: string }
  | { kind: "again"; at: number; stage: string; attempt: number; because: string }
  | { kind: "type"; at: number; console: string; what: Typed }
  | { kind: "failed"; at: number; stage: string; class: FailureClass; because: string }
  | { kind: "provisioned"; at: number; stage: string; ending: string | undefined };

/** What is to be typed: a value that the program gave, or a text of the profile. */
export type Typed = { value: NonNullable<Answer["type"]> } | { text: string };

/** One stage on the way, in its last attempt. */
export interface Passage {
  stage: string;
  state: "current" | "passed" | "missed" | "failed";
  began: number;
  ended?: number;
}

export class Journey {
  readonly passages: Passage[] = [];
  private readonly events: Event[] = [];

  tell(event: Event): void {
    this.events.push(event);
  }

  /** The events since the last time. */
  take(): Event[] {
    return this.events.splice(0);
  }

  enter(stage: string, at: number): void {
    this.passages.push({ stage, state: "current", began: at });
    this.tell({ kind: "entered", at, stage });
  }

  pass(stage: string, at: number): void {
    this.close("passed", at);
    this.tell({ kind: "passed", at, stage });
  }

  /** Nobody saw it, but it must have happened. */
  miss(stage: string, at: number): void {
    this.passages.push({ stage, state: "missed", began: at, ended: at });
    this.tell({ kind: "missed", at, stage });
  }

  fail(event: Event & { kind: "failed" }): void {
    this.close("failed", event.at);
    this.tell(event);
  }

  /** What came from this stage on does not count any more. */
  forgetFrom(stage: string): void {
    const first = this.passages.findIndex((passage) => passage.stage === stage);
    this.passages.splice(Math.max(0, first));
  }

  private close(state: Passage["state"], ended: number): void {
    const passage = this.passages.at(-1);
    if (passage?.state === "current") Object.assign(passage, { state, ended });
  }
}
