// A step whose goal is already reached is no failure.
import { HostError, type HostErrorCode } from "../host/host";

/** Waits for a command; a failure with this code is fine. */
export async function tolerate<T>(code: HostErrorCode, running: Promise<T>): Promise<T | undefined> {
  try {
    return await running;
  } catch (error) {
    if (error instanceof HostError && error.code === code) return undefined;
    throw error;
  }
}
