// A piece of another tool's state, and what of it has been understood: the rest is named, never lost in silence.
import { isRecord } from "../../core/changes";
import { XmlNode } from "../../core/xml";

export class Part {
  private readonly seen = new Set<string>();
  private readonly inner: Part[] = [];

  constructor(
    private readonly values: Record<string, unknown>,
    private readonly path = "",
  ) {}

  text(name: string): string | undefined {
    const value = this.take(name);
    return value === undefined || value === "" || typeof value === "object" ? undefined : String(value);
  }

  yes(name: string): boolean | undefined {
    const value = this.take(name);
    return value === undefined
      ? undefined
      : value === true || value === "yes" || value === "on" || value === "true";
  }

  /** An object, or the only one of a list. */
  one(name: string): Part | undefined {
    return this.all(name)[0];
  }

  /** Objects of a list; a single object counts as a list of one. */
  all(name: string): Part[] {
    const value = this.take(name);
    const list = Array.isArray(value) ? value : [value];
    const parts = list
      .filter(isRecord)
      .map((item, i) => new Part(item, `${this.path}${name}${Array.isArray(value) ? `[${i}]` : ""}.`));
    this.inner.push(...parts);
    return parts;
  }

  /** Texts of a list. */
  texts(name: string): string[] {
    const value = this.take(name);
    return Array.isArray(value) ? value.filter((item) => typeof item === "string") : [];
  }

  /** Maps of a list, whatever is in them. */
  maps(name: string): Record<string, unknown>[] {
    const value = this.take(name);
    return Array.isArray(value) ? value.filter(isRecord) : [];
  }

  /** Known, and of no meaning for what is converted. */
  skip(...names: string[]): this {
    for (const name of names) this.seen.add(name);
    return this;
  }

  has(name: string): boolean {
    return isSaid(this.values[name]);
  }

  /** Paths of what nobody asked for. */
  left(): string[] {
    const own = Object.keys(this.values).filter((name) => !this.seen.has(name) && isSaid(this.values[name]));
    return [...own.map((name) => `${this.path}${name}`), ...this.inner.flatMap((part) => part.left())];
  }

  private take(name: string): unknown {
    this.seen.add(name);
    return this.values[name] ?? undefined;
  }
}

const isSaid = (value: unknown): boolean => {
  if (value === null || value === undefined || value === "" || value === false) return false;
  return typeof value !== "object" || Object.values(value).some(isSaid);
};

type Attributes = Record<string, string | number | undefined>;

/** An element; what is undefined is left out. */
export function element(
  name: string,
  attributes: Attributes,
  ...inner: (XmlNode | string | undefined)[]
): XmlNode {
  const said = Object.entries(attributes).filter(([, value]) => value !== undefined);
  const children = inner.filter((node): node is XmlNode => node instanceof XmlNode);
  const text = inner.find((node) => typeof node === "string") as string | undefined;
  return new XmlNode(
    name,
    Object.fromEntries(said.map(([key, value]) => [key, String(value)])),
    children,
    text,
  );
}

/** Only with a text in it. */
export const leaf = (name: string, text: string | undefined): XmlNode | undefined =>
  text === undefined ? undefined : element(name, {}, text);

/** `yes`, `no`, or left out. */
export const yesno = (value: boolean | undefined): string | undefined =>
  value === undefined ? undefined : value ? "yes" : "no";
