// Overlays as programs write them: text, checked before anything is touched.
import { isMarker, mergeOverlay, overlayNamespace } from "../overlay";
import { parseXml, type XmlNode } from "../xml";

/** Why a text is no overlay of that root. */
export function overlayProblem(root: string): (text: string) => string | undefined {
  return (text) => {
    let overlay: XmlNode;
    try {
      overlay = parseXml(text);
    } catch (error) {
      return `It is no well-formed XML: ${(error as Error).message.split("\n")[0] ?? ""}.`;
    }
    if (overlay.name !== root)
      return `It begins with <${overlay.name}>; <${root}> is needed around everything.`;
    return undeclared(overlay, new Map()) ?? markerProblem(overlay);
  };
}

/** A prefix that nothing declares would only be found by libvirt, in other words. */
function undeclared(node: XmlNode, known: ReadonlyMap<string, string>): string | undefined {
  const scope = new Map(known);
  for (const [name, value] of Object.entries(node.attributes))
    if (name.startsWith("xmlns:")) scope.set(name.slice("xmlns:".length), value);
  for (const name of [node.name, ...Object.keys(node.attributes)]) {
    const prefix = /^([^:]+):/.exec(name)?.[1];
    if (prefix === undefined || prefix === "xmlns" || prefix === "xml") continue;
    if (!scope.has(prefix))
      return `<${node.name}> uses the prefix ${prefix}, which nothing declares. Add xmlns:${prefix}="${(namespaces as Record<string, string>)[prefix] ?? "…"}" to the root.`;
    if (prefix === "edgefleet" && scope.get(prefix) !== overlayNamespace && isMarker(name))
      return `The prefix edgefleet has to stand for ${overlayNamespace}.`;
  }
  for (const child of node.children) {
    const problem = undeclared(child, scope);
    if (problem) return problem;
  }
  return undefined;
}

/** The prefixes that libvirt's documents and ours use. */
export const namespaces = {
  edgefleet: overlayNamespace,
  qemu: "http://libvirt.org/schemas/domain/qemu/1.0",
  dnsmasq: "http://libvirt.org/schemas/network/dnsmasq/1.0",
};

function markerProblem(node: XmlNode): string | undefined {
  const stray = Object.keys(node.attributes).find((name) => name.startsWith("edgefleet:") && !isMarker(name));
  if (stray) return `There is no ${stray}; edgefleet:absent and edgefleet:without are possible.`;
  const value = node.attributes["edgefleet:absent"];
  if (value !== undefined && value !== "yes")
    return `edgefleet:absent="${value}" on <${node.name}>: "yes" is possible.`;
  for (const child of node.children) {
    const problem = markerProblem(child);
    if (problem) return problem;
  }
  return undefined;
}

/** The definition with the overlay in it, where there is one. */
export function withOverlay(definition: XmlNode, overlay: string | undefined): XmlNode {
  return overlay === undefined ? definition : mergeOverlay(definition, parseXml(overlay));
}

/** Are these the same document, however it is laid out? */
export function sameDocument(a: string, b: string): boolean {
  try {
    return parseXml(a).print() === parseXml(b).print();
  } catch {
    return a === b;
  }
}
