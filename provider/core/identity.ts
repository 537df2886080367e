// Who a resource is: derived from where it stands in the program, and numbered by incarnation, so that
// everything is known in preview and a replacement never meets itself.
//
// A lineage is 16 hex digits: 8 of the stack and its owner, 8 of the resource. An incarnation is
// `<lineage>-<n>`. A uuid carries both (`SSSSSSSS-RRRR-8RRR-8R00-0000NNNNNNNN` without the fillers), so
// one listing of uuids tells which incarnations a host has.
import { createHash } from "node:crypto";

export interface Lineage {
  /** 8 hex digits that all resources of one stack and one owner share. */
  stack: string;
  /** 8 hex digits of the resource. */
  resource: string;
}

const hash = (...parts: string[]): string => createHash("sha256").update(parts.join("\0")).digest("hex");

/** The parts of `urn:pulumi:stack::project::type::name`. */
export function parseUrn(urn: string): { stack: string; project: string; type: string; name: string } {
  const [stack = "", project = "", type = "", ...name] = urn.replace(/^urn:pulumi:/, "").split("::");
  return { stack, project, type, name: name.join("::") };
}

/** For people: project/stack/name. */
export function labelOf(urn: string): string {
  const { project, stack, name } = parseUrn(urn);
  return `${project}/${stack}/${name}`;
}

/** What all marks of a stack made by one owner begin with. */
export function stackDigits(project: string, stack: string, owner: string): string {
  return hash("stack", project, stack, owner).slice(0, 8);
}

export function lineageOf(urn: string, owner: string): Lineage {
  const { project, stack } = parseUrn(urn);
  return {
    stack: stackDigits(project, stack, owner),
    resource: hash("resource", canonical(urn)).slice(0, 8),
  };
}

/**
 * One spelling for both doors, so that a resource stays what it is when a stack goes from one to the other: that of
 * the dynamic door, which the states of 0.1 have. Their components are spelled like the native door's resources.
 */
function canonical(urn: string): string {
  const [head = "", project = "", type = "", ...name] = urn.split("::");
  const chain = type.replace(
    /(^|\$)edgefleet:index:(?!(?:EdgeNode|EdgeFleet)(?:\$|$))/g,
    "$1pulumi-nodejs:dynamic/edgefleet:",
  );
  return [head, project, chain, ...name].join("::");
}

export function incarnationOf(lineage: Lineage, n: number): string {
  return `${lineage.stack}${lineage.resource}-${n}`;
}

/**
 * Of an object that Edgefleet did not make: told by its name alone, so that whoever refers to it comes to the same. It
 * belongs to no stack, so that no stack's sweep ever takes it.
 */
export function foreignIncarnation(noun: string, name: string): string {
  return incarnationOf({ stack: hash("foreign").slice(0, 8), resource: hash(noun, name).slice(0, 8) }, 1);
}

/** Undefined when the text is no incarnation of ours. */
export function parseIncarnation(text: string): { lineage: Lineage; n: number } | undefined {
  const match = /^([0-9a-f]{8})([0-9a-f]{8})-([1-9]\d{0,7})$/.exec(text);
  if (!match) return undefined;
  return { lineage: { stack: match[1] as string, resource: match[2] as string }, n: Number(match[3]) };
}

const filler = (lineage: Lineage): string => hash("uuid", lineage.stack, lineage.resource).slice(0, 3);

/** A version 8 uuid (RFC 9562: free form) that spells the incarnation. */
export function uuidOf(incarnation: string): string {
  const parsed = parseIncarnation(incarnation);
  if (!parsed) throw new Error(`not an incarnation: ${incarnation}`);
  const { lineage, n } = parsed;
  const r = lineage.resource;
  const number = n.toString(16).padStart(6, "0");
  return `${lineage.stack}-${r.slice(0, 4)}-8${r.slice(4, 7)}-8${filler(lineage)}-${r.slice(7)}edf1e${number}`;
}

/** The incarnation that a uuid spells, or undefined for a uuid that we did not make. */
export function incarnationOfUuid(uuid: string): string | undefined {
  const match = /^([0-9a-f]{8})-([0-9a-f]{4})-8([0-9a-f]{3})-8[0-9a-f]{3}-([0-9a-f])edf1e([0-9a-f]{6})$/.exec(
    uuid,
  );
  if (!match) return undefined;
  const lineage = { stack: match[1] as string, resource: `${match[2]}${match[3]}${match[4]}` };
  const incarnation = incarnationOf(lineage, Number.parseInt(match[5] as string, 16));
  return parseIncarnation(incarnation) && uuidOf(incarnation) === uuid ? incarnation : undefined;
}

/** The incarnation that a volume's automatic file name ends in. */
export function incarnationOfFile(name: string): string | undefined {
  return /-([0-9a-f]{16}-\d+)(?:\.[a-z0-9]+)?$/.exec(name)?.[1];
}

export function sameLineage(a: string, b: string): boolean {
  const [first, second] = [parseIncarnation(a), parseIncarnation(b)];
  return (
    first !== undefined &&
    second !== undefined &&
    first.lineage.stack === second.lineage.stack &&
    first.lineage.resource === second.lineage.resource
  );
}

/** A locally administered MAC with 40 hashed bits: 24 bits under 52:54:00 clash at a few thousand nodes. */
export function macOf(incarnation: string, key: string): string {
  const digits = hash("mac", incarnation, key).slice(0, 10);
  return ["02", ...(digits.match(/../g) as string[])].join(":");
}

/** Ten upper-case hex digits, within the orchestrators' rule of 5 to 20 letters and digits. */
export function serialOf(incarnation: string): string {
  return hash("serial", incarnation).slice(0, 10).toUpperCase();
}

/** A bridge device; Linux allows 15 characters. */
export function bridgeOf(incarnation: string): string {
  return `ef${hash("bridge", incarnation).slice(0, 10)}`;
}

/** The `attempt`-th choice out of 65,536 /24 subnets in 10.0.0.0/8. */
export function subnetOf(incarnation: string, attempt: number): string {
  const lineage = parseIncarnation(incarnation)?.lineage;
  // By lineage, not by number: a replaced network keeps its addresses.
  const seed = lineage ? `${lineage.stack}${lineage.resource}` : incarnation;
  const number = (Number.parseInt(hash("subnet", seed).slice(0, 8), 16) + attempt) % 65536;
  return `10.${number >> 8}.${number & 255}.0/24`;
}
