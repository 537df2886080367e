// The hosts that the lifecycle suite runs on, and what is on them.
import type { Command, Verb } from "../../provider/host/command";
import type { Host, RunOptions } from "../../provider/host/host";
import * as domains from "../../provider/host/domain";
import * as net from "../../provider/host/network";
import type { Results } from "../../provider/host/results";
import * as pools from "../../provider/host/pool";
import { VirshHost } from "../../provider/host/session";
import * as volumes from "../../provider/host/volume";
import { AgentHost } from "./agent-host";

export interface HostKind {
  name: string;
  /** A host of its own, empty but for what its kind always has. */
  open(): Promise<Host>;
  /** Does it tell a running network from its definition, and can volumes grow? libvirt's test driver cannot. */
  whole: boolean;
  /** One case of each class is enough here: the others are walked on the fast hosts. */
  brief?: boolean;
}

/** libvirt's own driver for tests: real parsing and checking, objects in memory of one virsh. */
export const testDriver: HostKind = {
  name: "libvirt's test driver",
  open: emptyTestDriver,
  whole: false,
};

/** The driver keeps one definition and knows no flag to ask for the inactive one. */
class TestDriver extends VirshHost {
  override run<V extends Verb>(command: Command<V>, options?: RunOptions): Promise<Results[V]> {
    const args = command.args.filter((argument) => argument !== "--inactive");
    return super.run({ ...command, args }, options);
  }

  /** One virsh serves the whole run. */
  override async close(): Promise<void> {}

  end(): Promise<void> {
    return super.close();
  }
}

let shared: TestDriver | undefined;

after(() => shared?.end());

async function emptyTestDriver(): Promise<Host> {
  shared ??= new TestDriver("test:///default", { sessions: 1 });
  for (const name of await shared.run(net.netList("name"))) {
    if (name === "default") continue;
    await shared.run(net.netDestroy(name)).catch(() => undefined);
    await shared.run(net.netUndefine(name)).catch(() => undefined);
  }
  for (const name of await shared.run(pools.poolList("name"))) {
    if (name === "default-pool") continue;
    await shared.run(pools.poolDestroy(name)).catch(() => undefined);
    await shared.run(pools.poolUndefine(name));
  }
  return shared;
}

/** Every machine, network, pool and volume with its definition: equal before and after when nothing was touched. */
export async function contents(host: Host): Promise<Map<string, string>> {
  const found = new Map<string, string>();
  for (const { name, uuid } of await host.run(domains.list())) {
    found.set(`domain ${name}`, await host.run(domains.dumpxml(uuid, { inactive: true })));
  }
  for (const name of await host.run(net.netList("name"))) {
    found.set(`network ${name}`, await host.run(net.netDumpxml(name, { inactive: true })));
  }
  for (const name of await host.run(pools.poolList("name"))) {
    const definition = await host.run(pools.poolDumpxml(name));
    found.set(`pool ${name}`, definition.replace(/<(capacity|allocation|available)[^]*?<\/\1>/g, ""));
    const { state } = await host.run(pools.poolInfo(name));
    if (state !== "running") continue;
    for (const volume of await host.run(volumes.volList(name))) {
      found.set(`volume ${name}/${volume.name}`, await host.run(volumes.volDumpxml(name, volume.name)));
    }
  }
  return found;
}

/** What is there beyond what was there. */
export function added(before: Map<string, string>, now: Map<string, string>): string[] {
  return [...now.keys()].filter((key) => !before.has(key)).sort();
}

/** The same behind a wire that carries nothing but data. */
export const agent: HostKind = {
  name: "an agent",
  open: async () => new AgentHost(await testDriver.open()),
  whole: false,
  brief: !process.env["EDGEFLEET_TEST_ALL"],
};

export const hostKinds: readonly HostKind[] = [testDriver, agent];
