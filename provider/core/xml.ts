// XML as a plain tree. The only file that knows the XML library.
import { escapeXml } from "../host/command";

// The package as a whole would load a builder as well, which takes longer than all the rest of it.
const { Parser } = require("xml2js/lib/parser") as Pick<typeof import("xml2js"), "Parser">;

/** An element: its own text without that of its children, whitespace trimmed. */
export class XmlNode {
  constructor(
    readonly name: string,
    readonly attributes: Record<string, string> = {},
    readonly children: XmlNode[] = [],
    public text = "",
  ) {}

  /** The first element at `a/b/c`. */
  first(path: string): XmlNode | undefined {
    return this.all(path)[0];
  }

  /** All elements at `a/b/c`. */
  all(path: string): XmlNode[] {
    return path
      .split("/")
      .reduce<XmlNode[]>((nodes, name) => nodes.flatMap((n) => n.children.filter((c) => c.name === name)), [this]);
  }

  /** `a/b` is an element's text, `a/b@c` an attribute, `@c` an attribute of this element. */
  value(path: string): string | undefined {
    const [elements, attribute] = path.split("@") as [string, string | undefined];
    const node = elements ? this.first(elements) : this;
    return attribute === undefined ? node?.text : node?.attributes[attribute];
  }

  /** The element as XML text. */
  print(indent = ""): string {
    const attributes = Object.entries(this.attributes).map(([name, value]) => ` ${name}="${escapeXml(value)}"`);
    const open = `${indent}<${this.name}${attributes.join("")}`;
    if (this.children.length === 0) return this.text ? `${open}>${escapeXml(this.text)}</${this.name}>` : `${open}/>`;
    const inner = this.children.map((child) => child.print(`${indent}  `));
    if (this.text) inner.unshift(`${indent}  ${escapeXml(this.text)}`);
    return `${open}>\n${inner.join("\n")}\n${indent}</${this.name}>`;
  }
}

interface Parsed {
  "#name": string;
  $?: Record<string, string>;
  $$?: Parsed[];
  _?: string;
}

/** Parses a document; malformed text throws. */
export function parseXml(text: string): XmlNode {
  let root: XmlNode | undefined;
  let failure: Error | null = null;
  new Parser({
    explicitRoot: false,
    explicitChildren: true,
    preserveChildrenOrder: true,
    charsAsChildren: false,
    async: false,
  }).parseString(text, (error: Error | null, result: Parsed | null) => {
    failure = error;
    if (result) root = convert(result);
  });
  if (failure || !root) throw failure ?? new Error("empty XML document");
  return root;
}

function convert(parsed: Parsed): XmlNode {
  const children = (parsed.$$ ?? []).map(convert);
  return new XmlNode(parsed["#name"], { ...parsed.$ }, children, (parsed._ ?? "").trim());
}
