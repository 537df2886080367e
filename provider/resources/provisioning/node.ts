// The machine that is provisioned: is it ours, does it run, and where are the logs of its consoles?
import { basename } from "node:path";
import type { Context } from "../../core/context";
import { EdgeError } from "../../core/errors";
import { readMark } from "../../core/mark";
import { parseXml, type XmlNode } from "../../core/xml";
import * as domains from "../../host/domain";
import type { Profile } from "../../provisioning/profile";
import { readPlugged } from "../domain/plugged";
import type { ProvisioningInputs } from "./fields";

export interface Console {
  name: string;
  /** libvirt's alias, for typing. */
  device: string;
  pool: string;
  volume: string;
}

export interface Node {
  name: string;
  uuid: string;
  consoles: Console[];
  /** Which machine, and which run of it. */
  machine: string;
}

export async function findNode(
  context: Context,
  wanted: ProvisioningInputs,
  profile: Profile,
): Promise<Node> {
  const { name, incarnation } = wanted.domain;
  const what = `node "${name}" cannot be watched on ${context.host.uri}`;
  const xml = await context.find(domains.dumpxml(name));
  if (xml === undefined)
    throw new EdgeError(what, "there is no such machine", "Make it first, or correct `domain`");
  const definition = parseXml(xml);
  const mark = readMark(definition);
  if (!mark) throw new EdgeError(what, "the machine was not made by Edgefleet", "Give a Domain");
  if (incarnation !== undefined && mark.incarnation !== incarnation)
    throw new EdgeError(
      what,
      "another machine stands in its place",
      "Run `pulumi refresh`, then `pulumi up`",
    );
  const uuid = definition.value("uuid") ?? name;
  const run = definition.value("@id") ?? "off";
  const consoles = Object.entries(profile.consoles).map(([key, port]) =>
    consoleOf(definition, key, port, what),
  );
  return { name, uuid, consoles, machine: `${mark.incarnation}/${run}` };
}

function consoleOf(definition: XmlNode, name: string, port: number, what: string): Console {
  const serial = definition
    .all("devices/serial")
    .find((node) => Number(node.value("target@port") ?? 0) === port);
  const use = readPlugged(definition)?.uses.find(({ device }) => device === String(port));
  const file = serial?.value("log@file");
  if (serial && file && use?.name)
    return {
      name,
      device: serial.value("alias@name") ?? `serial${port}`,
      pool: use.name,
      volume: basename(file),
    };
  throw new EdgeError(
    what,
    serial
      ? `its serial port ${port} (ttyS${port}) keeps no log`
      : `it has no serial port ${port} (ttyS${port})`,
    `The profile watches it as "${name}". Give the Domain serials: { ${name}: { port: ${port}, log: { pool } } }, and restart it`,
  );
}
