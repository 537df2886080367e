// A definition in the form in which two of them can be compared, whoever wrote it and whether libvirt has seen it.
import { clone } from "../../core/overlay/tree";
import { XmlNode } from "../../core/xml";
import { markNamespace } from "../../core/mark";
import { pluggedNamespace } from "./plugged";

/** File and format of a disk that is given as `pool/volume`. */
export type VolumePath = (pool: string, name: string) => string | undefined;

export function normal(definition: XmlNode, pathOf: VolumePath = () => undefined): XmlNode {
  const root = clone(definition);
  delete root.attributes["id"];
  const devices = root.first("devices");
  if (devices) {
    keep(devices, (node) => !isPlumbing(node) && !isFirstConsole(node, devices));
    for (const disk of devices.children.filter((node) => node.name === "disk")) byFile(disk, pathOf);
    for (const nic of devices.children.filter((node) => node.name === "interface")) lowerMac(nic);
  }
  for (const name of ["memory", "currentMemory"]) wholeMiB(root.first(name));
  const [cpu, vcpu] = [root.first("cpu"), root.first("vcpu")];
  if (vcpu && vcpu.value("@current") === vcpu.text) delete vcpu.attributes["current"];
  if (cpu) withoutUsual(cpu);
  const metadata = root.first("metadata");
  if (metadata) keep(metadata, (node) => !isOurs(node));
  keep(root, (node) => node.name !== "metadata" || node.children.length > 0);
  return root;
}

const keep = (node: XmlNode, wanted: (child: XmlNode) => boolean): void =>
  void node.children.splice(0, node.children.length, ...node.children.filter(wanted));

const isOurs = (node: XmlNode): boolean =>
  Object.values(node.attributes).some((value) => value === markNamespace || value === pluggedNamespace);

/** Controllers that libvirt adds for what hangs on them. */
function isPlumbing(node: XmlNode): boolean {
  if (node.name !== "controller") return false;
  const [type = "", model] = [node.value("@type"), node.value("@model")];
  if (type === "pci") return /^(pcie?-root(-port)?|pcie-to-pci-bridge|dmi-to-pci-bridge|pci-bridge)$/.test(model ?? "");
  const told = node.children.some((child) => child.name === "driver") || "ports" in node.attributes;
  return ["sata", "ide", "virtio-serial", "fdc"].includes(type) && model === undefined && !told;
}

/** libvirt shows the first serial port a second time, as the console. */
function isFirstConsole(node: XmlNode, devices: XmlNode): boolean {
  const type = node.value("target@type") ?? "serial";
  return node.name === "console" && type === "serial" && devices.first("serial") !== undefined;
}

/** As the template gives a volume to QEMU: by its file. */
function byFile(disk: XmlNode, pathOf: VolumePath): void {
  const source = disk.first("source");
  if (disk.attributes["type"] !== "volume" || !source) return;
  const { pool = "", volume = "", ...others } = source.attributes;
  const file = pathOf(pool, volume);
  if (file === undefined) return;
  disk.attributes["type"] = "file";
  disk.children[disk.children.indexOf(source)] = new XmlNode("source", { file, ...others }, source.children);
}

function lowerMac(nic: XmlNode): void {
  const mac = nic.first("mac");
  if (mac?.attributes["address"]) mac.attributes["address"] = mac.attributes["address"].toLowerCase();
}

const kib: Record<string, number> = {
  b: 1 / 1024,
  bytes: 1 / 1024,
  KiB: 1,
  k: 1,
  KB: 1000 / 1024,
  MiB: 1024,
  M: 1024,
  MB: 1e6 / 1024,
  GiB: 2 ** 20,
  G: 2 ** 20,
  GB: 1e9 / 1024,
  TiB: 2 ** 30,
};

/** In KiB, as libvirt prints it, and as much as QEMU takes: whole MiB. */
function wholeMiB(node: XmlNode | undefined): void {
  if (!node) return;
  const size = Number(node.text) * (kib[node.attributes["unit"] ?? "KiB"] ?? 1);
  node.attributes["unit"] = "KiB";
  node.text = String(Math.ceil(size / 1024) * 1024);
}

/** What libvirt writes where nobody says how strictly the model is taken. */
function withoutUsual(cpu: XmlNode): void {
  const usual = cpu.value("@mode") === "host-model" ? "partial" : "none";
  if (cpu.value("@check") === usual) delete cpu.attributes["check"];
  const model = cpu.first("model");
  // The model of a definition that names none.
  if (model?.text === "qemu64" && model.value("@fallback") === "forbid") delete model.attributes["fallback"];
}
