// Overlays: what a program adds, in libvirt's own form, to the definition that fields make. An overlay names only what
// it sets. `edgefleet:absent="yes"` takes an element away, `edgefleet:without="a b"` takes attributes away.
import { matcher } from "./drift";
import { keysOf, labels, ordered } from "./overlay/match";
import { clone } from "./overlay/tree";
import { XmlNode } from "./xml";

export const overlayNamespace = "urn:edgefleet:overlay:1";
export const absent = "edgefleet:absent";
export const without = "edgefleet:without";
const declaration = "xmlns:edgefleet";

export const isMarker = (attribute: string): boolean => [absent, without, declaration].includes(attribute);
const isAbsent = (node: XmlNode): boolean => node.attributes[absent] === "yes";

/** The definition with the overlay in it; both stay as they are. */
export function mergeOverlay(base: XmlNode, overlay: XmlNode): XmlNode {
  const gone = (overlay.attributes[without] ?? "").split(/\s+/);
  const attributes = { ...base.attributes, ...plainAttributes(overlay) };
  for (const name of gone) delete attributes[name];
  return new XmlNode(
    base.name,
    attributes,
    mergeChildren(base, overlay),
    overlay.text || (gone.includes("text()") ? "" : base.text),
  );
}

function mergeChildren(base: XmlNode, overlay: XmlNode): XmlNode[] {
  const replaced = new Set(
    overlay.children.filter((child) => ordered.has(child.name)).map((child) => child.name),
  );
  const children: (XmlNode | undefined)[] = base.children.filter((child) => !replaced.has(child.name));
  const places = labels(children as XmlNode[]);
  const names = labels(overlay.children);
  overlay.children.forEach((child, i) => {
    const place = placeOf(names[i] as string, child, places, children);
    if (isAbsent(child)) {
      if (place !== undefined) children[place] = undefined;
    } else if (place !== undefined && children[place]) {
      children[place] = mergeOverlay(children[place], child);
    } else {
      children.push(mergeOverlay(new XmlNode(child.name), child));
    }
  });
  return children.filter((child) => child !== undefined);
}

/** By what tells siblings apart; an element that does not say it means the only one of its name. */
function placeOf(
  label: string,
  child: XmlNode,
  places: string[],
  children: readonly (XmlNode | undefined)[],
): number | undefined {
  if (ordered.has(child.name)) return undefined;
  const found = places.indexOf(label);
  if (found >= 0) return found;
  if (!label.endsWith("[]")) return undefined;
  const same = places.flatMap((_, i) => (children[i]?.name === child.name ? [i] : []));
  return same.length === 1 ? same[0] : undefined;
}

const plainAttributes = (node: XmlNode): Record<string, string> =>
  Object.fromEntries(Object.entries(node.attributes).filter(([name]) => !isMarker(name)));

/** What libvirt fills in by itself: no program has to say it. */
export interface Fill {
  /** As in Quiet: `devices/disk/address`, `vcpu@placement`; `*` is any one element. */
  path: string;
  /** Only this value is filled in; without it every value is. */
  value?: string;
  reason: string;
}

export type IsFill = (path: string, value?: string) => boolean;

export function fillsOf(list: readonly Fill[]): IsFill {
  const fills = list.map(({ path, value }) => ({ pattern: matcher(path), value }));
  return (path, value) =>
    fills.some((fill) => fill.pattern.test(path) && (fill.value === undefined || fill.value === value));
}

/** The overlay that makes `target` out of `base`; nothing when fills are all that differs. */
export function overlayBetween(base: XmlNode, target: XmlNode, isFill: IsFill): XmlNode | undefined {
  const found = compare(base, target, "", isFill);
  if (!found) return undefined;
  const declared = { ...target.attributes, [declaration]: overlayNamespace };
  const used = Object.entries(declared).filter(([name]) => usesPrefix(found, name));
  return new XmlNode(
    found.name,
    { ...found.attributes, ...Object.fromEntries(used) },
    found.children,
    found.text,
  );
}

/** Both documents may declare it: then it is no difference, and still it is needed. */
function usesPrefix(node: XmlNode, attribute: string): boolean {
  if (!attribute.startsWith("xmlns:")) return false;
  const prefix = `${attribute.slice("xmlns:".length)}:`;
  const uses = ({ name, attributes, children }: XmlNode): boolean =>
    [name, ...Object.keys(attributes)].some((word) => word.startsWith(prefix)) || children.some(uses);
  return uses(node);
}

