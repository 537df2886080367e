// The nested schema of terraform-provider-libvirt 0.9, which follows libvirt's own form.
import type { XmlNode } from "../../core/xml";
import { nestedDevices } from "./nested-devices";
import type { Declared, Source } from "./declared";
import { element, leaf, type Part } from "./part";

const lastOf = (path: string): string => path.slice(path.lastIndexOf("/") + 1);

/** Attributes of the same name on both sides. */
export const attributes = (part: Part | undefined, ...names: string[]): Record<string, string | undefined> =>
  Object.fromEntries(names.map((name) => [name, part?.text(name)]));

export function nestedPool({ part, name }: Source): Declared {
  const called = part.text("name") ?? name;
  const path = part.one("target")?.text("path");
  part.skip("uuid", "capacity", "allocation", "available", "create", "destroy");
  return {
    kind: "pool",
    name,
    title: called,
    id: part.text("id") ?? called,
    inputs: { name: called, type: part.text("type") ?? "dir", ...(path ? { path } : {}) },
  };
}

export function nestedVolume({ part, name }: Source): Declared {
  const key = part.text("path") ?? part.text("id") ?? "";
  const [pool, called] = [part.text("pool") ?? "default", part.text("name") ?? lastOf(key)];
  const target = part.one("target");
  const path = target?.text("path") ?? key;
  const backing = part.one("backing_store");
  const under = backing?.text("path");
  backing?.skip("format");
  part.skip("id", "key", "allocation", "physical", "create", "type");
  target?.skip("permissions", "timestamps");
  const size = inBytes(part.text("capacity"), part.text("capacity_unit"));
  return {
    kind: "volume",
    name,
    title: `${pool}/${called}`,
    id: `${pool}/${called}`,
    path,
    inputs: {
      name: called,
      pool: { name: pool },
      format: target?.one("format")?.text("type") ?? "raw",
      ...(size ? { bytes: size } : {}),
      ...(under ? { backing: { path: under, pool, name: lastOf(under) } } : {}),
    },
  };
}

const units: Record<string, number> = {
  B: 1,
  bytes: 1,
  KiB: 2 ** 10,
  MiB: 2 ** 20,
  GiB: 2 ** 30,
  TiB: 2 ** 40,
};

const inBytes = (size: string | undefined, unit = "B"): number | undefined =>
  size && Number(size) > 0 ? Number(size) * (units[unit] ?? 1) : undefined;

export function nestedNetwork({ part, name }: Source): Declared {
  const called = part.text("name") ?? name;
  const [forward, bridge, domain, dns] = ["forward", "bridge", "domain", "dns"].map((key) => part.one(key));
  const mode = forward?.text("mode");
  const mtu = part.one("mtu")?.text("size");
  part.skip("uuid", "mac");
  const definition = element(
    "network",
    attributes(part, "ipv6"),
    leaf("name", called),
    mode && mode !== "none" ? element("forward", { mode, dev: forward?.text("dev") }) : undefined,
    element("bridge", attributes(bridge, "name", "stp", "delay", "zone")),
    mtu ? element("mtu", { size: mtu }) : undefined,
    domain
      ? element("domain", { name: domain.text("name"), localOnly: domain.text("local_only") })
      : undefined,
    dns && dnsOf(dns),
    ...part.all("ips").map(addressOf),
    ...part
      .all("routes")
      .map((route) =>
        element("route", attributes(route, "family", "address", "prefix", "netmask", "gateway", "metric")),
      ),
  );
  return {
    kind: "network",
    name,
    title: called,
    id: part.text("id") ?? called,
    definition,
    inputs: { autostart: part.yes("autostart") ?? false },
  };
}

function dnsOf(dns: Part): XmlNode {
  const hosts = dns.all("host").map((host) => {
    const names = host.all("hostnames").map((one) => leaf("hostname", one.text("hostname")));
    return element("host", attributes(host, "ip"), ...names);
  });
  const forwarders = dns
    .all("forwarders")
    .map((one) => element("forwarder", attributes(one, "domain", "addr")));
  const enable = dns.text("enable");
  return element("dns", { enable: enable === "yes" ? undefined : enable }, ...forwarders, ...hosts);
}

