// From a domain to a provisioned node: watched, restarted where that is wanted, and told in words when it failed.
import type { Context } from "../../core/context";
import { EdgeError, UnreadyError } from "../../core/errors";
import { milliseconds } from "../../core/values";
import * as domains from "../../host/domain";
import { failureClasses, isLasting } from "../../provisioning/failures";
import { StageMachine, type Course, type Event } from "../../provisioning/machine";
import type { Profile } from "../../provisioning/profile";
import { loadProfile } from "../../provisioning/profiles";
import { durationsOf, expectedFrom, stagesOf, type Timeline } from "../../provisioning/timeline";
import { tolerate } from "../tolerate";
import type { ProvisioningInputs, ProvisioningOutputs } from "./fields";
import { findNode, type Node } from "./node";
import { NodeRecord, readTimelines } from "./record";
import { watch } from "./watch";

type Known = Partial<ProvisioningOutputs> & { isReady?: boolean };
type Failed = Event & { kind: "failed" };

export async function provision(
  context: Context,
  wanted: ProvisioningInputs,
  known: Known = {},
): Promise<Partial<ProvisioningOutputs>> {
  const { incarnation } = wanted.domain;
  const same = incarnation === undefined || known.machine?.startsWith(`${incarnation}/`);
  if (known.isReady !== false && known.machine !== undefined && same && known.node === wanted.domain.name) {
    const { node, stage, outcome, ip, began, durations, machine } = known;
    return { node, stage, outcome, ip, began, durations, machine } as Partial<ProvisioningOutputs>;
  }
  const profile = await loadProfile(wanted.profile);
  for (let restarts = 0; ; restarts++) {
    const { failed, timeline } = await follow(context, wanted, profile);
    const outputs = outputsOf(timeline);
    if (!failed) return { ...outputs, ...(await addressOf(context, timeline.node)) };
    const helps = wanted.restartPolicy === "onFailure" && !isLasting(failed.class);
    if (!helps || restarts >= wanted.retries) throw notProvisioned(context, timeline, outputs);
    context.report.info(
      `${timeline.node} failed in stage ${failed.stage} (${failed.class}) and is switched off and on`,
    );
    await powerCycle(context, wanted, profile);
  }
}

async function follow(
  context: Context,
  wanted: ProvisioningInputs,
  profile: Profile,
): Promise<{ failed: Failed | undefined; timeline: Timeline }> {
  const node = await findNode(context, wanted, profile);
  const history = readTimelines(wanted.logDir);
  const before = history.find((timeline) => timeline.node === node.name && timeline.machine === node.machine);
  const started = Date.now();
  const machine = new StageMachine(profile, courseOf(wanted, expectedFrom(history, profile.name)), started);
  const record = new NodeRecord(wanted.logDir, node.name, (text) => context.report.mask(text));
  let failed: Failed | undefined;
  const timeline = (): Timeline => describe(wanted, profile, node, machine, failed, before, started);
  await watch(context, {
    node,
    machine,
    value: (name) => valueOf(wanted, name),
    said: (console, chunk, now) => record.said(console, chunk, now),
    changed: (events) => {
      failed = events.find((event): event is Failed => event.kind === "failed") ?? failed;
      for (const event of events)
        if (event.kind === "again")
          context.report.info(
            `${node.name} starts over (${event.attempt} of ${wanted.retries}): ${event.because.trim()}`,
          );
      record.write(timeline());
    },
  });
  record.close(Date.now());
  return { failed, timeline: timeline() };
}

/** Firmware and system may have leases of their own for one card: the last one is the system's. */
async function addressOf(context: Context, node: string): Promise<{ ip?: string }> {
  const leases = (await context.find(domains.domifaddr(node, "lease"))) ?? [];
  const ip = leases.filter(({ mac }) => mac === leases[0]?.mac).at(-1)?.address;
  return ip === undefined ? {} : { ip };
}

function courseOf(wanted: ProvisioningInputs, expected: Record<string, number>): Course {
  const timeouts = Object.entries(wanted.timeouts).map(([name, text]) => [name, milliseconds(text)] as const);
  return {
    onboarding: wanted.onboarding,
    ...(wanted.ending === undefined ? {} : { ending: wanted.ending }),
    login: wanted.login !== undefined,
    retries: wanted.retries,
    timeouts: Object.fromEntries(timeouts),
    expected,
  };
}

function valueOf({ credentials, login }: ProvisioningInputs, name: string): string {
  const values: Record<string, string | undefined> = {
    username: credentials?.username,
    password: credentials?.password,
    "login-username": login?.username,
    "login-password": login?.password,
  };
  const value = values[name];
  if (value === undefined)
    throw new EdgeError(
      "the node's prompt was not answered",
      `the profile types a ${name}, and the program gives none`,
      "Give credentials or login",
    );
  return value;
}

function describe(
  wanted: ProvisioningInputs,
  profile: Profile,
  node: Node,
  machine: StageMachine,
  failed: Failed | undefined,
  before: Timeline | undefined,
  started: number,
): Timeline {
  const failure = failed && {
    class: failed.class,
    because: failed.because,
    advice: failureClasses[failed.class].advice,
    lastLines: machine.lastLines(),
  };
  return {
    format: 1,
    node: node.name,
    profile: profile.name,
    onboarding: wanted.onboarding,
    machine: node.machine,
    state: failed ? "failed" : machine.over ? "provisioned" : "running",
    began: before?.began ?? new Date(started).toISOString(),
    updated: new Date().toISOString(),
    stage: machine.stage,
    ...(machine.endingName === undefined ? {} : { ending: machine.endingName }),
    ...(failure ? { failure } : {}),
    attempts: machine.attempts,
    stages: stagesOf(machine.passages, started, before?.stages ?? []),
  };
}

function outputsOf({
  node,
  stage,
  failure,
  ending,
  began,
  stages,
  machine,
}: Timeline): Partial<ProvisioningOutputs> {
  return {
    node,
    stage,
    ...(failure ? { failure: failure.class } : {}),
    ...(ending === undefined ? {} : { outcome: ending }),
    began,
    durations: durationsOf(stages),
    machine,
  };
}

function notProvisioned(context: Context, { node, stage, failure }: Timeline, outputs: object): UnreadyError {
  const { class: name, because, lastLines } = failure as NonNullable<Timeline["failure"]>;
  const { means, advice } = failureClasses[name];
  const quoted = lastLines.map((line) => `    ${line}\n`).join("");
  const said =
    lastLines.length > 0
      ? ` The last lines of its consoles:\n${quoted}  (end of the consoles)`
      : " Its consoles have said nothing";
  return new UnreadyError(
    `node "${node}" was not provisioned on ${context.host.uri}`,
    `${means} (${name}, in stage ${stage}: ${because}).${said}`,
    `${advice}. The machine is kept, and the next \`pulumi up\` watches on`,
    outputs as Record<string, unknown>,
  );
}

/** The machine's log begins anew with it. */
async function powerCycle(context: Context, wanted: ProvisioningInputs, profile: Profile): Promise<void> {
  const { uuid } = await findNode(context, wanted, profile);
  await tolerate("inactive", context.run(domains.destroy(uuid)));
  await tolerate("active", context.run(domains.start(uuid)));
}
