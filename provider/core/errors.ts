// What can go wrong, as values: an error says what, where, why and what to do next.

/** A failure that the user can act on. Its message is the whole story; it prints no stack. */
export class EdgeError extends Error {
  override readonly name = "EdgeError";

  /**
   * @param what what was not done, and to what: `network "site-a" was not created on qemu:///system`
   * @param why  the cause in plain words
   * @param next what the user can do about it
   */
  constructor(
    readonly what: string,
    readonly why: string,
    readonly next?: string,
  ) {
    super(`${what}: ${sentence(why)}${next ? ` ${sentence(next)}` : ""}`);
    // The dynamic provider prints `${error}: ${error.stack}`; a stack would be noise to a user.
    this.stack = "";
  }
}

/** A wait that failed, with what it has learnt: outputs for the state. */
export class UnreadyError extends EdgeError {
  constructor(
    what: string,
    why: string,
    next: string,
    readonly outputs: Record<string, unknown>,
  ) {
    super(what, why, next);
  }
}

/**
 * The resource exists and is ours, but is not ready. It is saved in state, and the next `up` resumes it.
 */
export class PartialError extends Error {
  override readonly name = "PartialError";

  constructor(
    readonly id: string,
    readonly properties: Record<string, unknown>,
    readonly reasons: string[],
  ) {
    super(reasons.join("; "));
    this.stack = "";
  }
}

/** One field that cannot be accepted. */
export interface Failure {
  /** Where: `disks.root.size`; empty for the resource as a whole. */
  property: string;
  /** What is wrong and what to write instead. */
  reason: string;
}

function sentence(text: string): string {
  const trimmed = text.trim();
  return /[.!?]$/.test(trimmed) ? trimmed : `${trimmed}.`;
}
