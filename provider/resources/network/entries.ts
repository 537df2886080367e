// DHCP and DNS hosts: from libvirt's lists back to maps with the user's keys.
import type { XmlNode } from "../../core/xml";

export interface DhcpHost {
  mac: string;
  ip: string;
  name: string | undefined;
}

export interface DnsHost {
  ip: string;
  names: string[];
}

export function readDhcpHosts(
  ip: XmlNode | undefined,
  wanted: Record<string, DhcpHost>,
): Record<string, DhcpHost> {
  const keys = new Map(Object.entries(wanted).map(([key, host]) => [host.mac.toLowerCase(), key]));
  const hosts = (ip?.all("dhcp/host") ?? []).map((node): [string, DhcpHost] => {
    const mac = node.value("@mac") ?? "";
    const address = node.value("@ip") ?? "";
    // What a person added has no key of ours; its MAC tells it apart.
    const key = keys.get(mac.toLowerCase()) ?? (mac || address);
    return [key, { mac, ip: address, name: node.value("@name") }];
  });
  return Object.fromEntries(hosts);
}

export function readDnsHosts(definition: XmlNode, wanted: Record<string, DnsHost>): Record<string, DnsHost> {
  const keys = new Map(Object.entries(wanted).map(([key, host]) => [host.ip, key]));
  const hosts = definition.all("dns/host").map((node): [string, DnsHost] => {
    const ip = node.value("@ip") ?? "";
    return [keys.get(ip) ?? ip, { ip, names: node.all("hostname").map((name) => name.text) }];
  });
  return Object.fromEntries(hosts);
}
