// A node's way once more, from what its consoles said: for tests, and for whoever writes a profile. Time is that of
// the recording.
import { StageMachine, type Course, type Event } from "./machine";
import type { Profile } from "./profile";

export interface Said {
  /** Milliseconds since the start. */
  t: number;
  console: string;
  text: string | Buffer;
}

export interface Replayed {
  machine: StageMachine;
  events: Event[];
}

export interface ReplayOptions {
  /** From then on the recording counts as seen live; before, as the old text of a log. Default: from the start. */
  liveFrom?: number;
  /** How long nothing is said after the end. Default: until every time-out is over. */
  silence?: number;
}

export function replay(
  profile: Profile,
  course: Course,
  said: readonly Said[],
  options: ReplayOptions = {},
): Replayed {
  const machine = new StageMachine(profile, course, 0);
  const events: Event[] = [];
  const { liveFrom = 0, silence = Infinity } = options;
  let live = false;
  let now = 0;
  const goTo = (time: number): void => {
    if (!live && time >= liveFrom) {
      live = true;
      events.push(...machine.begin(Math.max(now, liveFrom)));
    }
    while (!machine.over && live && machine.due <= time) {
      now = Math.max(now, machine.due);
      events.push(...machine.tick(now));
    }
    now = time;
  };
  for (const { t, console, text } of said) {
    goTo(t);
    events.push(...machine.feed(console, text, t));
  }
  goTo(now + Math.min(silence, 1000 * 3600 * 1000));
  return { machine, events };
}

/** JSON lines with t (milliseconds), console and text; anything else is the plain log of one console. */
export function readRecording(content: string, console = "console"): Said[] {
  const lines = content.split("\n").filter((line) => line.trim() !== "");
  const parsed = lines.map(asSaid);
  if (lines.length > 0 && parsed.every((said) => said !== undefined)) return parsed;
  return content.split(/(?<=\n)/).map((text, i) => ({ t: i, console, text }));
}

function asSaid(line: string): Said | undefined {
  try {
    const { t, console, text } = JSON.parse(line) as Partial<Said>;
    return typeof t === "number" && typeof console === "string" && typeof text === "string"
      ? { t, console, text }
      : undefined;
  } catch {
    return undefined;
  }
}
