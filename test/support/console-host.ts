// A host with one machine whose consoles say what a test wants: what is typed is kept, and may be answered.
import type { Command, Verb } from "../../provider/host/command";
import { HostError } from "../../provider/host/host";
import type { Results } from "../../provider/host/results";
import { CannedHost } from "./canned-host";

export interface Typed {
  device: string;
  text: string;
}

export class ConsoleHost extends CannedHost {
  readonly typed: Typed[] = [];
  running = true;
  starts = 0;
  private readonly logs = new Map<string, Buffer>();
  private changed = new Set<() => void>();

  /** Called for what is typed, and for each start with an empty text. */
  constructor(private readonly answer: (host: ConsoleHost, typed: Typed) => void = () => undefined) {
    super();
  }

  /** Ports of the machine with whether they keep a log. */
  ports: boolean[] = [true, true];

  say(port: number, text: string, part = ""): void {
    const name = `node-${port}.log${part}`;
    this.logs.set(name, Buffer.concat([this.logs.get(name) ?? Buffer.alloc(0), Buffer.from(text)]));
    for (const wake of this.changed) wake();
  }

  override async run<V extends Verb>(command: Command<V>): Promise<Results[V]> {
    const verb: Verb = command.verb;
    if (verb === "dumpxml") return this.definition() as Results[V];
    if (verb === "dominfo")
      return {
        state: this.running ? "running" : "shut off",
        autostart: false,
        persistent: true,
      } as Results[V];
    if (verb === "destroy") this.running = false;
    if (verb === "start") {
      this.logs.clear();
      this.running = true;
      this.starts++;
      this.answer(this, { device: "", text: "" });
    }
    if (verb === "destroy" || verb === "start" || verb === "pool-refresh") return undefined as Results[V];
    return super.run(command);
  }

  override get = (_pool?: string, volume = "", offset = 0): Promise<Buffer> => {
    const log = this.logs.get(volume);
    if (!log) return Promise.reject(new HostError("not-found", `there is no ${volume}`, "", this.uri));
    return Promise.resolve(log.subarray(offset));
  };

  override type = (_domain?: string, device = "", text = ""): Promise<void> => {
    this.typed.push({ device, text });
    this.answer(this, { device, text });
    return Promise.resolve();
  };

  override async *follow(_pool = "", volume = "", offset = 0, signal?: AbortSignal): AsyncIterable<Buffer> {
    let position = offset;
    while (!signal?.aborted) {
      const log = this.logs.get(volume) ?? Buffer.alloc(0);
      if (log.length > position) yield log.subarray(position);
      position = log.length;
      await new Promise<void>((wake) => {
        this.changed.add(wake);
        signal?.addEventListener("abort", () => wake(), { once: true });
      });
    }
  }

  private definition(): string {
    const serials = this.ports.map((logged, port) => {
      const log = logged ? `<log file="/pool/node-${port}.log"/>` : "";
      return `<serial type="pty">${log}<target port="${port}"/><alias name="serial${port}"/></serial>`;
    });
    const uses = this.ports.map((_, port) => `<p:use key="s${port}" device="${port}" name="store"/>`);
    return `<domain type="qemu" id="${this.starts + 1}"><name>node</name><uuid>5a1e0c9e-0f0e-4d2e-9c39-6f1c3d1f7a12</uuid>
      <metadata><e:mark xmlns:e="urn:edgefleet:mark:1" incarnation="0123456789abcdef-1" label="a/b/c" by="ann"/>
      <p:plugged xmlns:p="urn:edgefleet:plugged:1">${uses.join("")}</p:plugged></metadata>
      <devices>${serials.join("")}</devices></domain>`;
  }
}
