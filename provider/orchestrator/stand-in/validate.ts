// What the orchestrator takes, field by field. Written from its API description, beside the rules that our own
// resources check by: the tests hold both against it.
import { invalid } from "./failure";

type Body = Record<string, unknown>;

interface Rule {
  pattern: RegExp;
  max: number;
}

const text: Record<string, Rule> = {
  registeredName: { pattern: /^$|^[a-zA-Z\-_0-9./: ]+$/, max: 20 },
  name: { pattern: /^$|^[a-zA-Z\-_0-9./: ]+$/, max: 50 },
  providerName: { pattern: /^$|^[a-zA-Z\-_0-9./: ]+$/, max: 40 },
  serialNumber: { pattern: /^([A-Za-z0-9]{5,20})?$/, max: 20 },
  uuid: { pattern: /^$|^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$/, max: 36 },
  key: {
    pattern:
      /^$|^[a-z.]+\/$|^[a-z.]+\/[a-z0-9][a-z0-9\-_.]*[a-z0-9]$|^[a-z.]+\/[a-z0-9]$|^[a-z]$|^[a-z0-9][a-z0-9\-_.]*[a-z0-9]$/,
    max: 316,
  },
  value: { pattern: /^$|^[a-z0-9]$|^[a-z0-9][a-z0-9._-]*[a-z0-9]$/, max: 63 },
  config: { pattern: /^$|^[a-zA-Z\-_0-9./:;=?@!#,<>*(){}"\\ ]+$/, max: 2000 },
  note: { pattern: /^$|^[a-zA-Z\-_0-9./:;=@?!#,<>*()" ]+$/, max: 512 },
};

/** The text in that field, or nothing; anything else is refused. */
export function textIn(body: Body, field: string, rule = field): string | undefined {
  const value = body[field];
  if (value === undefined || value === null) return undefined;
  const { pattern, max } = text[rule] as Rule;
  if (typeof value !== "string") throw invalid(`invalid value for string field ${field}`);
  if (value.length > max) throw invalid(`validation error: ${field}: value length must be at most ${max}`);
  if (!pattern.test(value))
    throw invalid(`validation error: ${field}: value does not match regex pattern ${pattern.source}`);
  return value;
}

export function flagIn(body: Body, field: string): boolean | undefined {
  const value = body[field];
  if (value === undefined || typeof value === "boolean") return value;
  throw invalid(`invalid value for bool field ${field}`);
}

export function metadataIn(body: Body): { key: string; value: string }[] | undefined {
  const { metadata } = body;
  if (metadata === undefined) return undefined;
  if (!Array.isArray(metadata)) throw invalid("invalid value for repeated field metadata");
  if (metadata.length > 100) throw invalid("validation error: metadata: at most 100 items");
  return (metadata as Body[]).map((item) => ({
    key: textIn(item, "key") ?? "",
    value: textIn(item, "value") ?? "",
  }));
}

/** Protobuf's JSON knows its fields. */
export function onlyFields(body: Body, known: readonly string[]): void {
  const unknown = Object.keys(body).find((field) => !known.includes(field));
  if (unknown !== undefined) throw invalid(`unknown field "${unknown}"`);
}
