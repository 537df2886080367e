// A resource said once, as data: check, diff, plan, schema.json, the SDK classes and the docs read this table.
import type { Context } from "./context";
import type { Failure } from "./errors";
import type { Mark } from "./mark";
import type { XmlNode } from "./xml";

/** What changing a field does to what runs. */
export type Effect =
  | "live" // applied at once, nothing is interrupted
  | "nextBoot" // saved now, effective when the machine next starts; nothing asks for it
  | "restart" // saved now, effective after a restart: pending until then, or at once with `restart: auto`
  | "replace"; // the object is removed and made anew

/** The verdict on one change. `reason` says why it is not milder, and which field would have made it so. */
export interface Verdict {
  effect: Effect;
  reason?: string;
}

/** One field that differs. */
export interface Change {
  /** `disks.data.size`; maps are addressed by their keys. */
  path: string;
  from: unknown;
  to: unknown;
}

/** What a verdict may look at. */
export interface Situation {
  /** State: old inputs and outputs. */
  old: Readonly<Record<string, unknown>>;
  /** Inputs wanted now; may contain unknowns. */
  wanted: Readonly<Record<string, unknown>>;
}

export type EffectRule = Effect | ((change: Change, situation: Situation) => Effect | Verdict);

export type Kind =
  "string" | "boolean" | "integer" | "size" | "duration" | "enum" | "object" | "map" | "list" | "reference";

interface Options<T> {
  /** Unit, allowed values and meaning, in a sentence or two. The effect of a change is added by the docs. */
  doc: string;
  /** Used when the field is not given. Written into state, so it is known in preview. */
  default?: T;
  /** Never in argv, logs, errors or plain state. */
  secret?: boolean;
  /** What a change does; for a map also what adding and removing an entry does. Default: live. */
  effect?: EffectRule;
  /** Filled in by `check` when not given, and kept from then on. */
  derived?: boolean;
  /** First libvirt version that has it, when newer than 8.0.0. */
  since?: string;
  /** Where it stands in libvirt's XML: `memory`, `os/type@machine`, `features/acpi?` (present or not). */
  xml?: string;
  /** Looked at by check alone: a change of it changes nothing that exists. */
  unplanned?: boolean;
  /** Set by the SDK, not by people. */
  internal?: boolean;
  /** Arguments of components: a value that is there when the program runs, no output. */
  plain?: boolean;
  /** Why a value cannot be accepted, with the fix; nothing when it can. */
  check?(value: T): string | undefined;
  /** Are these two the same to libvirt? Default: equal by value and unit. */
  same?(wanted: T, seen: T): boolean;
  examples?: string[];
}

export interface Field<T = unknown> extends Options<T> {
  kind: Kind;
  optional: boolean;
  /** enum: the allowed values. */
  values?: readonly string[];
  /** integer: bounds. */
  min?: number;
  max?: number;
  /** object: its members. */
  fields?: Fields;
  /** object: exactly one of these members is given. */
  exactlyOne?: readonly string[];
  /** object: name of its type in schema.json and the SDKs. */
  typeName?: string;
  /** object: some of the arguments of this class, none of them needed. */
  someOf?: string;
  /** map, list: of what. */
  of?: Field;
  /** map: what a key may look like. */
  key?: { pattern: RegExp; says: string };
  /** reference: to which resource. */
  to?: ReferenceKind;
}

// eslint-disable-next-line @typescript-eslint/no-explicit-any
export type Fields = Readonly<Record<string, Field<any>>>;

export type ReferenceKind = "network" | "pool" | "volume" | "domain";

/** How a resource refers to another one. Without an incarnation it is somebody else's, known by name only. */
export interface Reference {
  name: string;
  incarnation?: string;
  /** Volumes only. */
  pool?: string;
}

/** The TypeScript type of a field table, after check. */
export type InputsOf<F extends Fields> = { [K in keyof F]: F[K] extends Field<infer T> ? T : never };

const field = <T>(kind: Kind, options: Options<T>, more: Partial<Field<T>> = {}): Field<T> => ({
  kind,
  optional: false,
  ...options,
  ...more,
});

export const str = (options: Options<string>): Field<string> => field("string", options);
export const bool = (options: Options<boolean>): Field<boolean> => field("boolean", options);
export const int = (options: Options<number> & { min?: number; max?: number }): Field<number> =>
  field("integer", options);
/** A size with a unit, such as `20GiB`; compared by value. */
export const size = (options: Options<string>): Field<string> => field("size", options);
/** A time span with a unit, such as `90s` or `5m`; compared by value. */
export const duration = (options: Options<string>): Field<string> => field("duration", options);
export const oneOf = <const V extends string>(values: readonly V[], options: Options<V>): Field<V> =>
  field("enum", options, { values });
export const object = <F extends Fields>(
  typeName: string,
  fields: F,
  options: Options<InputsOf<F>> & { exactlyOne?: readonly (keyof F & string)[] },
): Field<InputsOf<F>> => field("object", options, { fields, typeName });
export const map = <T>(
  of: Field<T>,
  options: Options<Record<string, T>> & { key?: { pattern: RegExp; says: string } },
): Field<Record<string, T>> => field("map", options, { of });
export const list = <T>(of: Field<T>, options: Options<T[]>): Field<T[]> => field("list", options, { of });
export const reference = (to: ReferenceKind, options: Options<Reference>): Field<Reference> =>
  field("reference", options, { to });
