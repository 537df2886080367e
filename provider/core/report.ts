// Every word to the user goes through here: beside its resource, in preview and in `preview --json`,
// and without secrets.
import { createHash } from "node:crypto";
import { escapeXml } from "../host/command";
import type { PlannedChange } from "./changes";
import type { Reference } from "./define";
import { parseIncarnation } from "./identity";
import { isUnknown } from "./values";

export type Severity = "debug" | "info" | "warning" | "error";

/** Where words go: the engine's Log call in both doors, an array in tests. */
export interface Sink {
  log(severity: Severity, text: string, urn: string | undefined, ephemeral: boolean): void;
}

export class Reporter {
  constructor(
    private readonly sink: Sink,
    private readonly urn: string | undefined,
    private readonly secrets: readonly string[] = [],
  ) {}

  /** What a planned update will do, one line per field. */
  plan(changes: readonly PlannedChange[]): void {
    if (changes.length > 0)
      this.sink.log("info", this.mask(changes.map(planLine).join("\n")), this.urn, false);
  }

  info(text: string): void {
    this.sink.log("info", this.mask(text), this.urn, false);
  }

  warn(text: string): void {
    this.sink.log("warning", this.mask(text), this.urn, false);
  }

  /** The status line beside the resource while it is worked on; not kept. */
  progress(text: string): void {
    this.sink.log("info", this.mask(text), this.urn, true);
  }

  /** Any text with this operation's secret values blacked out. */
  mask(text: string): string {
    return mask(text, this.secrets);
  }
}

/** A text without secrets, also as JSON and XML spell them. */
export function mask(text: string, secrets: readonly string[]): string {
  const spelled = secrets.flatMap((secret) => [
    secret,
    JSON.stringify(secret).slice(1, -1),
    escapeXml(secret),
  ]);
  // Longest first: one secret may contain another.
  const longest = [...new Set(spelled)].sort((a, b) => b.length - a.length);
  return longest.reduce((masked, secret) => masked.split(secret).join("[secret]"), text);
}

const words: Record<PlannedChange["effect"], string> = {
  live: "live",
  nextBoot: "at next boot",
  restart: "needs restart",
  replace: "REPLACE",
};

/**
 * `memory: 512MiB → 1GiB (needs restart: beyond maxMemory 512MiB)`. The grammar is public: programs parse it
 * from `pulumi preview --json`.
 */
export function planLine(change: PlannedChange): string {
  const value = (v: unknown) => (change.secret && v !== undefined ? "[secret]" : show(v));
  const reason = change.reason ? `: ${change.reason}` : "";
  return `${change.path}: ${value(change.from)} → ${value(change.to)} (${words[change.effect]}${reason})`;
}

function show(value: unknown): string {
  if (value === undefined) return "none";
  if (isUnknown(value)) return "[unknown]";
  if (isReference(value)) return showReference(value);
  // A change is one line, whatever its value holds.
  if (typeof value === "string" && !/[\n\r]/.test(value)) return value;
  const text = JSON.stringify(value, (_, inner: unknown) =>
    isUnknown(inner) ? "[unknown]" : isReference(inner) ? showReference(inner) : inner,
  );
  return text.replace(pemBlock, (block, kind: string) => `[${kind} ${fingerprint(block)}]`);
}

/** Certificates are told apart by a few digits, not by a page of letters. */
const pemBlock = /-----BEGIN ([A-Z0-9 ]+)-----.*?-----END \1-----(?:\\n)?/g;

const fingerprint = (text: string): string => createHash("sha256").update(text).digest("hex").slice(0, 8);

const isReference = (value: unknown): value is Reference =>
  typeof value === "object" &&
  value !== null &&
  typeof (value as Reference).name === "string" &&
  Object.keys(value).every((key) => key === "name" || key === "pool" || key === "incarnation");

/** `store/data`, and `lan#2` for its second incarnation, so that an object that was made anew can be told apart. */
function showReference({ name, pool, incarnation }: Reference): string {
  const number = incarnation === undefined ? undefined : parseIncarnation(incarnation)?.n;
  return `${pool === undefined ? "" : `${pool}/`}${name}${number === undefined ? "" : `#${number}`}`;
}
