// Property values as Pulumi sends them: plain values with marks for what is secret, unknown, an output or a resource.
import { unknown } from "../../core/values";
import type { State } from "../../core/state";
import { StructMessage } from "./protocol";

/** Where a value stands: keys of objects, indexes of lists. */
export type Steps = readonly string[];

/** Another resource, handed over as itself. */
export interface ResourceReference {
  at: Steps;
  urn: string;
  /** Nothing while it is not known yet. */
  id?: string;
}

export interface Decoded {
  value: State;
  /** What was marked secret, outermost marks only. */
  secrets: Steps[];
  references: ResourceReference[];
}

/* Marks of the wire format: an object with this key is no object but what the signature says. */
const signatureKey = "4dabf18193072939515e22adb298388d";
const signatures = {
  secret: "1b47061264138c4ac30d75fd1eb44270",
  resource: "5cf8f73096256a8f31e491e813e4eb8e",
  output: "d0e6a833031e9bbcd3f4e8bde6ca49a4",
};

/** An unknown has one spelling for each type it may turn out to be of. */
const unknowns = new Set([
  unknown,
  "1c4a061d-8072-4f0a-a4cb-0ff528b18fe7", // boolean
  "3eeb2bf0-c639-47a8-9e75-3b44932eb421", // number
  "6a19a0b0-7e62-4c92-b797-7f8e31da9cc2", // array
  "dd056dcd-154b-4c76-9bd3-c8f88648b5ff", // object
]);

export function decode(struct: StructMessage | undefined): Decoded {
  return decodeValue((struct?.toJavaScript() ?? {}) as State);
}

export function decodeValue(wire: State): Decoded {
  const found: Omit<Decoded, "value"> = { secrets: [], references: [] };
  const walk = (value: unknown, at: Steps, hidden: boolean): unknown => {
    if (typeof value === "string") return unknowns.has(value) ? unknown : value;
    if (typeof value !== "object" || value === null) return value;
    if (Array.isArray(value)) return value.map((item, i) => walk(item, [...at, String(i)], hidden));
    const marked = value as State;
    switch (marked[signatureKey]) {
      case signatures.secret:
        if (!hidden) found.secrets.push(at);
        return walk(marked["value"], at, true);
      case signatures.output: {
        const secret = marked["secret"] === true;
        if (secret && !hidden) found.secrets.push(at);
        return "value" in marked ? walk(marked["value"], at, hidden || secret) : unknown;
      }
      case signatures.resource: {
        const { urn, id } = marked as { urn: string; id?: string };
        const known = id !== undefined && id !== "" && !unknowns.has(id);
        found.references.push({ at, urn, ...(known ? { id } : {}) });
        return known ? id : unknown;
      }
    }
    const entries = Object.entries(marked).filter(([, item]) => item !== undefined);
    return Object.fromEntries(entries.map(([key, item]) => [key, walk(item, [...at, key], hidden)]));
  };
  return { value: walk(wire, [], false) as State, ...found };
}

export function encode(value: State, secrets: readonly Steps[] = []): StructMessage {
  return StructMessage.fromJavaScript(
    encodeValue(value, secrets) as Parameters<typeof StructMessage.fromJavaScript>[0],
  );
}

/** Without what is undefined, which the wire has no form for, and with a mark on everything secret. */
export function encodeValue(value: State, secrets: readonly Steps[] = []): State {
  const marks = new Set(secrets.map((steps) => JSON.stringify(steps)));
  const walk = (inner: unknown, at: Steps, hidden: boolean): unknown => {
    const secret = !hidden && marks.has(JSON.stringify(at));
    const plain = children(inner, (item, key) => walk(item, [...at, key], hidden || secret));
    return secret ? { [signatureKey]: signatures.secret, value: plain } : plain;
  };
  return walk(value, [], false) as State;
}

function children(value: unknown, each: (item: unknown, key: string) => unknown): unknown {
  if (Array.isArray(value))
    return value.map((item, i) => (item === undefined ? null : each(item, String(i))));
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).filter(([, item]) => item !== undefined);
  return Object.fromEntries(entries.map(([key, item]) => [key, each(item, key)]));
}

/** The value that stands there. */
export function valueAt(value: unknown, at: Steps): unknown {
  return at.reduce<unknown>((inner, step) => (inner as State | undefined)?.[step], value);
}

/** Puts a value there; objects on the way that are missing are made. */
export function setAt(value: State, at: Steps, wanted: unknown): void {
  const [step, ...rest] = at as [string, ...string[]];
  if (rest.length > 0) {
    if (typeof value[step] !== "object" || value[step] === null) {
      if (wanted === undefined) return;
      value[step] = {};
    }
    setAt(value[step] as State, rest, wanted);
  } else if (wanted === undefined) delete value[step];
  else value[step] = wanted;
}

/**
 * Secrets as outputs that are secret. Left as they are, Pulumi's own reader makes the whole argument secret that one
 * is in.
 */
export function asOutputs(wire: unknown): unknown {
  const inner = children(wire, asOutputs);
  if ((wire as State | null)?.[signatureKey] !== signatures.secret) return inner;
  return { ...(inner as State), [signatureKey]: signatures.output, secret: true };
}

/** What is marked as a whole has the mark on each of its texts and numbers instead. */
export function innermost(wire: unknown, mark?: State): unknown {
  if (typeof wire !== "object" || wire === null) return mark ? { ...mark, value: wire } : wire;
  const { [signatureKey]: signature, value, ...rest } = wire as State;
  if (signature === signatures.secret)
    return innermost(value, { [signatureKey]: signatures.output, secret: true });
  if (signature === signatures.output && value !== undefined)
    return innermost(value, {
      ...mark,
      ...rest,
      [signatureKey]: signature,
      secret: rest["secret"] ?? mark?.["secret"] ?? false,
    });
  return signature === undefined ? children(wire, (item) => innermost(item, mark)) : wire;
}
