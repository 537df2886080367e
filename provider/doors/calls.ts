// The calls that are being answered: an error that nobody catches ends them instead of the process.
type Fail = (error: unknown) => void;

export class Calls {
  private readonly running = new Set<Fail>();
  private idle: (() => void)[] = [];

  async run<T>(answer: () => Promise<T>, failed: Fail = () => undefined): Promise<T> {
    this.running.add(failed);
    try {
      return await answer();
    } finally {
      this.running.delete(failed);
      if (this.running.size === 0) for (const tell of this.idle.splice(0)) tell();
    }
  }

  /** Ends the process after the signal, as soon as none is running any more. */
  endAfter(signal: AbortSignal): void {
    signal.addEventListener("abort", () => void this.none().then(() => process.exit(0)), { once: true });
  }

  private none(): Promise<void> {
    return this.running.size === 0 ? Promise.resolve() : new Promise((tell) => this.idle.push(tell));
  }

  /** Fails all that are running. */
  fail(error: unknown): void {
    for (const failed of this.running) failed(error);
    this.running.clear();
  }
}
