// What libvirt is told of a device of a running machine: the device as it runs, and in it no more than the live
// change. In one whose definition has anything else in it that waits for a restart, libvirt changes nothing at all.
import { XmlNode } from "../../core/xml";
import { at } from "./places";

/** The card that runs, on the cable of another definition; a network may bring all of this with it. */
export function onCable(there: XmlNode, wanted: XmlNode): XmlNode {
  const cable = ["source", "virtualport", "vlan", "bandwidth", "port"];
  return changed(there, wanted, (child) => cable.includes(child.name));
}

/** The drive that runs, with the medium of another definition. */
export function withMedium(there: XmlNode, wanted: XmlNode): XmlNode {
  const type = wanted.value("driver@type");
  const driver = { name: "qemu", ...there.first("driver")?.attributes, ...(type ? { type } : {}) };
  const drive = changed(there, wanted, ({ name }) => ["source", "backingStore"].includes(name));
  const others = drive.children.filter((child) => child.name !== "driver");
  return new XmlNode(drive.name, drive.attributes, [new XmlNode("driver", driver), ...others], drive.text);
}

/** The screen that runs, with another password. */
export const withPassword = (there: XmlNode, passwd: string): XmlNode =>
  new XmlNode(there.name, { ...there.attributes, passwd }, there.children, there.text);

/** A new device, in no certain place on the bus, and in the boot order only where the running machine leaves it one. */
export function pluggable(device: XmlNode, running: XmlNode): XmlNode {
  const devices = running.first("devices")?.children ?? [];
  const order = device.value("boot@order");
  const fits =
    running.first("os/boot") === undefined && !devices.some((other) => other.value("boot@order") === order);
  const { name, attributes, children, text } = at(device);
  const kept = children.filter((child) => fits || child.name !== "boot");
  return new XmlNode(name, attributes, kept, text);
}

function changed(there: XmlNode, wanted: XmlNode, isChanged: (child: XmlNode) => boolean): XmlNode {
  const { type } = wanted.attributes;
  return new XmlNode(
    there.name,
    { ...there.attributes, ...(type ? { type } : {}) },
    [...there.children.filter((child) => !isChanged(child)), ...wanted.children.filter(isChanged)],
    there.text,
  );
}
