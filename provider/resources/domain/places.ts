// Where devices sit on the bus: in the running machine, and in its definition.
import { XmlNode } from "../../core/xml";

/** What libvirt tells devices apart by: disks by target, network cards by MAC. */
export interface Device {
  target?: string;
  mac?: string;
}

export const idOf = ({ target, mac }: Device): string => (target ?? mac ?? "").toLowerCase();

/** A device's element in a definition. */
export function findDevice(definition: XmlNode, device: Device): XmlNode | undefined {
  return device.target === undefined
    ? definition
        .all("devices/interface")
        .find((node) => node.value("mac@address")?.toLowerCase() === idOf(device))
    : definition.all("devices/disk").find((node) => node.value("target@dev") === device.target);
}

/** A device in the place of another one, or in no certain place. */
export function at(device: XmlNode, other?: XmlNode): XmlNode {
  const children = device.children.filter((child) => child.name !== "address");
  return new XmlNode(
    device.name,
    device.attributes,
    [...children, ...(other?.all("address") ?? [])],
    device.text,
  );
}

/**
 * The definition with its disks and NICs where the running machine has them; nothing when they are there already.
 */
export function samePlaces(defined: XmlNode, running: XmlNode): XmlNode | undefined {
  const plugged = ["disk", "interface"].flatMap((kind) => running.all(`devices/${kind}`));
  const places = new Map<XmlNode, XmlNode>();
  for (const there of plugged) {
    const device = findDevice(defined, deviceOf(there));
    const [is, was] = [there.first("address"), device?.first("address")];
    if (device && is && was && text(is) !== text(was)) places.set(device, is);
  }
  if (places.size === 0) return undefined;
  const taken = new Set([...places.values()].map(text));
  for (const device of defined.first("devices")?.children ?? []) {
    const place = places.get(device);
    const free = (node: XmlNode) => node.name !== "address" || (!place && !taken.has(text(node)));
    device.children.splice(
      0,
      device.children.length,
      ...device.children.filter(free),
      ...(place ? [place] : []),
    );
  }
  return defined;
}

const text = (address: XmlNode): string => JSON.stringify(address.attributes);

function deviceOf(node: XmlNode): Device {
  const [target, mac] = [node.value("target@dev"), node.value("mac@address")];
  return node.name === "disk" ? { target: target ?? "" } : { mac: mac ?? "" };
}
