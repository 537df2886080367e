// What can go wrong, as gRPC says it: a message, and the state of an object that exists but is not ready.
import type { ServiceError } from "@grpc/grpc-js";
import { EdgeError, PartialError } from "../../core/errors";
import { AnyMessage, grpc, provider, StatusMessage } from "./protocol";
import { encode, type Steps } from "./values";

/** A message for the user, as the status that ends a call. `secrets` tells what of a partial state to hide. */
export function statusOf(error: unknown, secrets: (state: Record<string, unknown>) => Steps[]): ServiceError {
  const message = (error as Error).message;
  const metadata = new grpc.Metadata();
  if (error instanceof PartialError)
    metadata.add("grpc-status-details-bin", partial(error, message, secrets));
  // Of an unknown status the engine thinks that the object may be half there; ours have cleaned up, or the next `up` finds it.
  const code = error instanceof EdgeError ? grpc.status.FAILED_PRECONDITION : grpc.status.UNKNOWN;
  return Object.assign(new Error(message), { code, details: message, metadata });
}

function partial(
  error: PartialError,
  message: string,
  secrets: (state: Record<string, unknown>) => Steps[],
): Buffer {
  const detail = new provider.ErrorResourceInitFailed();
  detail.setId(error.id);
  detail.setProperties(encode(error.properties, secrets(error.properties)));
  detail.setReasonsList(error.reasons);
  const packed = new AnyMessage();
  packed.pack(detail.serializeBinary(), "pulumirpc.ErrorResourceInitFailed");
  const status = new StatusMessage();
  status.setCode(grpc.status.UNKNOWN);
  status.setMessage(message);
  status.addDetails(packed);
  return Buffer.from(status.serializeBinary());
}
