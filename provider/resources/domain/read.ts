// From libvirt's definition back to inputs, for the defined and for the running machine alike.
import type { XmlNode } from "../../core/xml";
import { formatSize } from "../../core/values";
import type { Disk, DomainInputs, Nic, Serial } from "./fields";
import { readFwCfg } from "./fw-cfg";
import { isUefi, readNvram } from "./nvram";
import { digestOf, referenceOf, type Plugged, type Use } from "./plugged";
import { acceleratorOf, defaultCpu } from "./view";

/** What a definition can show; the rest is told by `dominfo` or known to us only. */
export type Seen = Omit<
  DomainInputs,
  "incarnation" | "resourceUrn" | "adopt" | "autostart" | "running" | "restart" | "shutdownTimeout" | "ready"
>;

/**
 * `plugged` is what the definition's metadata says; `running`: the document is that of the running machine, where
 * libvirt has written out what it chose.
 */
export function readDomain(
  definition: XmlNode,
  wanted: DomainInputs,
  plugged: Plugged | undefined,
  running = false,
): Seen {
  const accelerator = acceleratorOf(definition);
  const [vcpu, maxVcpu] = vcpusOf(definition);
  const [memory, maxMemory] = [sizeAt(definition, "currentMemory"), sizeAt(definition, "memory")];
  return {
    name: definition.value("name") ?? "",
    uuid: definition.value("uuid") ?? "",
    title: definition.value("title"),
    description: definition.value("description"),
    accelerator: wanted.accelerator === "auto" ? "auto" : accelerator,
    machine: definition.value("os/type@machine") ?? "",
    firmware: isUefi(definition) ? "uefi" : "bios",
    ...readNvram(definition, plugged, wanted),
    tpm: tpmOf(definition),
    kernel: kernelOf(definition),
    vcpu,
    // "As many as vcpu" and that number are the same machine; one that runs may have started with more.
    maxVcpu: wanted.maxVcpu === undefined && (running || maxVcpu === vcpu) ? undefined : maxVcpu,
    memory,
    maxMemory: wanted.maxMemory === undefined && (running || maxMemory === memory) ? undefined : maxMemory,
    cpu: cpuOf(
      definition,
      running ? plugged : undefined,
      wanted.cpu === undefined ? defaultCpu(accelerator) : undefined,
    ),
    hotplugSlots: plugged?.slots ?? wanted.hotplugSlots,
    disks: Object.fromEntries(definition.all("devices/disk").map((node) => diskOf(node, plugged, wanted))),
    nics: Object.fromEntries(definition.all("devices/interface").map((node) => nicOf(node, plugged, wanted))),
    serials: Object.fromEntries(
      definition.all("devices/serial").map((node) => serialOf(node, plugged, wanted)),
    ),
    rng: definition.first("devices/rng") !== undefined,
    vnc: vncOf(definition),
    smbios: smbiosOf(definition),
    ...readFwCfg(definition, plugged),
    xml: overlaySeen(plugged, wanted.xml),
  };
}

/** A machine that we have not written yet has the overlay that it was taken in with. */
function overlaySeen(plugged: Plugged | undefined, wanted: string | undefined): string | undefined {
  return plugged === undefined || plugged.xml === digestOf(wanted) ? wanted : plugged.xml;
}

function sizeAt(definition: XmlNode, path: string): string {
  return formatSize(Number(definition.value(path) ?? 0) * 1024);
}

function vcpusOf(definition: XmlNode): [number, number] {
  const maximum = Number(definition.value("vcpu") ?? 1);
  return [Number(definition.value("vcpu@current") ?? maximum), maximum];
}

function kernelOf(definition: XmlNode): DomainInputs["kernel"] {
  const image = definition.value("os/kernel");
  if (!image) return undefined;
  return { image, initrd: definition.value("os/initrd"), cmdline: definition.value("os/cmdline") };
}

function cpuOf(
  definition: XmlNode,
  plugged: Plugged | undefined,
  standard: string | undefined,
): DomainInputs["cpu"] {
  const [mode, model] = plugged
    ? plugged.cpu.split(":")
    : [definition.value("cpu@mode"), definition.value("cpu/model")];
  if (!mode || mode === standard) return undefined;
  return {
    mode: mode as NonNullable<DomainInputs["cpu"]>["mode"],
    model: mode === "custom" ? model : undefined,
  };
}

/** The key of a device: as it was plugged, else as it is wanted, else what libvirt calls it. */
function keyOf(use: Use | undefined, wanted: [string, string][], device: string): string {
  return use?.key ?? wanted.find(([, other]) => other.toLowerCase() === device.toLowerCase())?.[0] ?? device;
}

function useOf(plugged: Plugged | undefined, device: string): Use | undefined {
  return plugged?.uses.find((use) => use.device.toLowerCase() === device.toLowerCase());
}

/** Or what else stands for it, in disks that others made. */
function fileOf(disk: XmlNode): string {
  const { file, dev, name, pool, volume } = disk.first("source")?.attributes ?? {};
  return file ?? dev ?? name ?? (volume === undefined ? "" : `${pool}/${volume}`);
}

