// Small things that overlays do with trees.
import { XmlNode } from "../xml";

export const clone = (node: XmlNode): XmlNode =>
  new XmlNode(node.name, { ...node.attributes }, node.children.map(clone), node.text);

/** The places that an overlay speaks of, for people: `features/hyperv`, `devices/disk[vda]/driver`. */
export function places(overlay: XmlNode, label: (node: XmlNode) => string): string[] {
  return overlay.children.flatMap((child) => {
    const inner = ["devices", "os", "features", "dns", "metadata"].includes(child.name) ? child.children : [];
    if (inner.length === 0) return [child.name];
    return inner.map((node) => `${child.name}/${label(node)}`);
  });
}
