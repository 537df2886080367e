// The flat schema: terraform-provider-libvirt up to 0.8, and pulumi-libvirt, which was generated from it.
import { namespaces } from "../../core/overlay/text";
import type { XmlNode } from "../../core/xml";
import { parseSubnet, subnetAround } from "../../resources/network/addresses";
import type { Declared, Source } from "./declared";
import { element, leaf, yesno, type Part } from "./part";

const lastOf = (path: string): string => path.slice(path.lastIndexOf("/") + 1);

export function flatPool({ part, name }: Source): Declared {
  const called = part.text("name") ?? name;
  const path = part.one("target")?.text("path") ?? part.text("path");
  part.skip("path", "capacity", "allocation", "available");
  const type = part.text("type") ?? "dir";
  return {
    kind: "pool",
    name,
    title: called,
    id: part.text("id") ?? called,
    inputs: { name: called, type, ...(path ? { path } : {}) },
  };
}

export function flatVolume({ part, name }: Source): Declared {
  const key = part.text("id") ?? "";
  const [pool, called] = [part.text("pool") ?? "default", part.text("name") ?? lastOf(key)];
  const size = part.text("size");
  const baseName = part.text("base_volume_name");
  const base = part.text("base_volume_id");
  const backing = baseName ?? (base && lastOf(base));
  const under = part.text("base_volume_pool") ?? pool;
  part.skip("source");
  return {
    kind: "volume",
    name,
    title: `${pool}/${called}`,
    id: `${pool}/${called}`,
    path: key,
    inputs: {
      name: called,
      pool: { name: pool },
      format: part.text("format") ?? "qcow2",
      ...(size && Number(size) > 0 ? { bytes: Number(size) } : {}),
      ...(backing ? { backing: { pool: under, name: backing } } : {}),
    },
  };
}

export function flatNetwork({ part, name }: Source): Declared {
  const called = part.text("name") ?? name;
  const mode = part.text("mode") ?? "nat";
  const dhcp = part.one("dhcp")?.yes("enabled") ?? true;
  const dns = part.one("dns");
  const options = part.one("dnsmasq_options")?.all("options") ?? [];
  const autostart = part.yes("autostart") ?? false;
  const inner = [
    leaf("name", called),
    ["none", "isolated"].includes(mode) ? undefined : element("forward", { mode }),
    element("bridge", { name: part.text("bridge") }),
    sized("mtu", part.text("mtu")),
    domainOf(part.text("domain"), dns),
    dns && dnsOf(dns),
    ...part.texts("addresses").map((cidr) => addressOf(cidr, dhcp)),
    ...part.all("routes").map((route) => routeOf(route)),
    options.length > 0 ? element("dnsmasq:options", {}, ...options.map(optionOf)) : undefined,
  ];
  const namespace = options.length > 0 ? { "xmlns:dnsmasq": namespaces.dnsmasq } : {};
  return {
    kind: "network",
    name,
    title: called,
    id: part.text("id") ?? called,
    definition: element("network", namespace, ...inner),
    inputs: { autostart },
  };
}

const sized = (name: string, size: string | undefined): XmlNode | undefined =>
  size && Number(size) > 0 ? element(name, { size }) : undefined;

function domainOf(name: string | undefined, dns: Part | undefined): XmlNode | undefined {
  const local = dns?.yes("local_only");
  return name
    ? element("domain", { name, localOnly: local === false ? undefined : yesno(local) })
    : undefined;
}

function dnsOf(dns: Part): XmlNode | undefined {
  dns.skip("enabled");
  const byAddress = new Map<string, string[]>();
  for (const host of dns.all("hosts")) {
    const ip = host.text("ip") ?? "";
    byAddress.set(ip, [...(byAddress.get(ip) ?? []), host.text("hostname") ?? ""]);
  }
  const forwarders = dns
    .all("forwarders")
    .map((one) => element("forwarder", { domain: one.text("domain"), addr: one.text("address") }));
  const services = dns.all("srvs").map((srv) => {
    const names = ["service", "protocol", "domain", "target", "port", "weight", "priority"];
    return element("srv", Object.fromEntries(names.map((name) => [name, srv.text(name)])));
  });
  const hosts = [...byAddress].map(([ip, names]) =>
    element("host", { ip }, ...names.map((name) => leaf("hostname", name))),
  );
  const inner = [...forwarders, ...services, ...hosts];
  return inner.length > 0 ? element("dns", {}, ...inner) : undefined;
}

function addressOf(cidr: string, dhcp: boolean): XmlNode {
  if (cidr.includes(":")) {
    const [address = "", prefix] = cidr.split("/");
    return element("ip", { family: "ipv6", address: address.replace(/::$/, "::1"), prefix });
  }
  const subnet = parseSubnet(subnetAround(cidr));
  const range = element("range", { start: subnet.first, end: subnet.last });
  const inner = dhcp ? [element("dhcp", {}, range)] : [];
  return element("ip", { address: subnet.gateway, prefix: subnet.prefix }, ...inner);
}

function routeOf(route: Part): XmlNode {
  const [address = "", prefix] = (route.text("cidr") ?? "").split("/");
  return element("route", { address, prefix, gateway: route.text("gateway") });
}

function optionOf(option: Part): XmlNode {
  const [name, value] = [option.text("option_name"), option.text("option_value")];
  return element("dnsmasq:option", { value: [name, value].filter(Boolean).join("=") });
}
