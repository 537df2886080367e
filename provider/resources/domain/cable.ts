// Moving a running machine's network card to another network, or to the same one made anew.
import { setTimeout as pause } from "node:timers/promises";
import type { Context } from "../../core/context";
import { parseXml, XmlNode } from "../../core/xml";
import * as domains from "../../host/domain";
import * as networks from "../../host/network";
import { onCable } from "./fit";

const now = { live: true, config: false };

/** Long enough for the guest to see that the cable was out, and to ask for an address again. */
const unplugged = 500;

/** `there` is the card as it runs, `wanted` as it is defined. */
export async function plugOver(
  context: Context,
  uuid: string,
  there: XmlNode,
  wanted: XmlNode,
): Promise<void> {
  const mac = there.value("mac@address") ?? "";
  const aim = onCable(there, wanted);
  const plug = async (): Promise<void> => {
    const bridge = await sameBridge(context, there, wanted);
    if (bridge !== undefined)
      await context.run(domains.updateDevice(uuid, onBridge(aim, bridge).print(), now));
    await context.run(domains.updateDevice(uuid, withLink(aim, "down").print(), now));
  };
  if (wanted.value("link@state") === "down") return plug();
  await context.run(domains.domifSetlink(uuid, mac, "down", { config: false }));
  try {
    await plug();
    await pause(unplugged, undefined, { signal: context.signal });
  } finally {
    // Also when libvirt refuses: the guest is not left without its cable.
    await context.run(domains.domifSetlink(uuid, mac, "up", { config: false }));
  }
}

/**
 * The bridge, when the card is on it already as far as libvirt knows. A network that was made anew has taken the
 * card's tap off its bridge, and libvirt would see nothing to do; going by the bridge itself puts it back.
 */
async function sameBridge(context: Context, there: XmlNode, wanted: XmlNode): Promise<string | undefined> {
  const [was, network] = [there.value("source@bridge"), wanted.value("source@network")];
  if (was === undefined || network === undefined || there.value("@type") !== "network") return undefined;
  const xml = await context.find(networks.netDumpxml(network));
  return xml !== undefined && parseXml(xml).value("bridge@name") === was ? was : undefined;
}

function onBridge(card: XmlNode, bridge: string): XmlNode {
  const children = card.children.map((child) =>
    child.name === "source" ? new XmlNode("source", { bridge }) : child,
  );
  return withLink(
    new XmlNode(card.name, { ...card.attributes, type: "bridge" }, children, card.text),
    "down",
  );
}

function withLink(card: XmlNode, state: "up" | "down"): XmlNode {
  const others = card.children.filter((child) => child.name !== "link");
  return new XmlNode(card.name, card.attributes, [...others, new XmlNode("link", { state })], card.text);
}
