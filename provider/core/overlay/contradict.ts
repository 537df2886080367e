// An overlay says what no field says: what a field says is refused there, with the field's name.
import { isRecord, plan } from "../changes";
import type { Field, Fields } from "../define";
import type { Failure } from "../errors";
import { expressible } from "../look";
import { isMarker } from "../overlay";
import type { State } from "../state";
import type { XmlNode } from "../xml";
import { keysOf, labels, ordered } from "./match";

/** `read` is what fields would say of a document. */
export function contradictions(
  fields: Fields,
  base: XmlNode,
  merged: XmlNode,
  read: (document: XmlNode) => State,
): Failure[] {
  const now = expressible(fields, read(merged));
  const changes = plan(fields, { old: expressible(fields, read(base)).inputs, wanted: now.inputs });
  const paths = changes
    .filter(({ path, to }) => {
      const [top = ""] = path.split(".");
      return !now.refused.includes(top) && !(to === undefined && fieldAt(fields, path)?.derived);
    })
    .map(({ path }) => path);
  return [...new Set(paths)].map((path) => ({
    property: "xml",
    reason: `It changes what ${path} says. Set ${path} instead, and leave it out here.`,
  }));
}

function fieldAt(fields: Fields, path: string): Field | undefined {
  const [first = "", ...rest] = path.split(".");
  return rest.reduce<Field | undefined>(
    (field, step) => (field?.kind === "map" ? field.of : field?.fields?.[step]),
    fields[first],
  );
}

/** What stands in the definition already because a field says so. */
export function repetitions(fields: Fields, base: XmlNode, overlay: XmlNode): Failure[] {
  return repeated(base, overlay, "").flatMap(({ path, text }) => {
    const field = fieldOf(fields, path);
    return field
      ? [{ property: "xml", reason: `${text} is there already, because of ${field}. Leave it out here.` }]
      : [];
  });
}

interface Repeated {
  path: string;
  text: string;
}

function repeated(base: XmlNode, overlay: XmlNode, path: string): Repeated[] {
  const keys = keysOf(overlay);
  const found: Repeated[] = [];
  for (const [name, value] of Object.entries(overlay.attributes)) {
    const told = isMarker(name) || name.startsWith("xmlns") || keys.includes(`@${name}`);
    if (!told && base.attributes[name] === value)
      found.push({ path: `${path}@${name}`, text: `<${overlay.name} ${name}="${value}">` });
  }
  if (overlay.text && overlay.text === base.text && !keys.includes(""))
    found.push({ path, text: `<${overlay.name}>${overlay.text}</${overlay.name}>` });
  const [names, places] = [labels(overlay.children), labels(base.children)];
  overlay.children.forEach((child, i) => {
    const other = base.children[places.indexOf(names[i] as string)];
    // A list is given as a whole.
    if (!other || ordered.has(child.name)) return;
    const inner = repeated(other, child, path ? `${path}/${child.name}` : child.name);
    found.push(...inner.filter((one) => !isKeyOf(keys, one.path, path)));
  });
  return found;
}

/** `target@dev` of a disk says which one is meant. */
const isKeyOf = (keys: readonly string[], inner: string, path: string): boolean =>
  keys.some((key) => inner === (path ? `${path}/${key}` : key));

/** The field that stands at that path or around it. */
function fieldOf(fields: Fields, path: string): string | undefined {
  const found = Object.entries(fields).flatMap(([name, field]) => {
    const place = field.xml?.replace(/\?$/, "");
    const covers = place && (path === place || path.startsWith(`${place}/`) || path.startsWith(`${place}@`));
    return covers && !isRecord(field.to) ? [{ name, length: place.length }] : [];
  });
  return found.sort((a, b) => b.length - a.length)[0]?.name;
}
