// Terraform's variable files: assignments of literal values.
const token =
  /\s+|#[^\n]*|\/\/[^\n]*|\/\*[^]*?\*\/|"(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?|[A-Za-z_][\w-]*|[[\]{}=:,]|[^]/g;

/** Values by name. Throws at what is no literal. */
export function readVariables(text: string): Record<string, unknown> {
  if (/^\s*\{/.test(text)) return JSON.parse(text) as Record<string, unknown>;
  const tokens = (text.match(token) ?? []).filter((part) => !/^(?:\s|#|\/[/*])/.test(part));
  const reader = new Reader(tokens);
  return reader.entries(undefined);
}

class Reader {
  private at = 0;

  constructor(private readonly tokens: readonly string[]) {}

  /** `name = value`, up to the closing bracket or the end. */
  entries(close: string | undefined): Record<string, unknown> {
    const values: Record<string, unknown> = {};
    while (this.tokens[this.at] !== close) {
      const name = this.next().replace(/^"(.*)"$/, "$1");
      if (!/^[=:]$/.test(this.next())) throw new Error(`"${name}" is followed by no value`);
      values[name] = this.value();
      if (this.tokens[this.at] === ",") this.at++;
    }
    this.at++;
    return values;
  }

  private value(): unknown {
    const part = this.next();
    if (part === "{") return this.entries("}");
    if (part === "[") return this.list();
    if (part.startsWith('"') && !part.includes("${")) return JSON.parse(part) as string;
    if (/^-?\d/.test(part)) return Number(part);
    if (part === "true" || part === "false") return part === "true";
    if (part === "null") return undefined;
    throw new Error(`${part} is no literal value`);
  }

  private list(): unknown[] {
    const items: unknown[] = [];
    while (this.tokens[this.at] !== "]") {
      items.push(this.value());
      if (this.tokens[this.at] === ",") this.at++;
    }
    this.at++;
    return items;
  }

  private next(): string {
    const part = this.tokens[this.at++];
    if (part === undefined) throw new Error("it ends in the middle of a value");
    return part;
  }
}
