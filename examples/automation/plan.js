// What a preview says about each field, as data: which resource, from, to, and what it does to a running machine.
import { wordsOf } from "./words.js";

const line = /^(\S+): (.*) → (.*) \((live|at next boot|needs restart|REPLACE)(?:: (.*))?\)$/;

export class Plan {
  changes = [];
  #seen = new Set();

  /** Takes one event of Pulumi's engine. */
  take({ diagnosticEvent }) {
    if (!diagnosticEvent?.urn || diagnosticEvent.ephemeral) return;
    for (const text of wordsOf(diagnosticEvent).split("\n")) {
      const [, path, from, to, effect, reason] = line.exec(text) ?? [];
      // A preview that refreshes says a line twice.
      const once = `${diagnosticEvent.urn} ${text}`;
      if (!path || this.#seen.has(once)) continue;
      this.#seen.add(once);
      this.changes.push({
        resource: diagnosticEvent.urn.split("::").at(-1),
        path,
        from,
        to,
        effect,
        reason,
      });
    }
  }
}
