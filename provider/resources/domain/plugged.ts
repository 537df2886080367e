// What libvirt's own definition cannot say about a machine: which key a device has, and which incarnation of a
// network, pool or volume it was plugged into. It stands in <metadata>, and the copy of the running machine
// tells what that one really has. `ready` is only ever written there, so it ends with the machine's run.
import { createHash } from "node:crypto";
import { isRecord } from "../../core/changes";
import type { Reference } from "../../core/define";
import { render } from "../../core/template";
import type { XmlNode } from "../../core/xml";

export const pluggedNamespace = "urn:edgefleet:plugged:1";

export interface Use {
  /** `root` of the map that the device is in. */
  key: string;
  /** Target, MAC or port number: what libvirt tells devices apart by. */
  device: string;
  pool?: string;
  name?: string;
  incarnation?: string;
  path?: string;
}

export interface Plugged {
  /** The CPU mode as it was rendered; a running machine shows the expanded model instead. */
  cpu: string;
  slots: number;
  /** It has, or had, a file of UEFI variables. */
  nvram: boolean;
  ready: boolean;
  /** Digest of the overlay that it was rendered with. */
  xml?: string;
  uses: Use[];
}

/** Tells one overlay from another without showing it. */
export const digestOf = (overlay: string | undefined): string | undefined =>
  overlay === undefined ? undefined : createHash("sha256").update(overlay).digest("hex").slice(0, 16);

export function renderPlugged(plugged: Plugged): string {
  const uses = plugged.uses.map((use) => ({
    pool: undefined,
    name: undefined,
    incarnation: undefined,
    path: undefined,
    ...use,
  }));
  return render("devices/plugged", { xml: undefined, ...plugged, uses, namespace: pluggedNamespace })
    .replace(/>\s+</g, "><")
    .trim();
}

function pluggedNode(definition: XmlNode): XmlNode | undefined {
  const elements = definition.first("metadata")?.children ?? [];
  return elements.find(
    (node) => node.name.endsWith("plugged") && Object.values(node.attributes).includes(pluggedNamespace),
  );
}

/** The file of UEFI variables outlives a change to BIOS; it is removed with the machine. */
export function keepNvramNote(definition: XmlNode, current: XmlNode): void {
  const [node, was] = [pluggedNode(definition), pluggedNode(current)];
  if (node && was?.value("@nvram") === "yes") node.attributes["nvram"] = "yes";
}

export function readPlugged(definition: XmlNode): Plugged | undefined {
  const node = pluggedNode(definition);
  if (!node) return undefined;
  return {
    cpu: node.value("@cpu") ?? "",
    slots: Number(node.value("@slots") ?? 0),
    nvram: node.value("@nvram") === "yes",
    ready: node.value("@ready") === "yes",
    ...(node.value("@xml") === undefined ? {} : { xml: node.value("@xml") as string }),
    uses: node.children.map((use) => ({ key: "", device: "", ...use.attributes })),
  };
}

/**
 * What a running machine has. Devices that its own copy does not know were plugged in by an update that was cut
 * short before it could say so, or the machine was adopted; the definition knows them.
 */
export function completed(running: Plugged | undefined, defined: Plugged | undefined): Plugged | undefined {
  if (!running || !defined) return running ?? (defined && { ...defined, ready: false });
  const known = new Set(running.uses.map((use) => use.device));
  return { ...running, uses: [...running.uses, ...defined.uses.filter((use) => !known.has(use.device))] };
}

/** The reference that a use stands for. */
export function referenceOf(use: Use): Reference {
  const { name = "", incarnation, pool } = use;
  return { name, ...(pool ? { pool } : {}), ...(incarnation ? { incarnation } : {}) };
}

/** Name, pool and incarnation of a reference, for a use. */
export function usedReference(reference: Reference | undefined): Pick<Use, "pool" | "name" | "incarnation"> {
  if (!isRecord(reference)) return {};
  const { name, pool, incarnation } = reference as unknown as Reference;
  return { ...(pool ? { pool } : {}), name, ...(incarnation ? { incarnation } : {}) };
}
