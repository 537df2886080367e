// From libvirt's definition back to inputs.
import type { XmlNode } from "../../core/xml";
import { isIpv4, prefixOf, subnetAround } from "./addresses";
import { readDhcpHosts, readDnsHosts } from "./entries";
import type { NetworkInputs } from "./fields";

/** Host and subnet of the guests; a network may have none. */
export const ipv4Of = (definition: XmlNode): XmlNode | undefined =>
  definition.all("ip").find((node) => isIpv4(node.value("@address") ?? ""));

export function readNetwork(
  definition: XmlNode,
  wanted: Pick<NetworkInputs, "uuid" | "mode" | "subnet" | "dhcpHosts" | "dnsHosts">,
): Partial<NetworkInputs> {
  const ip = ipv4Of(definition);
  return {
    name: definition.value("name") ?? "",
    uuid: definition.value("uuid") ?? wanted.uuid,
    mode: modeOf(definition),
    ...present("bridge", definition.value("bridge@name")),
    ...present("subnet", subnetSeen(ip, wanted.subnet)),
    ...(wanted.mode === "bridge" ? {} : { dhcp: ip?.first("dhcp") !== undefined }),
    ...present("dhcpStart", ip?.value("dhcp/range@start")),
    ...present("dhcpEnd", ip?.value("dhcp/range@end")),
    dhcpHosts: readDhcpHosts(ip, wanted.dhcpHosts),
    dnsHosts: readDnsHosts(definition, wanted.dnsHosts),
    domain: definition.value("domain@name"),
    mtu: numeric(definition.value("mtu@size")),
    dnsmasqOptions: definition.all("dnsmasq:options/dnsmasq:option").map((o) => o.value("@value") ?? ""),
  };
}

const present = <K extends string, V>(key: K, value: V | undefined): { [P in K]?: V } =>
  (value === undefined ? {} : { [key]: value }) as { [P in K]?: V };

const numeric = (text: string | undefined): number | undefined =>
  text === undefined ? undefined : Number(text);

function modeOf(definition: XmlNode): NetworkInputs["mode"] {
  const mode = definition.value("forward@mode");
  return mode === "nat" || mode === "route" || mode === "bridge" ? mode : "isolated";
}

/** The user's own spelling when it is the same subnet. */
function subnetSeen(ip: XmlNode | undefined, wanted: string | undefined): string | undefined {
  const address = ip?.value("@address");
  if (!ip || !address) return undefined;
  const prefix = ip.value("@prefix") ?? prefixOf(ip.value("@netmask") ?? "255.255.255.0");
  const seen = subnetAround(`${address}/${prefix}`);
  return wanted && subnetAround(wanted) === seen ? wanted : seen;
}
