// What the lifecycle suite has to know of a resource.
import type { Definition } from "../../provider/core/define";
import type { State } from "../../provider/core/state";
import type { Host } from "../../provider/host/host";

export interface Change {
  what: string;
  program: State;
  /** What the preview says. */
  says: RegExp;
  /** Needs a host that is `whole`. */
  whole?: boolean;
  /** What the way back is, where it is no update: what was derived once is kept when a program leaves it out again. */
  back?: "same" | "replace";
}

export interface Subject {
  definition: Definition;
  program: State;
  /** `network ` and so on: how `contents` calls the objects of this kind. */
  prefix: string;
  prepare?(host: Host): Promise<void>;
  replacing: Change[];
  live: Change[];
  /** A program whose update takes several commands; nothing where there is only one. */
  several?: State;
  /** Commands of a person, and what a preview after a refresh says of them. */
  drift: { what: string; act(host: Host, id: string): Promise<void>; says: RegExp; whole?: boolean }[];
  /** Takes it away behind our back. */
  vanish(host: Host, id: string): Promise<void>;
  /** For the walk of deaths, where it differs: a program, and one that replaces it. */
  killed?: { program: State; replacement: State };
  /** Somebody else's object that stands where `program` wants to go. */
  foreign(host: Host): Promise<void>;
  /** Somebody else's object of a similar name that must never be touched. */
  neighbour(host: Host): Promise<void>;
}
