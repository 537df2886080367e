// A pool that `adopt` takes over stays where it is.
import { adopt } from "../../core/adoption";
import type { Context } from "../../core/context";
import type { Failure } from "../../core/errors";
import { isUnknown } from "../../core/values";
import { parseXml, type XmlNode } from "../../core/xml";
import * as pools from "../../host/pool";

interface Wanted {
  name?: string;
  uuid?: string;
  path?: string;
  incarnation?: string;
  adopt?: boolean;
}

/** With `adopt`, the pool of that name keeps its uuid and its directory. */
export async function takeOver(wanted: Wanted, context: Context): Promise<void> {
  const there = await found(wanted, context);
  const uuid = there?.value("uuid") ?? "";
  if (!there || !adopt(wanted, { uuid })) return;
  const path = there.value("target/path");
  if (wanted.path === undefined && path !== undefined) wanted.path = path;
}

/** Volumes stay where they are, and so does a pool that is taken over. */
export async function otherPlace(wanted: Wanted, context: Context): Promise<Failure[]> {
  const there = await found(wanted, context);
  if (!there || there.value("uuid") !== wanted.uuid) return [];
  const title = `Pool "${wanted.name}" of ${context.host.uri}`;
  const type = there.value("@type") ?? "dir";
  if (type !== "dir")
    return [
      { property: "adopt", reason: `${title} is of type ${type}, and Edgefleet manages those of type dir.` },
    ];
  const path = there.value("target/path") ?? "";
  if (path === wanted.path || isUnknown(wanted.path)) return [];
  const reason = `${title} is in ${path}, and adopt: true does not move it. Leave path out, or choose another name.`;
  return [{ property: "path", reason }];
}

async function found({ adopt, name }: Wanted, context: Context): Promise<XmlNode | undefined> {
  if (!adopt || name === undefined || isUnknown(name)) return undefined;
  const xml = await context.find(pools.poolDumpxml(name));
  return xml === undefined ? undefined : parseXml(xml);
}
