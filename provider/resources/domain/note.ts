// A machine that was taken in while it runs has no note of what it was started with: it gets one before its
// definition moves on, so that what it lacks can be told afterwards.
import type { Context } from "../../core/context";
import { parseXml } from "../../core/xml";
import * as domains from "../../host/domain";
import type { DomainInputs } from "./fields";
import { writePlugged } from "./live";
import { digestOf, readPlugged } from "./plugged";
import { acceleratorOf, cpuOf } from "./view";

export async function noteWhatRuns(context: Context, was: DomainInputs): Promise<void> {
  const xml = await context.find(domains.dumpxml(was.uuid));
  const running = xml === undefined ? undefined : parseXml(xml);
  if (!running || readPlugged(running)) return;
  const overlay = digestOf(was.xml);
  await writePlugged(context, was.uuid, {
    cpu: cpuOf(was, acceleratorOf(running)),
    slots: was.hotplugSlots,
    nvram: false,
    ready: false,
    ...(overlay ? { xml: overlay } : {}),
    uses: [],
  });
}
