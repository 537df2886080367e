// A network that no state knows, as a program would say it: fields where they can, `xml` for the rest.
import { isRecord } from "../../core/changes";
import { checkFields } from "../../core/check";
import type { Live } from "../../core/define";
import { expressible } from "../../core/look";
import { markNamespace } from "../../core/mark";
import { fillsOf, mergeOverlay, overlayBetween, type Fill } from "../../core/overlay";
import { withoutOverlay } from "../../core/overlay/beyond";
import { contradictions, repetitions } from "../../core/overlay/contradict";
import { clone } from "../../core/overlay/tree";
import type { Failure } from "../../core/errors";
import type { State } from "../../core/state";
import { render } from "../../core/template";
import { hasUnknown } from "../../core/values";
import { parseXml, type XmlNode } from "../../core/xml";
import { prefixOf } from "./addresses";
import { inputs, type NetworkInputs, type NetworkOutputs } from "./fields";
import { readNetwork } from "./read";
import { viewOf } from "./view";

const fills: readonly Fill[] = [
  { path: "mac", reason: "libvirt picks a bridge MAC when the network is defined without one" },
  { path: "bridge@zone", reason: "firewalld's zone is shown only while firewalld runs" },
  { path: "bridge@stp", value: "on", reason: "the default" },
  { path: "bridge@delay", value: "0", reason: "the default" },
  { path: "ip@family", value: "ipv4", reason: "the default" },
];

const isFill = fillsOf(fills);

export function describe(live: Live<NetworkInputs, NetworkOutputs>): Partial<NetworkInputs> {
  const { autostart, active } = live.inputs;
  return {
    ...describeDefinition(live.definition as XmlNode),
    autostart: autostart as boolean,
    active: active as boolean,
  };
}

/** Pure: from a definition as libvirt prints it. */
export function describeDefinition(definition: XmlNode): Partial<NetworkInputs> {
  const target = normal(definition);
  const said = sayable(target);
  const overlay = overlayBetween(rendered(said), target, isFill);
  return { ...said, ...(overlay ? { xml: overlay.print() } : {}) };
}

const blank = (): NetworkInputs => checkFields(inputs, {}).inputs as unknown as NetworkInputs;

/** What fields can say of a definition in normal form. */
function sayable(target: XmlNode): Partial<NetworkInputs> {
  const { inputs: said } = expressible(inputs, sayableRaw(target));
  return said as Partial<NetworkInputs>;
}

function sayableRaw(target: XmlNode): State {
  const mode = target.value("forward@mode") ?? "isolated";
  const seen = readNetwork(target, { ...blank(), mode: mode as NetworkInputs["mode"] });
  // Outside of a bridge of the host it is the network that gives out addresses, and both ends are said.
  return { ...seen, mode, ...(mode === "bridge" ? {} : { dhcp: seen.dhcp ?? false }) };
}

/** What the fields alone make. */
function rendered(said: Partial<NetworkInputs>): XmlNode {
  const wanted = { ...blank(), uuid: "unsaid", bridge: "unsaid", subnet: "10.0.0.0/24", ...said };
  const range = { dhcpStart: wanted.dhcpStart ?? "10.0.0.2", dhcpEnd: wanted.dhcpEnd ?? "10.0.0.254" };
  return normal(parseXml(render("network", viewOf({ ...wanted, ...range } as NetworkInputs, ""))));
}

/** A form in which two definitions can be compared. */
export function normal(definition: XmlNode): XmlNode {
  const root = clone(definition);
  delete root.attributes["connections"];
  for (const ip of root.all("ip")) {
    const { netmask, ...others } = ip.attributes;
    if (netmask === undefined) continue;
    delete ip.attributes["netmask"];
    Object.assign(ip.attributes, { ...others, prefix: String(prefixOf(netmask)) });
  }
  const metadata = root.first("metadata");
  if (metadata) keep(metadata, (node) => !Object.values(node.attributes).includes(markNamespace));
  keep(root, (node) => node.name !== "metadata" || node.children.length > 0);
  const forward = root.first("forward");
  if (forward) keep(forward, (node) => node.name !== "nat" || node.print() !== usualNat);
  return root;
}

const usualNat = parseXml('<nat><port start="1024" end="65535"/></nat>').print();

const keep = (node: XmlNode, wanted: (child: XmlNode) => boolean): void =>
  void node.children.splice(0, node.children.length, ...node.children.filter(wanted));

/** What its fields see of a network that has an overlay. */
export function seenByFields(seen: Partial<NetworkInputs>, wanted: NetworkInputs): Partial<NetworkInputs> {
  if (wanted.xml === undefined) return seen;
  const merged = normal(mergeOverlay(rendered(wanted), parseXml(wanted.xml)));
  return withoutOverlay(seen, readNetwork(merged, wanted), wanted);
}

/** Is the overlay acceptable? It must not say again, or otherwise, what fields say. */
export function overlayFailures(wanted: Partial<NetworkInputs>): Failure[] {
  if (wanted.xml === undefined || hasUnknown(wanted) || !isRecord(wanted)) return [];
  const overlay = parseXml(wanted.xml);
  const base = rendered(wanted);
  const merged = normal(mergeOverlay(base, overlay));
  const found = contradictions(inputs, base, merged, sayableRaw);
  return found.length > 0 ? found : repetitions(inputs, base, overlay);
}
