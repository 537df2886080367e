// getPool: a storage pool of the host, whoever made it, with what is free in it.
import { size } from "../core/define";
import { formatSize } from "../core/values";
import { parseXml } from "../core/xml";
import { poolDumpxml, poolInfo } from "../host/pool";
import { inputs, pool } from "../resources/pool";
import { lookUp, nameOrUuid } from "./by-name";
import { defineLookup } from "./function";

const { name, uuid, path, autostart, active } = inputs;

export const getPool = defineLookup({
  name: "getPool",
  doc: "Looks up a storage pool of the host by name or uuid, whoever made it. Nothing is changed.",
  inputs: nameOrUuid("pool"),
  outputs: {
    name,
    uuid,
    path,
    autostart,
    active,
    capacity: size({ doc: "Size of its file system; `0B` while it does not run." }),
    available: size({ doc: "What is free on its file system; `0B` while it does not run." }),
  },
  async look(operation, context, args) {
    const found = await lookUp(pool, operation, context, args, async (wanted) => {
      const xml = await context.find(poolDumpxml(wanted));
      return xml === undefined ? undefined : parseXml(xml).value("uuid");
    });
    const { capacity, available } = await context.run(poolInfo(found["uuid"] as string));
    return { ...found, capacity: formatSize(capacity), available: formatSize(available) };
  },
});
