// Any failure in words for the user: what was not done and where, why, and what to do next.
import { HostError } from "../host/host";
import type { Context } from "./context";
import { EdgeError, PartialError } from "./errors";

/** What to do about a host's answer, where there is something to say. */
const advice: Partial<Record<HostError["code"], string>> = {
  unreachable:
    "Check that the host is up and that `virsh -c URI list` works from here; edgefleet:unreachable: keep lets the other hosts go on",
  denied: "Add your user to the libvirt group or use an account that may manage libvirt",
  "no-space": "Free space in the pool, or choose another one",
  timeout: "Run `pulumi up` again: it continues where this one stopped",
  aborted: "Run `pulumi up` again: it continues where this one stopped",
};

/** `what` is the object and what was not done to it; the host is added. */
export function asUserError(error: unknown, what: string, context: Context): EdgeError | PartialError {
  if (error instanceof PartialError) return error;
  const mask = (text: string) => context.report.mask(text);
  if (error instanceof EdgeError)
    return new EdgeError(error.what, mask(error.why), error.next && mask(error.next));
  const where = `${what} on ${context.host.uri}`;
  if (!(error instanceof HostError)) {
    // A wait that is ended throws an error of its own; why it was ended is the cause.
    const cause = (error as Error).name === "AbortError" ? ((error as Error).cause as Error) : undefined;
    return new EdgeError(where, mask(String(cause?.message ?? (error as Error).message ?? error)));
  }
  const command = error.command ? `\n  command: ${error.command}` : "";
  return new EdgeError(
    where,
    mask(error.reason),
    mask(`${advice[error.code] ?? ""}${command}`).trim() || undefined,
  );
}
