// How far a host record is: registered, onboarded, provisioned, running; and waiting for it.
import { setTimeout as pause } from "node:timers/promises";
import { Clock } from "../../core/clock";
import type { Context } from "../../core/context";
import { optional, str, type Fields, type InputsOf } from "../../core/define";
import { UnreadyError } from "../../core/errors";
import { HostError } from "../../host/host";
import type { HostRecord, StatusIndication } from "../../orchestrator/types";

export const stages = ["registered", "onboarded", "provisioned", "running"] as const;
export type Stage = (typeof stages)[number];

/** The stage that a record has reached. */
export function stageOf(host: HostRecord): Stage {
  const { instance } = host;
  const onboarded = host.currentState === "HOST_STATE_ONBOARDED";
  const provisioned =
    instance?.provisioningStatus === "Provisioned" || instance?.currentState === "INSTANCE_STATE_RUNNING";
  if (provisioned && host.hostStatus === "Running") return "running";
  if (provisioned) return "provisioned";
  return onboarded ? "onboarded" : "registered";
}

const words = optional(str({ doc: "The orchestrator's own words." }));

export const progressOutputs = {
  stage: str({ doc: "How far it is: `registered`, `onboarded`, `provisioned` or `running`." }),
  reportedUuid: optional(str({ doc: "uuid in the record, once the node has reported." })),
  instanceId: optional(str({ doc: "The orchestrator's id of what it is provisioned with." })),
  registrationStatus: words,
  onboardingStatus: words,
  provisioningStatus: words,
  hostStatus: words,
  osName: optional(str({ doc: "OS profile that it is provisioned with." })),
  osImageUrl: optional(str({ doc: "Image of that profile." })),
} satisfies Fields;

export function progressOf(record: HostRecord): InputsOf<typeof progressOutputs> {
  const { instance } = record;
  return {
    stage: stageOf(record),
    reportedUuid: record.uuid || undefined,
    instanceId: instance?.resourceId ?? instance?.instanceID,
    registrationStatus: record.registrationStatus || undefined,
    onboardingStatus: record.onboardingStatus || undefined,
    provisioningStatus: instance?.provisioningStatus || undefined,
    hostStatus: record.hostStatus || undefined,
    osName: instance?.os?.name,
    osImageUrl: instance?.os?.imageUrl,
  };
}

interface Status {
  what: string;
  text: string;
  indicator: StatusIndication | undefined;
}

function statuses(host: HostRecord): Status[] {
  const { instance } = host;
  const all = [
    ["registration", host.registrationStatus, host.registrationStatusIndicator],
    ["onboarding", host.onboardingStatus, host.onboardingStatusIndicator],
    ["provisioning", instance?.provisioningStatus, instance?.provisioningStatusIndicator],
    ["host", host.hostStatus, host.hostStatusIndicator],
  ] as const;
  return all
    .filter(([, text]) => text !== undefined && text !== "")
    .map(([what, text, indicator]) => ({ what, text: text as string, indicator }));
}

const spoken: Record<StatusIndication, string> = {
  STATUS_INDICATION_UNSPECIFIED: "",
  STATUS_INDICATION_ERROR: " (error)",
  STATUS_INDICATION_IN_PROGRESS: " (in progress)",
  STATUS_INDICATION_IDLE: "",
};

/** `registration: Host is Registered; provisioning: Provisioning In Progress: 2/5: … (in progress)` */
export function describe(host: HostRecord): string {
  const words = statuses(host).map(
    ({ what, text, indicator }) => `${what}: ${text}${indicator ? spoken[indicator] : ""}`,
  );
  return words.join("; ") || "it says nothing yet";
}

/** What will not get better by waiting: what the orchestrator calls an error, and what to do about it. */
export function failureOf(host: HostRecord): { why: string; next: string } | undefined {
  const mismatch =
    /due to mismatch of (UUID|Serial Number), Reported (?:UUID|Serial Number) is: *(\S+)/i.exec(
      host.registrationStatus ?? "",
    );
  if (mismatch) {
    const [, what = "", reported = ""] = mismatch;
    const isUuid = /uuid/i.test(what);
    const ours = isUuid ? host.uuid : host.serialNumber;
    return {
      why: `the node reports the ${isUuid ? "uuid" : "serial number"} ${reported}, registered is ${ours ?? "none"}`,
      next: `Give ${isUuid ? "uuid" : "serial"} the value that the node reports, or correct the node's SMBIOS`,
    };
  }
  // A host that has come that far gets well again, or not; either is seen in time.
  const failed = statuses(host).find(
    ({ what, indicator }) => what !== "host" && indicator === "STATUS_INDICATION_ERROR",
  );
  if (!failed) return undefined;
  return {
    why: `${failed.what} failed: ${failed.text}`,
    next: "Look at the node's console; the orchestrator goes on by itself once the cause is gone, and the next `pulumi up` waits on",
  };
}

/** Asks again until the record has come to the stage; what it says is shown meanwhile. */
export async function waitForStage(
  context: Context,
  title: string,
  wanted: Stage,
  patience: number,
  look: () => Promise<HostRecord | undefined>,
): Promise<void> {
  const clock = new Clock(patience);
  let last = "it says nothing yet";
  for (;;) {
    const host = await look().catch((error: unknown) => {
      last = unanswered(error);
      return undefined;
    });
    if (host) {
      if (stages.indexOf(stageOf(host)) >= stages.indexOf(wanted)) return;
      const failure = failureOf(host);
      if (failure) throw new UnreadyError(`${title} will not be ${wanted}`, failure.why, failure.next, {});
      last = describe(host);
    }
    if (clock.left === 0) {
      throw new UnreadyError(
        `${title} is not ${wanted}`,
        `${clock.elapsed} s have gone by; the orchestrator says: ${last}`,
        "The record is kept, and the next `pulumi up` waits on",
        {},
      );
    }
    context.report.progress(`waiting until ${wanted}: ${last}; ${clock}`);
    await pause(Math.min(interval(clock.elapsed), clock.left), undefined, { signal: context.signal });
  }
}

/** Soon at first, then rarely: a fleet of nodes asks for hours. */
const interval = (elapsed: number): number => (elapsed < 10 ? 500 : elapsed < 60 ? 2000 : 5000);

/** An orchestrator that is in trouble for a while ends no wait. */
function unanswered(error: unknown): string {
  const final = ["aborted", "denied", "invalid"];
  if (!(error instanceof HostError) || final.includes(error.code)) throw error;
  return `no answer that helps (${error.reason})`;
}
