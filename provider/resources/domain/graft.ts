// Redefining a machine must not move what its guest sees. What libvirt chose when the machine was made (addresses,
// the exact machine type, the firmware's files) is carried over from the current definition.
import { labels } from "../../core/overlay/match";
import type { XmlNode } from "../../core/xml";

/** What makes a device the same one in both definitions. */
const identities: Record<string, (node: XmlNode) => string | undefined> = {
  disk: (node) => node.value("target@dev"),
  interface: (node) => node.value("mac@address")?.toLowerCase(),
  controller: (node) =>
    isPort(node) ? undefined : `${node.value("@type")} ${node.value("@model")?.split("-").at(-1)}`,
  serial: (node) => node.value("target@port"),
  rng: () => "",
  memballoon: () => "",
  video: () => "",
  input: (node) => `${node.value("@type")} ${node.value("@bus")}`,
};

/** Puts the current places into a freshly rendered definition, which is changed and given back. */
export function graft(
  rendered: XmlNode,
  current: XmlNode,
  sameMachine: (a: string, b: string) => boolean,
): XmlNode {
  const [type, was] = [rendered.first("os/type"), current.first("os/type")];
  const [machine, machineWas] = [type?.value("@machine") ?? "", was?.value("@machine") ?? ""];
  if (!sameMachine(machine, machineWas)) return rendered;
  if (type) type.attributes["machine"] = machineWas;
  keepFirmware(rendered.first("os"), current.first("os"));
  keepDevices(rendered.first("devices"), current.first("devices"));
  return rendered;
}

/** The same firmware keeps its variables and the very image that they were made for. */
function keepFirmware(os: XmlNode | undefined, was: XmlNode | undefined): void {
  if (!os || !was || os.value("@firmware") !== was.value("@firmware")) return;
  for (const name of ["loader", "nvram"]) {
    const node = was.first(name);
    if (node && !os.first(name))
      os.children.splice(os.children.findIndex((child) => child.name === "type") + 1, 0, node);
  }
  orderOs(os);
}

/** Elements have an order in libvirt's schema: loader before nvram, both after firmware. */
export function orderOs(os: XmlNode | undefined): void {
  const order = ["type", "firmware", "loader", "nvram"];
  const place = (node: XmlNode) => (order.includes(node.name) ? order.indexOf(node.name) : order.length);
  os?.children.sort((a, b) => place(a) - place(b));
}

function keepDevices(devices: XmlNode | undefined, was: XmlNode | undefined): void {
  if (!devices || !was) return;
  const [names, places] = [labels(devices.children), labels(was.children)];
  devices.children.forEach((device, i) => {
    const identity = identities[device.name];
    // What an overlay brought is told apart as overlays do.
    const old = identity
      ? was.children.find((other) => other.name === device.name && isSame(identity, device, other))
      : was.children[places.indexOf(names[i] as string)];
    if (old && sameHardware(device, old)) keepAddress(device, old);
    if (old && device.name === "graphics") keepPassword(device, old);
  });
  const emulator = was.first("emulator");
  if (emulator && !devices.first("emulator")) devices.children.unshift(emulator);
  keepPorts(devices, was);
}

function isSame(identity: (node: XmlNode) => string | undefined, a: XmlNode, b: XmlNode): boolean {
  const [one, other] = [identity(a), identity(b)];
  return one !== undefined && one === other;
}

/** The password of a SPICE screen is a secret that no overlay holds. */
function keepPassword(screen: XmlNode, old: XmlNode): void {
  const password = old.value("@passwd");
  if (screen.value("@type") === "spice" && password !== undefined)
    screen.attributes["passwd"] ??= password;
}

/** A disk on another bus or a NIC of another model needs a place of its own. */
const sameHardware = (a: XmlNode, b: XmlNode): boolean =>
  a.value("target@bus") === b.value("target@bus") && a.value("model@type") === b.value("model@type");

function keepAddress(device: XmlNode, old: XmlNode): void {
  const address = old.first("address");
  if (address && !device.first("address")) device.children.push(address);
  const index = old.value("@index");
  if (device.name === "controller" && index !== undefined) device.attributes["index"] = index;
}

const isPort = (node: XmlNode): boolean =>
  node.name === "controller" && node.value("@model") === "pcie-root-port";

/** Ports in use stay, then spare ones up to the wanted number; new ones get their numbers from libvirt. */
function keepPorts(devices: XmlNode, was: XmlNode): void {
  const fresh = devices.children.filter(isPort);
  const buses = new Set(
    devices.children
      .map((device) => device.value("address@bus"))
      .filter(Boolean)
      .map(Number),
  );
  const bridges = was.children.filter(
    (node) =>
      /^(pcie-to-pci|dmi-to-pci|pci)-bridge$/.test(node.value("@model") ?? "") &&
      buses.has(Number(node.value("@index"))),
  );
  for (const bridge of bridges) buses.add(Number(bridge.value("address@bus")));

  const old = was.children.filter(isPort);
  const used = old.filter((port) => buses.has(Number(port.value("@index"))));
  const spare = old.filter((port) => !used.includes(port)).slice(0, Math.max(0, fresh.length - used.length));
  const kept = old.filter((port) => used.includes(port) || spare.includes(port));
  const added = fresh.slice(0, Math.max(0, fresh.length - kept.length));
  const others = devices.children.filter((node) => !isPort(node));
  devices.children.splice(0, devices.children.length, ...kept, ...bridges, ...added, ...others);
}

/** Ports of a running machine that nothing sits on; undefined when its bus is no PCI Express. */
export function freePorts(definition: XmlNode): number | undefined {
  const devices = definition.first("devices")?.children ?? [];
  const ports = devices.filter(isPort);
  if (!(definition.value("os/type@machine") ?? "").startsWith("pc-q35-")) return undefined;
  const buses = new Set(
    devices
      .map((device) => device.value("address@bus"))
      .filter(Boolean)
      .map(Number),
  );
  return ports.filter((port) => !buses.has(Number(port.value("@index")))).length;
}