function addressOf(ip: Part): XmlNode {
  const dhcp = ip.one("dhcp");
  const ranges =
    dhcp?.all("ranges").map((range) => element("range", attributes(range, "start", "end"))) ?? [];
  const hosts =
    dhcp?.all("hosts").map((host) => element("host", attributes(host, "mac", "name", "ip", "id"))) ?? [];
  const given = attributes(ip, "family", "address", "netmask", "prefix");
  return element("ip", given, ...(dhcp ? [element("dhcp", {}, ...ranges, ...hosts)] : []));
}

export function nestedDomain({ part, name }: Source): Declared {
  const called = part.text("name") ?? name;
  const id = part.text("uuid") ?? part.text("id") ?? called;
  part.skip("id", "create", "destroy", "update", "metadata");
  const unit = part.text("memory_unit") ?? "KiB";
  const memory = element("memory", { unit }, part.text("memory") ?? "0");
  const current = part.text("current_memory");
  const definition = element(
    "domain",
    { type: part.text("type") === "qemu" ? "qemu" : "kvm" },
    leaf("name", called),
    leaf("uuid", id),
    leaf("title", part.text("title")),
    leaf("description", part.text("description")),
    memory,
    current
      ? element("currentMemory", { unit: part.text("current_memory_unit") ?? "KiB" }, current)
      : element("currentMemory", { unit }, memory.text),
    element(
      "vcpu",
      { current: part.text("vcpu_current"), cpuset: part.text("vcpu_cpuset") },
      part.text("vcpu") ?? "1",
    ),
    osOf(part.one("os")),
    featuresOf(part.one("features")),
    cpuOf(part.one("cpu")),
    clockOf(part.one("clock")),
    ...["on_poweroff", "on_reboot", "on_crash"].map((event) => leaf(event, part.text(event))),
    nestedDevices(part.one("devices")),
  );
  part.skip("vcpu_placement");
  return {
    kind: "domain",
    name,
    title: called,
    id,
    definition,
    inputs: { autostart: part.yes("autostart") ?? false, running: part.yes("running") ?? true },
  };
}

function osOf(os: Part | undefined): XmlNode {
  const loader = os?.text("loader");
  const nvram = os?.one("nv_ram");
  const variables = nvram?.text("nv_ram");
  const menu = os?.one("boot_menu");
  const strings = os?.texts("boot_devices") ?? [];
  const devs = strings.length > 0 ? strings : (os?.all("boot_devices") ?? []).map((one) => one.text("dev"));
  const yes = (name: string) => (os?.has(name) ? (os.yes(name) ? "yes" : "no") : undefined);
  return element(
    "os",
    attributes(os, "firmware"),
    element(
      "type",
      { arch: os?.text("type_arch"), machine: os?.text("type_machine") ?? "pc" },
      os?.text("type") ?? "hvm",
    ),
    loader
      ? element(
          "loader",
          { readonly: yes("loader_readonly"), secure: yes("loader_secure"), type: os?.text("loader_type") },
          loader,
        )
      : undefined,
    variables ? element("nvram", { template: nvram?.text("template") }, variables) : undefined,
    leaf("kernel", os?.text("kernel")),
    leaf("initrd", os?.text("initrd")),
    leaf("cmdline", os?.text("cmdline") ?? os?.text("kernel_args")),
    ...devs.map((dev) => element("boot", { dev })),
    menu ? element("bootmenu", attributes(menu, "enable", "timeout")) : undefined,
  );
}

function featuresOf(features: Part | undefined): XmlNode {
  const said = ["acpi", "pae"].filter((name) => features?.yes(name));
  const apic = features?.one("apic") ? ["apic"] : [];
  return element("features", {}, ...[...said, ...apic].map((name) => element(name, {})));
}

function cpuOf(cpu: Part | undefined): XmlNode | undefined {
  if (!cpu) return undefined;
  const model = cpu.text("model");
  const topology = cpu.one("topology");
  return element(
    "cpu",
    attributes(cpu, "mode", "match", "check"),
    model ? element("model", { fallback: cpu.text("model_fallback") }, model) : undefined,
    topology ? element("topology", attributes(topology, "sockets", "dies", "cores", "threads")) : undefined,
    ...cpu.all("features").map((feature) => element("feature", attributes(feature, "name", "policy"))),
  );
}

function clockOf(clock: Part | undefined): XmlNode | undefined {
  const timers = clock
    ?.all("timer")
    .map((timer) => element("timer", attributes(timer, "name", "tickpolicy", "present")));
  return clock && element("clock", attributes(clock, "offset"), ...(timers ?? []));
}
