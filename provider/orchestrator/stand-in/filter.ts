// The part of AIP-160 filters that hosts and instances are looked for with: comparisons of fields, joined by
// AND, OR and NOT, with parentheses. Names of fields may be written in camelCase or snake_case.
import { invalid } from "./failure";

type Test = (record: object) => boolean;

/** A test for records; a filter that cannot be read is refused. */
export function parseFilter(text: string): Test {
  const tokens = text.match(/"(?:[^"\\]|\\.)*"|!=|[=:()]|[^\s=:()!"]+/g) ?? [];
  let next = 0;
  const peek = (): string | undefined => tokens[next];
  const take = (): string => {
    const token = tokens[next++];
    if (token === undefined) throw invalid(`invalid filter: ${text}`);
    return token;
  };

  const either = (): Test => {
    const choices = [both()];
    while (peek() === "OR") {
      take();
      choices.push(both());
    }
    return (record) => choices.some((test) => test(record));
  };
  const both = (): Test => {
    const parts = [one()];
    while (peek() !== undefined && peek() !== "OR" && peek() !== ")") {
      if (peek() === "AND") take();
      parts.push(one());
    }
    return (record) => parts.every((test) => test(record));
  };
  const one = (): Test => {
    const token = take();
    if (token === "NOT") {
      const inner = one();
      return (record) => !inner(record);
    }
    if (token === "(") {
      const inner = either();
      if (take() !== ")") throw invalid(`invalid filter: ${text}`);
      return inner;
    }
    const operator = take();
    if (!["=", "!=", ":"].includes(operator)) throw invalid(`invalid filter: ${text}`);
    const wanted = unquote(take());
    const path = token.split(".").map(camel);
    return (record) => {
      const value = String(valueAt(record, path) ?? "");
      if (operator === ":") return value.includes(wanted);
      return (value === wanted) === (operator === "=");
    };
  };

  const test = either();
  if (peek() !== undefined) throw invalid(`invalid filter: ${text}`);
  return test;
}

const unquote = (token: string): string =>
  token.startsWith('"') ? token.slice(1, -1).replace(/\\(.)/g, "$1") : token;

const camel = (name: string): string =>
  name.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());

export function valueAt(record: object, path: readonly string[]): unknown {
  return path.reduce<unknown>(
    (value, step) =>
      typeof value === "object" && value !== null ? (value as Record<string, unknown>)[step] : undefined,
    record,
  );
}
