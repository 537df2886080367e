// A host that has nothing and answers only what a preview may ask.
import type { Command, Verb } from "../../provider/host/command";
import { HostError, type Host } from "../../provider/host/host";
import type { Results } from "../../provider/host/results";

export class CannedHost implements Host {
  readonly uri = "qemu:///system";
  readonly asked: string[] = [];

  constructor(
    readonly uuid = "5a1e0c9e-0f0e-4d2e-9c39-6f1c3d1f7a11",
    private readonly answers: Partial<Results> = {},
  ) {}

  async run<V extends Verb>({ verb }: Command<V>): Promise<Results[V]> {
    this.asked.push(verb);
    const all: Partial<Results> = {
      capabilities: `<capabilities><host><uuid>${this.uuid}</uuid></host></capabilities>`,
      nodeinfo: { cpus: 4, memory: 8 * 2 ** 30, model: "x86_64" },
      "net-list": [],
      "pool-list": [],
      list: [],
      domstats: [],
      ...this.answers,
    };
    if (!(verb in all)) throw new HostError("not-found", `there is nothing here (${verb})`, verb, this.uri);
    return all[verb as keyof Results] as Results[V];
  }

  async find<V extends Verb>(command: Command<V>): Promise<Results[V] | undefined> {
    return this.run(command).catch((error: HostError) => {
      if (error.code === "not-found") return undefined;
      throw error;
    });
  }

  put = (): Promise<void> => Promise.reject(new Error("nothing can be written here"));
  get = (): Promise<Buffer> => Promise.reject(new Error("nothing can be read here"));
  type = (): Promise<void> => Promise.reject(new Error("nothing can be typed here"));
  close = (): Promise<void> => Promise.resolve();

  // eslint-disable-next-line require-yield
  async *follow(): AsyncIterable<Buffer> {
    throw new Error("nothing can be followed here");
  }
}
