// XML as a plain tree. The only file that knows the XML library.
import sax from "sax";
import { escapeXml } from "../host/command";

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
      .reduce<XmlNode[]>(
        (nodes, name) => nodes.flatMap((n) => n.children.filter((c) => c.name === name)),
        [this],
      );
  }

  /** `a/b` is an element's text, `a/b@c` an attribute, `@c` an attribute of this element. */
  value(path: string): string | undefined {
    const [elements, attribute] = path.split("@") as [string, string | undefined];
    const node = elements ? this.first(elements) : this;
    return attribute === undefined ? node?.text : node?.attributes[attribute];
  }

  /** The element as XML text. */
  print(indent = ""): string {
    const attributes = Object.entries(this.attributes).map(
      ([name, value]) => ` ${name}="${escapeXml(value)}"`,
    );
    const open = `${indent}<${this.name}${attributes.join("")}`;
    if (this.children.length === 0)
      return this.text ? `${open}>${escapeXml(this.text)}</${this.name}>` : `${open}/>`;
    const inner = this.children.map((child) => child.print(`${indent}  `));
    if (this.text) inner.unshift(`${indent}  ${escapeXml(this.text)}`);
    return `${open}>\n${inner.join("\n")}\n${indent}</${this.name}>`;
  }
}

/** Parses a document; malformed text throws. */
export function parseXml(text: string): XmlNode {
  const parser = sax.parser(true);
  const document = new XmlNode("");
  const open: XmlNode[] = [document];
  parser.onopentag = ({ name, attributes }) => {
    const node = new XmlNode(name, attributes as Record<string, string>);
    open.at(-1)?.children.push(node);
    open.push(node);
  };
  parser.ontext = parser.oncdata = (part) => {
    const node = open.at(-1);
    if (node) node.text += part;
  };
  parser.onclosetag = () => {
    const node = open.pop();
    if (node) node.text = node.text.trim();
  };
  parser.onerror = (error) => {
    throw error;
  };
  parser.write(text).close();
  const [root] = document.children;
  if (!root) throw new Error("empty XML document");
  return root;
}

/** The uuid of a definition, which stands before all that might have another one: one line is not worth a parser. */
export const uuidIn = (definition: string): string | undefined =>
  /<uuid>([^<]+)<\/uuid>/.exec(definition)?.[1]?.toLowerCase();
