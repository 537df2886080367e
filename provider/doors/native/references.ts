// Resources that a program hands over as themselves: from the id, what a field wants to know of another resource.
import type { Reference } from "../../core/define";
import { EdgeError } from "../../core/errors";
import { incarnationOfFile, incarnationOfUuid, parseUrn } from "../../core/identity";
import type { Connection } from "../../core/operation";
import type { State } from "../../core/state";
import { parseXml } from "../../core/xml";
import type { Command } from "../../host/command";
import * as domains from "../../host/domain";
import * as networks from "../../host/network";
import * as pools from "../../host/pool";
import { setAt, type Decoded, type ResourceReference } from "./values";

/** What this deployment has checked, by URN: a program refers to what is only planned, and no host knows it yet. */
const checked = new Map<string, Reference>();

/** Called with the inputs that a check answers. */
export function rememberChecked(urn: string, { name, incarnation, pool }: State): void {
  if (typeof name !== "string" || typeof incarnation !== "string") return;
  const inPool = (pool as Partial<Reference> | undefined)?.name;
  checked.set(urn, { name, incarnation, ...(inPool === undefined ? {} : { pool: inPool }) });
}

export async function resolveReferences(decoded: Decoded, connection: Connection): Promise<void> {
  for (const reference of decoded.references) {
    const { urn, id, at } = reference;
    const found =
      checked.get(urn) ?? (id === undefined ? undefined : await referenceOf(reference, id, connection));
    if (found) setAt(decoded.value, at, found);
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

const definitionOf: Record<string, (uuid: string) => Command<"net-dumpxml" | "pool-dumpxml" | "dumpxml">> = {
  Network: (uuid) => networks.netDumpxml(uuid, { inactive: true }),
  Pool: (uuid) => pools.poolDumpxml(uuid),
  Domain: (uuid) => domains.dumpxml(uuid, { inactive: true }),
};

async function nameOf(type: string | undefined, uuid: string, { host }: Connection): Promise<string> {
  const command = type === undefined ? undefined : definitionOf[type]?.(uuid);
  const xml = command ? await host.find(command) : undefined;
  const name = xml === undefined ? undefined : parseXml(xml).value("name");
  if (name) return name;
  throw new EdgeError(
    `${type ?? "a resource"} ${uuid} cannot be referred to`,
    command ? `${host.uri} has none with this id` : "only networks, pools, volumes and domains can",
    "Hand over its name",
  );
}