function compare(base: XmlNode, target: XmlNode, path: string, isFill: IsFill): XmlNode | undefined {
  const found = new XmlNode(base.name);
  for (const [name, value] of Object.entries(target.attributes)) {
    if (base.attributes[name] !== value && !isFill(`${path}@${name}`, value)) found.attributes[name] = value;
  }
  const gone = Object.entries(base.attributes)
    .filter(([name, value]) => !(name in target.attributes) && !isFill(`${path}@${name}`, value))
    .map(([name]) => name);
  if (base.text !== target.text && !isFill(path, target.text)) {
    if (target.text) found.text = target.text;
    else gone.push("text()");
  }
  if (gone.length > 0) found.attributes[without] = gone.join(" ");
  found.children.push(...compareChildren(base, target, path, isFill));
  const changed = found.children.length > 0 || Object.keys(found.attributes).length > 0 || found.text !== "";
  return changed ? found : undefined;
}

function compareChildren(base: XmlNode, target: XmlNode, path: string, isFill: IsFill): XmlNode[] {
  const [was, is] = [labels(base.children), labels(target.children)];
  const at = (child: XmlNode) => (path ? `${path}/${child.name}` : child.name);
  const listed = [...ordered].flatMap((name) => wholeList(name, base, target));
  const changed = target.children.map((child, i): XmlNode | undefined => {
    if (ordered.has(child.name)) return undefined;
    const other = base.children[was.indexOf(is[i] as string)];
    if (other) {
      const inner = compare(other, child, at(child), isFill);
      return inner && keyed(child, inner);
    }
    return isFill(at(child), wholeValue(child)) ? undefined : withoutFills(child, at(child), isFill);
  });
  const gone = base.children.filter(
    (child, i) =>
      !ordered.has(child.name) && !is.includes(was[i] as string) && !isFill(at(child), wholeValue(child)),
  );
  return [
    ...listed,
    ...placeheld(changed, target, is),
    ...gone.map((child) => keyed(child, new XmlNode(child.name, { [absent]: "yes" }))),
  ];
}

/** What a fill may ask of a whole element: its text, or its attributes as libvirt writes them. */
const wholeValue = (node: XmlNode): string =>
  node.text ||
  Object.entries(node.attributes)
    .map(([name, value]) => `${name}=${value}`)
    .join(" ");

/** The order of such elements is their meaning: all of them, or none. */
function wholeList(name: string, base: XmlNode, target: XmlNode): XmlNode[] {
  const [was, is] = [base, target].map((node) => node.children.filter((child) => child.name === name)) as [
    XmlNode[],
    XmlNode[],
  ];
  if (JSON.stringify(was) === JSON.stringify(is)) return [];
  return is.length > 0 ? is.map(clone) : [new XmlNode(name, { [absent]: "yes" })];
}

/** Where only a number tells elements apart, those before a changed one stand there without anything in them. */
function placeheld(changed: (XmlNode | undefined)[], target: XmlNode, names: string[]): XmlNode[] {
  return target.children.flatMap((child, i) => {
    const node = changed[i];
    if (node) return [node];
    const label = (names[i] as string).replace(/#\d+$/, "");
    const counted = names.some((name, j) => j > i && changed[j] && name.startsWith(`${label}#`));
    return counted ? [keyed(child, new XmlNode(child.name))] : [];
  });
}

/** With what tells it apart, so that the overlay finds its place again. */
function keyed(node: XmlNode, inner: XmlNode): XmlNode {
  const key = new XmlNode(node.name);
  for (const path of keysOf(node)) {
    const value = node.value(path);
    if (value === undefined) continue;
    const [element, attribute = ""] = path.split("@") as [string, string];
    if (!element && !attribute) key.text = value;
    else if (!element) key.attributes[attribute] = value;
    else key.children.push(new XmlNode(element, { [attribute]: value }));
  }
  // Markers are no part of libvirt's form: a merge would take them out.
  const markers = Object.entries(inner.attributes).filter(([name]) => isMarker(name));
  const joined = joinKeys(key, inner);
  return new XmlNode(
    joined.name,
    { ...joined.attributes, ...Object.fromEntries(markers) },
    joined.children,
    joined.text,
  );
}

function joinKeys(key: XmlNode, inner: XmlNode): XmlNode {
  const children = [...inner.children];
  for (const child of key.children) {
    const i = children.findIndex((other) => other.name === child.name);
    const there = children[i];
    if (there)
      children[i] = new XmlNode(
        there.name,
        { ...child.attributes, ...there.attributes },
        there.children,
        there.text,
      );
    else children.unshift(child);
  }
  return new XmlNode(key.name, { ...key.attributes, ...inner.attributes }, children, inner.text || key.text);
}

function withoutFills(node: XmlNode, path: string, isFill: IsFill): XmlNode {
  const attributes = Object.entries(node.attributes).filter(
    ([name, value]) => !isFill(`${path}@${name}`, value),
  );
  const children = node.children
    .filter((child) => !isFill(`${path}/${child.name}`, wholeValue(child)))
    .map((child) => withoutFills(child, `${path}/${child.name}`, isFill));
  return new XmlNode(node.name, Object.fromEntries(attributes), children, node.text);
}
