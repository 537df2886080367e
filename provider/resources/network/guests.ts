// A network that restarts takes its bridge down, and the taps of running guests stay without one. Asking
// libvirt to connect a NIC to the network that it is on already does nothing; moving it to another bridge
// and back does, without the guest losing its device.
import { randomBytes } from "node:crypto";
import type { Context } from "../../core/context";
import { parseXml, type XmlNode } from "../../core/xml";
import * as domains from "../../host/domain";
import * as net from "../../host/network";

interface Nic {
  domain: string;
  definition: XmlNode;
}

/** Connects all running guests of a network again. */
export async function reconnectGuests(context: Context, network: string): Promise<void> {
  const running = await Promise.all(
    (await context.run(domains.list())).map(({ uuid }) => nicsOn(context, uuid, network)),
  );
  await reconnect(context, running.flat());
}

async function nicsOn(context: Context, domain: string, network: string): Promise<Nic[]> {
  const xml = await context.find(domains.dumpxml(domain));
  if (xml === undefined) return [];
  const definition = parseXml(xml);
  // An id is there only while it runs.
  if (definition.value("@id") === undefined) return [];
  return definition
    .all("devices/interface")
    .filter((nic) => nic.value("source@network") === network)
    .map((nic) => ({ domain, definition: nic }));
}

/** Moves NICs to a bridge of their own for a moment, and back. */
export async function reconnect(context: Context, nics: Nic[]): Promise<void> {
  if (nics.length === 0) return;
  const detour = `efmove${randomBytes(4).toString("hex")}`;
  await context.run(
    net.netCreate(`<network><name>${detour}</name><bridge name="${detour}" stp="off" delay="0"/></network>`),
  );
  try {
    for (const nic of nics) {
      await connect(context, nic, detour);
      await connect(context, nic, nic.definition.value("source@network") ?? "");
    }
  } finally {
    await context.find(net.netDestroy(detour));
  }
}

function connect(context: Context, { domain, definition }: Nic, network: string): Promise<void> {
  const nic = parseXml(definition.print());
  const source = nic.first("source");
  if (source) for (const name of Object.keys(source.attributes)) delete source.attributes[name];
  if (source) source.attributes["network"] = network;
  return context.run(domains.updateDevice(domain, nic.print(), { live: true, config: false }));
}
