// With EDGEFLEET_TRACE=FILE, one JSON line for each command and each call of a handler: where the time goes.
import { appendFileSync } from "node:fs";

const file = process.env["EDGEFLEET_TRACE"];

export function trace(entry: Record<string, unknown>): void {
  if (file) appendFileSync(file, `${JSON.stringify({ origin: performance.timeOrigin, ...entry })}\n`);
}

/** The same object; while tracing, one whose asynchronous methods are timed. */
export function traced<T extends object>(name: string, object: T): T {
  if (!file) return object;
  return new Proxy(object, {
    get(target, key) {
      const method: unknown = Reflect.get(target, key);
      if (typeof method !== "function") return method;
      return async (...given: unknown[]) => {
        const began = performance.now();
        try {
          return await (method.apply(target, given) as unknown);
        } finally {
          trace({ handler: `${String(key)} ${name}`, began, ran: performance.now() - began });
        }
      };
    },
  });
}
