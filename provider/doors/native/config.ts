// Configuration: of the stack for the default provider, of its arguments for an explicit one.
import type { HostConfig } from "../../core/context";
import type { State } from "../../core/state";
import { hasUnknown } from "../../core/values";
import { readSettings, settings, type Setting } from "../settings";
import { provider, type Messages, type StructMessage } from "./protocol";
import { decode, encode } from "./values";

/** By their short keys. A Host of the dynamic door has them as `edgefleet:uri`, and keeps that spelling in state. */
function settingsOf(struct: StructMessage | undefined): State {
  const entries = Object.entries(decode(struct).value);
  return Object.fromEntries(entries.map(([key, value]) => [key.replace(/^edgefleet:/, ""), value]));
}

const textOf = (value: unknown): string | undefined =>
  value === undefined || value === null || value === "" ? undefined : String(value);

export function configOf(struct: StructMessage | undefined): HostConfig {
  const given = settingsOf(struct);
  return readSettings((key) => textOf(given[key]));
}

export function checkConfig(request: Messages.CheckRequest): Messages.CheckResponse {
  const { value, secrets } = decode(request.getNews());
  const response = new provider.CheckResponse();
  response.setInputs(encode(value, secrets));
  if (hasUnknown(value)) return response;
  for (const key of Object.keys(settings) as Setting[]) {
    try {
      readSettings((other) => (other === key ? textOf(settingsOf(request.getNews())[key]) : undefined));
    } catch (error) {
      const failure = new provider.CheckFailure();
      failure.setProperty(key);
      failure.setReason((error as Error).message);
      response.addFailures(failure);
    }
  }
  return response;
}

/**
 * Never a replacement: that would replace everything on the host. A URI that leads elsewhere is told by the host's
 * own identity, which is in the state of each resource.
 */
export function diffConfig(request: Messages.DiffRequest): Messages.DiffResponse {
  const [old, wanted] = [
    settingsOf(request.getOldInputs() ?? request.getOlds()),
    settingsOf(request.getNews()),
  ];
  const keys = [...new Set([...Object.keys(old), ...Object.keys(wanted)])].filter((key) => key !== "version");
  const changed = keys.filter((key) => textOf(old[key]) !== textOf(wanted[key]));
  const response = new provider.DiffResponse();
  const { DIFF_SOME, DIFF_NONE } = provider.DiffResponse.DiffChanges;
  response.setChanges(changed.length > 0 ? DIFF_SOME : DIFF_NONE);
  response.setDiffsList(changed);
  return response;
}
