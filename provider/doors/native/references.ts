// Resources that a program hands over as themselves: from the id, what a field wants to know of another resource.
import type { Reference } from "../../core/define";
import { EdgeError } from "../../core/errors";
import { incarnationOfFile, incarnationOfUuid, parseUrn } from "../../core/identity";
import type { Connection } from "../../core/operation";
import { parseXml } from "../../core/xml";
import * as networks from "../../host/network";
import * as pools from "../../host/pool";
import { setAt, type Decoded, type ResourceReference } from "./values";

export async function resolveReferences(decoded: Decoded, connection: Connection): Promise<void> {
  for (const reference of decoded.references) {
    // What is not made yet stays unknown.
    if (reference.id === undefined) continue;
    setAt(decoded.value, reference.at, await referenceOf(reference, reference.id, connection));
  }
}

async function referenceOf(
  { urn }: ResourceReference,
  id: string,
  connection: Connection,
): Promise<Reference> {
  const type = parseUrn(urn).type.split("$").at(-1)?.split(":").at(-1);
  if (type === "Volume") {
    const slash = id.indexOf("/");
    const [pool, name] = [id.slice(0, slash), id.slice(slash + 1)];
    const incarnation = incarnationOfFile(name);
    return { pool, name, ...(incarnation ? { incarnation } : {}) };
  }
  const name = await nameOf(type, id, connection);
  const incarnation = incarnationOfUuid(id);
  return { name, ...(incarnation ? { incarnation } : {}) };
}

async function nameOf(type: string | undefined, uuid: string, { host }: Connection): Promise<string> {
  const command =
    type === "Network"
      ? networks.netDumpxml(uuid, { inactive: true })
      : type === "Pool"
        ? pools.poolDumpxml(uuid)
        : undefined;
  const xml = command ? await host.find(command) : undefined;
  const name = xml === undefined ? undefined : parseXml(xml).value("name");
  if (name) return name;
  throw new EdgeError(
    `${type ?? "a resource"} ${uuid} cannot be referred to`,
    command ? `${host.uri} has none with this id` : "only networks, pools and volumes can",
    "Hand over its name",
  );
}
