// A machine that was taken in while it runs has no note of what it was started with: it gets one before its
// definition moves on, so that what it lacks can be told afterwards.
import type { Context } from "../../core/context";
import { parseXml } from "../../core/xml";
import * as domains from "../../host/domain";
import type { DomainInputs } from "./fields";
import { writePlugged } from "./live";
import { findDevice } from "./places";
import { readPlugged } from "./plugged";
import { acceleratorOf, pluggedOf } from "./view";

export async function noteWhatRuns(context: Context, was: DomainInputs): Promise<void> {
  const xml = await context.find(domains.dumpxml(was.uuid));
  const running = xml === undefined ? undefined : parseXml(xml);
  if (!running || readPlugged(running)) return;
  const disks = Object.entries(was.disks).map(([key, disk]) => {
    const path = findDevice(running, disk)?.value("source@file") ?? "";
    return [key, { path, format: "" }] as const;
  });
  const storage = { disks: Object.fromEntries(disks), logs: {}, fwCfg: {} };
  const noted = pluggedOf(was, acceleratorOf(running), storage);
  await writePlugged(context, was.uuid, { ...noted, nvram: false });
}
