// How the stand-in says no: gRPC's name of the code, with the HTTP status that a gateway gives it.
import type { ApiCode } from "../error";

export const statusOf: Partial<Record<ApiCode, number>> = {
  InvalidArgument: 400,
  FailedPrecondition: 400,
  OutOfRange: 400,
  Unauthenticated: 401,
  PermissionDenied: 403,
  NotFound: 404,
  AlreadyExists: 409,
  ResourceExhausted: 429,
  Unimplemented: 501,
  Unavailable: 503,
};

export class Refusal extends Error {
  constructor(
    readonly code: ApiCode,
    message: string,
  ) {
    super(message);
  }
}

export const invalid = (message: string): Refusal => new Refusal("InvalidArgument", message);
export const notFound = (what: string): Refusal => new Refusal("NotFound", `${what} not found`);
