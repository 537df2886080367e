// A network that `adopt` takes over keeps its place: what the program leaves out is read from what is there.
import { adopt } from "../../core/adoption";
import type { Context } from "../../core/context";
import type { Failure } from "../../core/errors";
import { readMark } from "../../core/mark";
import { isUnknown } from "../../core/values";
import { parseXml, type XmlNode } from "../../core/xml";
import * as net from "../../host/network";
import type { NetworkInputs } from "./fields";
import { readNetwork } from "./read";

type Wanted = Partial<NetworkInputs>;

/** Fills in uuid, bridge, subnet and DHCP range of the network of that name, if it is to be taken over. */
export async function takeOver(wanted: Wanted, context: Context): Promise<void> {
  const there = await found(wanted, context);
  const mark = there && readMark(there);
  if (!there || !adopt(wanted, { uuid: there.value("uuid") ?? "", ...(mark ? { mark } : {}) })) return;
  const seen = readNetwork(there, { uuid: "", mode: "nat", subnet: "", dhcpHosts: {}, dnsHosts: {} });
  keep(wanted, seen, "bridge");
  keep(wanted, seen, "subnet");
  if (wanted.subnet !== seen.subnet) return;
  keep(wanted, seen, "dhcpStart");
  keep(wanted, seen, "dhcpEnd");
}

/** `nat` is also what a program says that says nothing: it must not open an isolated network. */
export async function otherMode(wanted: Wanted, context: Context): Promise<Failure[]> {
  const there = await found(wanted, context);
  const mode = there?.value("forward@mode") ?? (there?.first("forward") ? "nat" : "isolated");
  if (there?.value("uuid") !== wanted.uuid || mode === wanted.mode) return [];
  const reason = `Network "${wanted.name}" of ${context.host.uri} is of mode ${mode}, and adopt: true does not change it. Say mode: "${mode}" if that is a choice, or choose another name.`;
  return [{ property: "mode", reason }];
}

async function found({ adopt, name }: Wanted, context: Context): Promise<XmlNode | undefined> {
  if (!adopt || name === undefined || isUnknown(name)) return undefined;
  const xml = await context.find(net.netDumpxml(name, { inactive: true }));
  return xml === undefined ? undefined : parseXml(xml);
}

function keep<K extends keyof Wanted>(wanted: Wanted, seen: Wanted, name: K): void {
  if (wanted[name] === undefined && seen[name] !== undefined) wanted[name] = seen[name];
}
