// A network as its template sees it.
import type { Context } from "../../core/context";
import { renderMark } from "../../core/mark";
import { render } from "../../core/template";
import { withOverlay } from "../../core/overlay/text";
import { parseXml } from "../../core/xml";
import { parseSubnet } from "./addresses";
import type { NetworkInputs } from "./fields";

export function renderNetwork(context: Context, wanted: NetworkInputs): string {
  const mark = renderMark({ incarnation: wanted.incarnation, label: context.label, by: context.config.owner });
  const text = render("network", viewOf(wanted, mark));
  return wanted.xml === undefined ? text : withOverlay(parseXml(text), wanted.xml).print();
}

/** All that the template asks for. */
export function viewOf(wanted: NetworkInputs, mark: string): object {
  const subnet = wanted.mode === "bridge" ? undefined : parseSubnet(wanted.subnet);
  return {
    ...wanted,
    mark,
    forward: wanted.mode === "isolated" ? undefined : wanted.mode,
    subnet,
    range: wanted.dhcp ? { start: wanted.dhcpStart, end: wanted.dhcpEnd } : undefined,
    hosts: Object.values(wanted.dhcpHosts),
    dns: Object.values(wanted.dnsHosts),
    domain: wanted.domain,
    mtu: wanted.mtu,
  };
}
