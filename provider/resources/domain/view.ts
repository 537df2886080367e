// From inputs to the definition: what the template domain.xml.hbs is given, device by device.
import type { Context } from "../../core/context";
import { renderMark } from "../../core/mark";
import { render } from "../../core/template";
import { bytes } from "../../core/values";
import { withOverlay } from "../../core/overlay/text";
import { parseXml, type XmlNode } from "../../core/xml";
import { sameMachine, type Disk, type DomainInputs, type Nic } from "./fields";
import { keysOf } from "./firmware";
import { fwCfgUses, fwCfgView } from "./fw-cfg";
import { graft, orderOs } from "./graft";
import { noteLeft } from "./left";
import { nvramDevice } from "./nvram";
import { digestOf, keepNotes, renderPlugged, usedReference, type Plugged, type Use } from "./plugged";
import { findStorage, type Place, type Storage } from "./storage";

export type Accelerator = "kvm" | "tcg";

/** The definition that is wanted; what the guest could see moving stays where `current` has it. */
export async function renderDomain(
  context: Context,
  domain: DomainInputs,
  current?: XmlNode,
): Promise<string> {
  const accelerator = await acceleratorFor(context, domain, current);
  const storage = await findStorage(context, domain);
  const text = render("domain", {
    ...viewOf(domain, accelerator, storage),
    mark: renderMark({ incarnation: domain.incarnation, label: context.label, by: context.config.owner }),
  });
  if (!current && domain.xml === undefined) return text;
  const rendered = withOverlay(parseXml(text), domain.xml);
  orderOs(rendered.first("os"));
  if (!current) return rendered.print();
  const definition = graft(rendered, current, sameMachine);
  keepNotes(definition, current);
  noteLeft(definition, current, domain);
  return definition.print();
}

/** `auto` is settled once: a machine that exists keeps what it came to. */
async function acceleratorFor(
  context: Context,
  domain: DomainInputs,
  current?: XmlNode,
): Promise<Accelerator> {
  if (domain.accelerator !== "auto") return domain.accelerator;
  return current ? acceleratorOf(current) : context.facts.accelerator();
}

export const acceleratorOf = (definition: XmlNode): Accelerator =>
  definition.value("@type") === "kvm" ? "kvm" : "tcg";

/** Under TCG there is no host CPU to copy. */
export const defaultCpu = (accelerator: Accelerator): string =>
  accelerator === "kvm" ? "host-model" : "maximum";

/** All that the template asks for but the ownership mark. */
export function viewOf(
  domain: DomainInputs,
  accelerator: Accelerator,
  storage: Storage,
): Record<string, unknown> {
  const devices = [...Object.values(domain.disks), ...Object.values(domain.nics)];
  const cpu = domain.cpu ?? { mode: defaultCpu(accelerator), model: undefined };
  return {
    type: accelerator === "kvm" ? "kvm" : "qemu",
    name: domain.name,
    uuid: domain.uuid,
    title: domain.title,
    description: domain.description,
    plugged: renderPlugged(pluggedOf(domain, accelerator, storage)),
    maxMemory: kibibytes(domain.maxMemory ?? domain.memory),
    memory: kibibytes(domain.memory),
    vcpu: vcpuView(domain, accelerator),
    smbios:
      smbiosMode(domain) === "sysinfo" &&
      complete(domain.smbios, ["manufacturer", "product", "version", "serial"]),
    os: {
      // Without a mode QEMU makes it up.
      smbios: smbiosMode(domain) === "emulate" ? undefined : smbiosMode(domain),
      uefi: domain.firmware === "uefi",
      nvram: storage.nvram,
      secureBoot: domain.secureBoot && { enrolled: keysOf(domain.secureBoot) === undefined },
      machine: domain.machine,
      kernel: domain.kernel && complete(domain.kernel, ["image", "initrd", "cmdline"]),
      ordered: devices.some((device) => device.bootOrder !== undefined),
    },
    cpu: complete(cpu, ["mode", "model"]),
    pci: { ports: Array.from({ length: portsOf(domain) }) },
    disks: Object.entries(domain.disks)
      .map(([key, disk]) => diskView(disk, storage.disks[key] as Place))
      .sort((a, b) => String(a["target"]).localeCompare(String(b["target"]))),
    nics: Object.values(domain.nics).map(nicView),
    serials: Object.entries(domain.serials)
      .map(([key, { port, socket }]) => ({ port, socket, logFile: storage.logs[key] }))
      .sort((a, b) => a.port - b.port),
    screen: { vnc: domain.vnc && screenView(domain.vnc) },
    rng: domain.rng,
    tpm: domain.tpm,
    ...fwCfgView(domain, storage.fwCfg),
  };
}

