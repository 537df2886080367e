// `edgefleet replay FILE`: what a profile makes of a recorded console; for whoever writes one.
import { readFileSync } from "node:fs";
import { failureClasses } from "../provisioning/failures";
import type { Event } from "../provisioning/machine";
import { loadProfile } from "../provisioning/profiles";
import { readRecording, replay as play } from "../provisioning/replay";
import { failed, print, text, UsageError, type CliCommand } from "./command";

const usage = `edgefleet replay FILE [options]

Shows what a profile makes of a recording: JSON lines with t (milliseconds), console and text, or the plain log of
one console. Nothing is typed and no host is asked.

  --profile NAME   a profile that comes with Edgefleet, or the path of a .json file; default: edge-orchestrator
  --onboarding     io or nio; default: io
  --console NAME   the console of a plain log; default: console`;

export const replay: CliCommand = {
  summary: "shows what a profile makes of a recorded console",
  usage,
  takes: ["FILE"],
  options: {
    profile: { type: "string" },
    onboarding: { type: "string" },
    console: { type: "string" },
    help: { type: "boolean", short: "h" },
  },
  async run([file = ""], values) {
    const profile = await loadProfile(text(values, "profile") ?? "edge-orchestrator");
    const onboarding = text(values, "onboarding") ?? "io";
    if (onboarding !== "io" && onboarding !== "nio")
      throw new UsageError(`"${onboarding}" is no onboarding.`);
    const said = readRecording(read(file), text(values, "console"));
    const { events } = play(profile, { onboarding, login: true, retries: 2 }, said);
    for (const event of events) print(`${(event.at / 1000).toFixed(1).padStart(8)} s  ${wordsOf(event)}`);
    return events.at(-1)?.kind === "provisioned" ? 0 : 1;
  },
};

function read(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    throw failed("the recording was not read", error, "Give the path of a console's log");
  }
}

function wordsOf(event: Event): string {
  switch (event.kind) {
    case "type":
      return `types ${"text" in event.what ? JSON.stringify(event.what.text) : `the ${event.what.value}`} on ${event.console}`;
    case "failed":
      return `failed in ${event.stage}: ${event.class} (${event.because}). ${failureClasses[event.class].advice}.`;
    case "again":
      return `starts over from ${event.stage}: ${event.because.trim()}`;
    case "provisioned":
      return `provisioned${event.ending ? `: ${event.ending}` : ""}`;
    default:
      return `${event.kind} ${event.stage}`;
  }
}
