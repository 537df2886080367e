// Finds a host record.
import type { Context } from "../../core/context";
import { quoted } from "../../orchestrator/rules";
import type { HostRecord } from "../../orchestrator/types";
import { clientFor, type Connection } from "./connection";

interface Known {
  orchestrator: Connection;
  serial: string;
  uuid?: string | undefined;
}

/** The record, by what it is known by: the orchestrator's id, then serial number and uuid. */
export async function find(context: Context, wanted: Known, id?: string): Promise<HostRecord | undefined> {
  const client = clientFor(wanted.orchestrator);
  const known = id === undefined ? undefined : await client.host(id, context.signal);
  if (known) return known;
  const bySerial = await client.hosts(`serialNumber=${quoted(wanted.serial)}`, context.signal);
  const exact = bySerial.filter((host) => host.serialNumber === wanted.serial);
  if (exact.length > 0 || wanted.uuid === undefined) return exact[0];
  const uuid = wanted.uuid.toLowerCase();
  const byUuid = await client.hosts(`uuid=${quoted(uuid)}`, context.signal);
  return byUuid.find((host) => host.uuid?.toLowerCase() === uuid);
}
