// Is the overlay of a machine acceptable? It must not say again, or otherwise, what fields say.
import { contradictions, repetitions } from "../../core/overlay/contradict";
import type { Failure } from "../../core/errors";
import { mergeOverlay } from "../../core/overlay";
import type { State } from "../../core/state";
import { render } from "../../core/template";
import { hasUnknown } from "../../core/values";
import { parseXml } from "../../core/xml";
import { sayable } from "./describe";
import { inputs, type DomainInputs } from "./fields";
import { normal } from "./normal";
import type { Storage } from "./storage";
import { viewOf } from "./view";

export function overlayFailures(wanted: Partial<DomainInputs>): Failure[] {
  // What is not known yet is looked at again when it is.
  if (wanted.xml === undefined || hasUnknown(wanted)) return [];
  const overlay = parseXml(wanted.xml);
  if (overlay.value("@type") !== undefined)
    return [{ property: "xml", reason: "<domain type=…> is what accelerator says. Leave it out here." }];
  const domain = wanted as DomainInputs;
  const base = normal(parseXml(render("domain", { ...viewOf(domain, "tcg", anywhere(domain)), mark: "", plugged: "" })));
  const around = { volumeAt: () => undefined, network: (name: string) => ({ name }) };
  const read = (document: typeof base): State => {
    const { hotplugSlots: _, ...said } = sayable(document, undefined, around);
    return said as unknown as State;
  };
  const merged = normal(mergeOverlay(base, overlay));
  const found = contradictions(inputs, base, merged, read);
  return found.length > 0 ? found : repetitions(inputs, base, overlay);
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
