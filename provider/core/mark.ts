// The ownership mark in libvirt's <metadata>: who made this, and which incarnation it is.
import { escapeXml } from "../host/command";
import type { XmlNode } from "./xml";

export const markNamespace = "urn:edgefleet:mark:1";

export interface Mark {
  /** The proof of ownership, together with the state that holds the same value. */
  incarnation: string;
  /** For people: project/stack/name. */
  label: string;
  /** For people and for taking over an interrupted create: user@machine, or config `edgefleet:owner`. */
  by: string;
}

/** `<edgefleet:mark …/>`, to stand inside `<metadata>`. */
export function renderMark(mark: Mark): string {
  const attribute = (name: string, value: string) => `${name}="${escapeXml(value)}"`;
  return `<edgefleet:mark xmlns:edgefleet="${markNamespace}" ${attribute("incarnation", mark.incarnation)} ${attribute("label", mark.label)} ${attribute("by", mark.by)}/>`;
}

/** The mark of a network's or a domain's definition. */
export function readMark(definition: XmlNode): Mark | undefined {
  const metadata = definition.first("metadata");
  for (const node of metadata?.children ?? []) {
    const prefix = node.name.includes(":") ? node.name.split(":")[0] : undefined;
    const namespace = node.attributes[prefix ? `xmlns:${prefix}` : "xmlns"];
    if (namespace !== markNamespace) continue;
    const { incarnation = "", label = "", by = "" } = node.attributes;
    return { incarnation, label, by };
  }
  return undefined;
}