/** The template is strict: it wants to be told what is not there. */
const complete = <T extends object>(values: T, names: (keyof T)[]): Partial<T> =>
  Object.fromEntries(names.map((name) => [name, values[name]])) as Partial<T>;

const smbiosMode = (domain: DomainInputs): string => domain.smbios.mode ?? "sysinfo";

const kibibytes = (text: string): number => bytes(text) / 1024;

/** CPUs that can be unplugged have to be plugged as such from the beginning. TCG cannot unplug any. */
function vcpuView(domain: DomainInputs, accelerator: Accelerator): object {
  const maximum = domain.maxVcpu ?? domain.vcpu;
  const list = Array.from({ length: maximum }, (_, id) => ({
    id,
    enabled: id < domain.vcpu,
    hotpluggable: id > 0,
  }));
  return { current: domain.vcpu, maximum, list: accelerator === "kvm" && maximum > 1 ? list : undefined };
}

export function diskView(disk: Disk, place: Place): Record<string, unknown> {
  const { device, bus, target, readonly } = disk;
  const { serial, cache, discard, bootOrder } = disk;
  return {
    device,
    bus,
    target,
    serial,
    readonly,
    cache,
    discard,
    bootOrder,
    path: place.path,
    format: place.format,
  };
}

export function nicView(nic: Nic): Record<string, unknown> {
  const { mac, bridge, model, mtu, link, bootOrder } = nic;
  const rom = nic.rom && complete(nic.rom, ["enabled", "file"]);
  return { mac, network: nic.network?.name, bridge, model, mtu, rom, link, bootOrder };
}

export function screenView(vnc: NonNullable<DomainInputs["vnc"]>): Record<string, unknown> {
  return { listen: vnc.listen, port: vnc.port, automatic: vnc.port === -1, password: vnc.password };
}

/**
 * Ports of a q35 machine: one for each device that sits on PCI Express, and the spare ones. Other machine types
 * have a bus with room.
 */
export function portsOf(domain: DomainInputs): number {
  if (!sameMachine("q35", domain.machine)) return 0;
  const nics = Object.values(domain.nics);
  const disks = Object.values(domain.disks).filter((disk) => disk.bus === "virtio").length;
  const cards = nics.filter((nic) => nic.model !== "rtl8139").length;
  // rtl8139 are PCI cards; libvirt adds a bridge for them, and a port for the bridge.
  const balloon = 1;
  return (
    disks + cards + balloon + Number(domain.rng) + Number(domain.vnc !== undefined) + domain.hotplugSlots
  );
}

export function pluggedOf(domain: DomainInputs, accelerator: Accelerator, storage: Storage): Plugged {
  const disks = Object.entries(domain.disks).map(([key, disk]): Use => ({
    key,
    device: disk.target,
    ...usedReference(disk.source.volume),
    path: storage.disks[key]?.path as string,
  }));
  const nics = Object.entries(domain.nics).map(([key, nic]): Use => ({
    key,
    device: nic.mac,
    ...usedReference(nic.network),
  }));
  const serials = Object.entries(domain.serials).map(([key, serial]): Use => {
    const path = storage.logs[key];
    return {
      key,
      device: String(serial.port),
      ...usedReference(serial.log?.pool),
      ...(path ? { path } : {}),
    };
  });
  const nvram = domain.nvram &&
    storage.nvram && {
      key: nvramDevice,
      device: nvramDevice,
      ...usedReference(domain.nvram.pool),
      path: storage.nvram,
    };
  const cpu = domain.cpu ? spelled(domain.cpu) : defaultCpu(accelerator);
  return {
    cpu,
    slots: domain.hotplugSlots,
    nvram: domain.firmware === "uefi" && !nvram,
    tpm: domain.tpm !== undefined,
    ready: false,
    ...(domain.xml === undefined ? {} : { xml: digestOf(domain.xml) as string }),
    uses: [...disks, ...nics, ...serials, ...(nvram ? [nvram] : []), ...fwCfgUses(domain, storage.fwCfg)],
    left: [],
  };
}

const spelled = (cpu: NonNullable<DomainInputs["cpu"]>): string =>
  [cpu.mode, cpu.model].filter(Boolean).join(":");