function diskOf(node: XmlNode, plugged: Plugged | undefined, wanted: DomainInputs): [string, Disk] {
  const target = node.value("target@dev") ?? "";
  const use = useOf(plugged, target);
  const file = fileOf(node);
  const key = keyOf(
    use,
    Object.entries(wanted.disks).map(([name, disk]) => [name, disk.target]),
    target,
  );
  const ours = use?.pool !== undefined && use.path === file;
  // Nothing is noted in a machine that was only taken in.
  const taken = plugged === undefined ? wanted.disks[key]?.source.volume : undefined;
  const volume = ours ? referenceOf(use) : file.endsWith(`/${taken?.name}`) ? taken : undefined;
  return [
    key,
    {
      source: (volume ? { volume, file: undefined } : { volume: undefined, file }) as Disk["source"],
      device: (node.value("@device") ?? "disk") as Disk["device"],
      bus: node.value("target@bus") as Disk["bus"],
      target,
      serial: node.value("serial"),
      readonly: node.first("readonly") !== undefined,
      cache: node.value("driver@cache") as Disk["cache"],
      discard: node.value("driver@discard") as Disk["discard"],
      bootOrder: orderOf(node),
    },
  ];
}

function nicOf(node: XmlNode, plugged: Plugged | undefined, wanted: DomainInputs): [string, Nic] {
  const mac = node.value("mac@address") ?? "";
  const use = useOf(plugged, mac);
  const network = node.value("@type") === "network" ? node.value("source@network") : undefined;
  const key = keyOf(
    use,
    Object.entries(wanted.nics).map(([name, nic]) => [name, nic.mac]),
    mac,
  );
  const taken = plugged === undefined ? wanted.nics[key]?.network : undefined;
  const known = use?.name === network ? use && referenceOf(use) : taken?.name === network ? taken : undefined;
  return [
    key,
    {
      network: network === undefined ? undefined : (known ?? { name: network }),
      bridge: network === undefined ? node.value("source@bridge") : undefined,
      model: node.value("model@type") as Nic["model"],
      mac,
      mtu: numberAt(node, "mtu@size"),
      rom: romOf(node),
      link: node.value("link@state") === "down" ? "down" : "up",
      bootOrder: orderOf(node),
    },
  ];
}

function serialOf(node: XmlNode, plugged: Plugged | undefined, wanted: DomainInputs): [string, Serial] {
  const port = Number(node.value("target@port") ?? 0);
  const uses = plugged?.uses.filter((use) => use.device === String(port));
  const use = uses?.[0];
  const path = node.value("log@file");
  const key = keyOf(
    use,
    Object.entries(wanted.serials).map(([name, serial]) => [name, String(serial.port)]),
    String(port),
  );
  const pool = use?.path === path && use?.name ? referenceOf(use) : { name: path ?? "" };
  return [key, { log: path === undefined ? undefined : { pool }, socket: socketOf(node), port }];
}

function socketOf(node: XmlNode): Serial["socket"] {
  const path = node.value("source@path");
  // libvirt finds a path by itself where a definition has none: that is nothing to say in a program.
  if (node.value("@type") !== "unix" || path === undefined) return undefined;
  return {
    path,
    mode: node.value("source@mode") === "connect" ? "connect" : "bind",
  };
}

function romOf(node: XmlNode): Nic["rom"] {
  const rom = node.first("rom");
  return rom && { enabled: rom.value("@enabled") !== "no", file: rom.value("@file") };
}

function tpmOf(definition: XmlNode): DomainInputs["tpm"] {
  const node = definition.first("devices/tpm");
  if (!node) return undefined;
  return {
    model: (node.value("@model") ?? "tpm-tis") as NonNullable<DomainInputs["tpm"]>["model"],
    version: (node.value("backend@version") ?? "2.0") as "2.0",
  };
}

const orderOf = (node: XmlNode): number | undefined => numberAt(node, "boot@order");

function numberAt(node: XmlNode, path: string): number | undefined {
  const text = node.value(path);
  return text === undefined ? undefined : Number(text);
}

function vncOf(definition: XmlNode): DomainInputs["vnc"] {
  const node = definition.all("devices/graphics").find((graphics) => graphics.value("@type") === "vnc");
  if (!node) return undefined;
  return {
    listen: node.value("listen@address") ?? node.value("@listen") ?? "127.0.0.1",
    port: node.value("@autoport") === "yes" ? -1 : Number(node.value("@port")),
    password: node.value("@passwd"),
  };
}

function smbiosOf(definition: XmlNode): DomainInputs["smbios"] {
  const entries = new Map(
    definition.all("sysinfo/system/entry").map((entry) => [entry.value("@name"), entry.text]),
  );
  const mode = definition.value("os/smbios@mode") ?? "emulate";
  if (mode !== "sysinfo") return { mode } as DomainInputs["smbios"];
  return {
    mode: undefined,
    serial: entries.get("serial") as string,
    manufacturer: entries.get("manufacturer"),
    product: entries.get("product"),
    version: entries.get("version"),
  };
}
