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

/** A file that no device has any more, and that is not removed yet. */
export interface Left {
  pool: string;
  path: string;
}

export interface Plugged {
  /** The CPU mode as it was rendered; a running machine shows the expanded model instead. */
  cpu: string;
  slots: number;
  /** It has, or had, a file of UEFI variables in libvirt's own folder. */
  nvram: boolean;
  /** It has, or had, a TPM. */
  tpm: boolean;
  ready: boolean;
  /** Digest of the overlay that it was rendered with. */
  xml?: string;
  uses: Use[];
  left: Left[];
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

/** As libvirt is told to set it: namespace, name and text without a prefix, which libvirt puts everywhere itself. */
export function renderNote(plugged: Plugged): [namespace: string, key: string, text: string] {
  const text = renderPlugged(plugged)
    .replace(/(<\/?)plugged:/g, "$1")
    .replace(/ xmlns:plugged="[^"]*"/, "");
  return [pluggedNamespace, "plugged", text];
}

export function pluggedNode(definition: XmlNode): XmlNode | undefined {
  const elements = definition.first("metadata")?.children ?? [];
  return elements.find(
    (node) => node.name.endsWith("plugged") && Object.values(node.attributes).includes(pluggedNamespace),
  );
}

/** UEFI variables outlive a change to BIOS, and what a TPM stores outlives the TPM; they are removed with the machine. */
export function keepNotes(definition: XmlNode, current: XmlNode): void {
  const [node, was] = [pluggedNode(definition), pluggedNode(current)];
  for (const note of ["nvram", "tpm"]) {
    if (node && was?.value(`@${note}`) === "yes") node.attributes[note] = "yes";
  }
}

export function readPlugged(definition: XmlNode): Plugged | undefined {
  const node = pluggedNode(definition);
  if (!node) return undefined;
  return {
    cpu: node.value("@cpu") ?? "",
    slots: Number(node.value("@slots") ?? 0),
    nvram: node.value("@nvram") === "yes",
    tpm: node.value("@tpm") === "yes",
    ready: node.value("@ready") === "yes",
    ...(node.value("@xml") === undefined ? {} : { xml: node.value("@xml") as string }),
    uses: node.children
      .filter(({ name }) => name.endsWith("use"))
      .map((use) => ({ key: "", device: "", ...use.attributes })),
    left: node.children
      .filter(({ name }) => name.endsWith("left"))
      .map((file) => ({ pool: "", path: "", ...file.attributes })),
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