/** A field that may be left out and then means nothing. */
export const optional = <T>(inner: Field<T>): Field<T | undefined> =>
  ({ ...inner, optional: true }) as Field<T | undefined>;

/** What the host really has. */
export interface Live<I = Record<string, unknown>, O = Record<string, unknown>> {
  /** The inputs as they are on the host; only those that can be seen there. */
  inputs: Partial<I>;
  outputs: O;
  /** Whose it is, where the object can carry a mark. */
  mark?: Mark;
  /** The persistent definition as libvirt prints it, without secrets: what drift is measured on. */
  definition?: XmlNode;
}

/** A part of libvirt's XML that changes by itself, and why. */
export interface Quiet {
  /** `devices/interface/target`: an element with all in it; `a/b@c`: one attribute; `*` is any one element. */
  path: string;
  reason: string;
}

/** An object that stands where ours should go. */
export interface Rival {
  /** As a person knows it: `network "site-a"`. */
  title: string;
  mark?: Mark;
  /** Takes it away; called only when it is proven to be our own older incarnation. */
  remove: () => Promise<void>;
}

/** Where a resource lives that is on no libvirt host. */
export interface Place {
  /** As a person knows it, for messages. */
  title: string;
  /** What tells it from every other one; state belongs to it. */
  identity: string;
  /** What to correct when a state belongs to another one. */
  advice: string;
}

export interface Definition<
  I extends object = Record<string, unknown>,
  O extends object = Record<string, unknown>,
> {
  /** `network`: the noun in messages and the key of the handlers. */
  noun: string;
  /** `Network`: the class and the last part of the token. */
  type: string;
  doc: string;
  inputs: Fields;
  outputs: Fields;
  /** False where there is nothing to take over. */
  adopts?: boolean;
  /** True where a create that was cut short leaves something half made: found without state, it is made anew. */
  halfMade?: boolean;
  /** True where the automatic name is the mark of ownership. */
  marksByName?: boolean;
  /** What in the definition is never drift. */
  quiet?: readonly Quiet[];

  /** The id in state, from checked inputs: a uuid, or `pool/name`. */
  id(inputs: I): string;

  /** The inputs that an id tells, for reading what another stack made. */
  fromId(id: string): Partial<I>;

  /** What people call it. */
  title(inputs: I): string;

  /** Where it lives; without this, on the libvirt host of the connection. */
  place?(inputs: Partial<I>): Place;

  /**
   * Fills in derived inputs; those of the state are there already. `given` is what the user wrote. May read the
   * host's snapshot, nothing else.
   */
  derive?(inputs: Partial<I>, context: Context, given: Readonly<Partial<I>>): Promise<void>;

  /** What a single field cannot tell: contradictions between fields, and with the host's snapshot. */
  verify?(inputs: Partial<I>, old: Partial<I> | undefined, context: Context): Promise<Failure[]> | Failure[];

  /**
   * Why a replacement is not allowed that comes from what it refers to being replaced: of that, check is told nothing
   * before the old one is gone.
   */
  unreplaceable?(old: I): string | undefined;

  /**
   * Outputs that are sure before it is made, or changed from `old` on; the others are unknown in a preview. `inputs`
   * may hold unknowns.
   */
  foresee?(context: Context, inputs: I, old?: I & O): Promise<Partial<O>> | Partial<O>;

  /** The live truth, or nothing when the host proves that it has no such object. `known` is the state's outputs. */
  observe(context: Context, inputs: I, known?: Partial<O>): Promise<Live<I, O> | undefined>;

  /**
   * Complete inputs of an object that no state knows: references, keys of its parts, and in `xml` what no field says.
   * Without it they are what `observe` sees.
   */
  describe?(context: Context, live: Live<I, O>): Promise<Partial<I>>;

  /** In what a newly made object differs from what is wanted: it does not run yet. */
  fresh?: Partial<I>;

  /** Asked when making it fails because something exists: who holds the name, the file or the device that `inputs` asks for. */
  rival?(context: Context, inputs: I): Promise<Rival | undefined>;

  /** Brings the object into being; every step has its undo. Called when `observe` found nothing. */
  ensure(context: Context, inputs: I): Promise<void>;

  /** Moves what is live to what is wanted and touches nothing else. Returns what has to wait. */
  sync(context: Context, wanted: I, live: Live<I, O>, changes: Change[], known?: Partial<O>): Promise<void>;

  /**
   * Waits until it is usable; a failure here keeps the object. What it has learnt on the way becomes outputs, those of
   * an UnreadyError as well. `known` is the state before.
   */
  ready?(context: Context, inputs: I, known?: Partial<O> & { isReady?: boolean }): Promise<Partial<O> | void>;

  /** False where one that is not ready in time shall be a warning: `isReady` tells, and the next `up` waits again. */
  readyRequired?(inputs: I): boolean;

  /** Takes it away; "not there" is the goal, not a failure. */
  remove(context: Context, inputs: I, known?: Partial<O>): Promise<void>;
}

/** Ties the types of a definition to its field table. */
export function defineResource<I extends object, O extends object>(definition: Definition<I, O>): Definition {
  return definition as unknown as Definition;
}
