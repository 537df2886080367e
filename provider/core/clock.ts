// How long a wait has taken and how much is left, also in words.

export class Clock {
  private readonly started = Date.now();
  constructor(private readonly patience: number) {}

  get left(): number {
    return Math.max(0, this.started + this.patience - Date.now());
  }

  /** `12 s, 588 s left` */
  toString(): string {
    return `${this.elapsed} s, ${Math.round(this.left / 1000)} s left`;
  }

  get elapsed(): number {
    return Math.round((Date.now() - this.started) / 1000);
  }
}
