// Is the overlay of a machine acceptable? It must not say again, or otherwise, what fields say.
import { withoutOverlay } from "../../core/overlay/beyond";
import { contradictions, repetitions } from "../../core/overlay/contradict";
import type { Failure } from "../../core/errors";
import { mergeOverlay } from "../../core/overlay";
import type { State } from "../../core/state";
import { render } from "../../core/template";
import { hasUnknown } from "../../core/values";
import { parseXml, type XmlNode } from "../../core/xml";
import { sayable } from "./describe";
import { inputs, type DomainInputs } from "./fields";
import { normal } from "./normal";
import { readDomain, type Seen } from "./read";
import type { Storage } from "./storage";
import { viewOf } from "./view";

export function overlayFailures(wanted: Partial<DomainInputs>): Failure[] {
  // What is not known yet is looked at again when it is.
  if (wanted.xml === undefined || hasUnknown(wanted)) return [];
  const overlay = parseXml(wanted.xml);
  if (overlay.value("@type") !== undefined)
    return [{ property: "xml", reason: "<domain type=…> is what accelerator says. Leave it out here." }];
  const base = fieldsOnly(wanted as DomainInputs);
  const around = { volumeAt: () => undefined, network: (name: string) => ({ name }) };
  const read = (document: XmlNode): State => {
    const { hotplugSlots: _, ...said } = sayable(document, undefined, around);
    return said as unknown as State;
  };
  const merged = normal(mergeOverlay(base, overlay));
  const found = contradictions(inputs, base, merged, read, keysOf(wanted as DomainInputs));
  return found.length > 0 ? found : repetitions(inputs, base, overlay);
}

/** Devices by the keys of the program; one that it does not have keeps libvirt's name. */
function keysOf({ disks, nics, serials }: DomainInputs): (path: string) => string {
  const keys = new Map<string, string>([
    ...Object.entries(disks).map(([key, { target }]) => [`disks.${target}`, `disks.${key}`] as const),
    ...Object.keys(nics).map((key, i) => [`nics.net${i}`, `nics.${key}`] as const),
    ...Object.entries(serials).map(([key, { port }]) => [`serials.serial${port}`, `serials.${key}`] as const),
  ]);
  return (path) => path.replace(/^\w+\.[^.]+/, (device) => keys.get(device) ?? device);
}

/** What its fields see of a machine that has an overlay. */
export function seenByFields<S extends Seen>(seen: S, wanted: DomainInputs): S {
  if (wanted.xml === undefined) return seen;
  const merged = normal(mergeOverlay(fieldsOnly(wanted), parseXml(wanted.xml)));
  const { xml, ...others } = seen;
  return { ...withoutOverlay(others, readDomain(merged, wanted, undefined), wanted), xml } as S;
}

function fieldsOnly(domain: DomainInputs): XmlNode {
  const view = viewOf(domain, "tcg", anywhere(domain));
  return normal(parseXml(render("domain", { ...view, mark: "", plugged: "" })));
}

/** Check asks no host where a volume lies: any path will do. */
function anywhere(domain: DomainInputs): Storage {
  const disks = Object.entries(domain.disks).map(([key, { source }]) => [
    key,
    { path: source.file ?? `/${source.volume?.pool}/${source.volume?.name}`, format: "raw" },
  ]);
  const logs = Object.keys(domain.serials).map((key) => [key, `/${key}`]);
  return { disks: Object.fromEntries(disks), logs: Object.fromEntries(logs) } as Storage;
}
