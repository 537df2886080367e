// What the orchestrator refuses, as a typed failure: gRPC's names of codes to ours.
import { HostError, type HostErrorCode } from "../host/host";
import type { ApiFailure } from "./types";

export type ApiCode =
  | "Canceled"
  | "Unknown"
  | "InvalidArgument"
  | "DeadlineExceeded"
  | "NotFound"
  | "AlreadyExists"
  | "PermissionDenied"
  | "ResourceExhausted"
  | "FailedPrecondition"
  | "Aborted"
  | "OutOfRange"
  | "Unimplemented"
  | "Internal"
  | "Unavailable"
  | "DataLoss"
  | "Unauthenticated";

/** In the order of gRPC's numbers, from 1 on: a gateway may send the number. */
const names: readonly ApiCode[] = [
  "Canceled",
  "Unknown",
  "InvalidArgument",
  "DeadlineExceeded",
  "NotFound",
  "AlreadyExists",
  "PermissionDenied",
  "ResourceExhausted",
  "FailedPrecondition",
  "Aborted",
  "OutOfRange",
  "Unimplemented",
  "Internal",
  "Unavailable",
  "DataLoss",
  "Unauthenticated",
];

const ours: Partial<Record<ApiCode, HostErrorCode>> = {
  InvalidArgument: "invalid",
  OutOfRange: "invalid",
  DeadlineExceeded: "timeout",
  NotFound: "not-found",
  AlreadyExists: "exists",
  PermissionDenied: "denied",
  Unauthenticated: "denied",
  Unavailable: "unreachable",
  Unimplemented: "unsupported",
};

/** Where the body says nothing: what a proxy in front of the API means. Its 404 is no proof that something is gone. */
const byStatus: Record<number, ApiCode> = {
  400: "InvalidArgument",
  401: "Unauthenticated",
  403: "PermissionDenied",
  429: "ResourceExhausted",
  501: "Unimplemented",
  502: "Unavailable",
  503: "Unavailable",
  504: "DeadlineExceeded",
};

const advice: Partial<Record<HostErrorCode, string>> = {
  unreachable:
    "Check orchestrator.fqdn, and that its names lead to it from here (orchestrator.address names it where DNS does not)",
  denied: "Check the user, the password and the groups of the user (Host-Manager-Group of the project)",
  timeout: "Run `pulumi up` again: it continues where this one stopped",
};

/** A call that did not succeed. Like a libvirt host's failure, so that the lifecycle treats it as one. */
export class OrchestratorError extends HostError {
  constructor(
    code: HostErrorCode,
    readonly api: ApiCode | undefined,
    reason: string,
    call: string,
    where: string,
    override readonly advice: string | undefined = adviceOf(code),
  ) {
    super(code, reason, call, where);
  }
}

const adviceOf = (code: HostErrorCode): string | undefined => advice[code];

/** An answer that is no success. */
export function refusal(status: number, body: unknown, call: string, where: string): OrchestratorError {
  const { code, message } = (typeof body === "object" && body !== null ? body : {}) as ApiFailure;
  const api = apiCode(code) ?? byStatus[status] ?? "Unknown";
  const reason = message ?? `it answered with HTTP status ${status}`;
  return new OrchestratorError(ours[api] ?? "failed", api, `${reason} (${api})`, call, where);
}

function apiCode(code: string | number | undefined): ApiCode | undefined {
  if (typeof code === "number") return names[code - 1];
  const plain = code?.replaceAll("_", "").toLowerCase();
  return names.find((name) => name.toLowerCase() === plain);
}
