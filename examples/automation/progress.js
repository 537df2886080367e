// One line for each thing that happens to a node, as it happens.
import { wordsOf } from "./words.js";

const done = {
  create: "made",
  update: "updated",
  delete: "removed",
  "delete-replaced": "removed",
  same: "unchanged",
};

export class Progress {
  #started = new Map();
  #said = new Map();

  /** Takes one event of Pulumi's engine. */
  take({ resourcePreEvent, resOutputsEvent, diagnosticEvent }) {
    if (resourcePreEvent) this.#started.set(resourcePreEvent.metadata.urn, Date.now());
    if (resOutputsEvent) {
      const { urn, op } = resOutputsEvent.metadata;
      const seconds = Math.round((Date.now() - this.#started.get(urn)) / 1000);
      this.#say(urn, `${done[op] ?? op} in ${seconds} s`);
    }
    if (diagnosticEvent?.urn)
      for (const text of wordsOf(diagnosticEvent).split("\n")) this.#say(diagnosticEvent.urn, text);
  }

  /** Machines are what a fleet is about. What is said again with another time is one stage, and one line. */
  #say(urn, text) {
    const stage = text.replace(/: \d+ s, \d+ s left$/, "");
    if (!/edgefleet:(index:)?Domain::/.test(urn) || this.#said.get(urn) === stage) return;
    this.#said.set(urn, stage);
    console.log(`${urn.split("::").at(-1)}: ${text}`);
  }
}
