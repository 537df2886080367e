// Where a node stands, in a line for people.
import type { StageMachine } from "./machine";

/** `edge1: kernel 12 s of about 20 s, 5 of 12 stages, 6 min left` */
export function progressLine(node: string, machine: StageMachine, now: number): string {
  const { title, number, total, elapsed, expected, left } = machine.position(now);
  const percent = machine.percent === undefined ? "" : ` ${machine.percent} %,`;
  const again = machine.attempts === 0 ? "" : `, started over ${machine.attempts} times`;
  return `${node}: ${title}${percent} ${span(elapsed)} of about ${span(expected)}, ${number} of ${total} stages, ${span(left)} left${again}`;
}

/** Seconds below two minutes, whole minutes above. */
export function span(milliseconds: number): string {
  const seconds = Math.round(milliseconds / 1000);
  return seconds < 120 ? `${seconds} s` : `${Math.round(seconds / 60)} min`;
}
