// Growing a disk under a running machine: QEMU has to do it, so that the guest sees it at once.
import type { Context } from "../../core/context";
import { parseXml } from "../../core/xml";
import * as domains from "../../host/domain";

/** False when no running domain has the file. */
export async function growLive(context: Context, path: string, target: number): Promise<boolean> {
  for (const { uuid } of await context.run(domains.list())) {
    const xml = await context.find(domains.dumpxml(uuid));
    if (xml === undefined) continue;
    const definition = parseXml(xml);
    // An id is there only while it runs.
    if (definition.value("@id") === undefined) continue;
    const disk = definition.all("devices/disk").find((d) => d.value("source@file") === path);
    if (!disk) continue;
    await context.run(domains.blockresize(uuid, disk.value("target@dev") ?? path, target));
    return true;
  }
  return false;
}
