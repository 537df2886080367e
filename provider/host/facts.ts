// One picture of the host per deployment, read in bulk when it is first asked for and shared by all
// resources: a preview costs a few commands per host, however many resources it has.
import { readMark, type Mark } from "../core/mark";
import { incarnationOfFile, incarnationOfUuid } from "../core/identity";
import { parseXml, type XmlNode } from "../core/xml";
import * as domains from "./domain";
import type { Host } from "./host";
import * as networks from "./network";
import * as node from "./node";
import * as pools from "./pool";
import type { DomainStats } from "./domain";
import type { HostNode } from "./node";
import type { PoolInfo } from "./pool";
import type { Named } from "./results";
import * as volumes from "./volume";

export interface NetworkFact {
  name: string;
  uuid: string;
  bridge?: string;
  /** `10.1.2.1/24` of each <ip>. */
  addresses: string[];
  mark?: Mark;
}

export interface PoolFact extends Named {
  /** Its directory; a device or nothing for some types. */
  path: string;
}

type Inputs = Record<string, unknown>;

export class HostFacts {
  private readonly memory = new Map<string, Promise<unknown>>();
  private readonly remembered = new Set<string>();
  private readonly taken = new Set<string>();

  constructor(
    private readonly host: Host,
    private readonly proveAccelerator: () => Promise<"kvm" | "tcg">,
  ) {}

  private once<T>(key: string, read: () => Promise<T>): Promise<T> {
    let fact = this.memory.get(key) as Promise<T> | undefined;
    if (!fact) {
      fact = read();
      this.keep(key, fact);
    }
    return fact;
  }

  /** A failure is no fact: the next one who asks may be luckier. */
  private keep(key: string, fact: Promise<unknown>): void {
    this.memory.set(key, fact);
    fact.catch(() => {
      if (this.memory.get(key) === fact) this.memory.delete(key);
    });
  }

  /** Driver, system or session, and libvirt's own uuid of the host. */
  identity(): Promise<string> {
    return this.once("identity", async () => {
      // One line of a document of thousands, on the way of everything else: it is not worth a parser.
      const uuid = /<host>\s*<uuid>([^<]+)<\/uuid>/.exec(await this.host.run(node.capabilities()))?.[1];
      const [scheme = "", rest = ""] = this.host.uri.split("://");
      const driver = scheme.split("+")[0] || "qemu";
      const path = /^[^/]*\/([^?]*)/.exec(rest)?.[1] || "system";
      return `${driver}/${path}/${uuid ?? "no-uuid"}`;
    });
  }

  node(): Promise<HostNode> {
    return this.once("node", () => this.host.run(node.nodeinfo()));
  }

  accelerator(): Promise<"kvm" | "tcg"> {
    return this.once("accelerator", this.proveAccelerator);
  }

  domains(): Promise<Named[]> {
    return this.once("domains", () => this.host.run(domains.list()));
  }

  /** vCPUs and memory of all defined domains. */
  domainStats(): Promise<DomainStats[]> {
    return this.once("domainStats", () => this.host.run(domains.domstats()));
  }

  private networkUuids(): Promise<string[]> {
    return this.once("networkUuids", () => this.host.run(networks.netList("uuid")));
  }

  /** Every network with its addresses; one command per network of the host. */
  networks(): Promise<NetworkFact[]> {
    return this.once("networks", async () => {
      const uuids = await this.networkUuids();
      const found = await Promise.all(
        uuids.map(async (uuid) => {
          const xml = await this.host.find(networks.netDumpxml(uuid, { inactive: true }));
          return xml === undefined ? undefined : networkFact(parseXml(xml));
        }),
      );
      return found.filter((fact) => fact !== undefined);
    });
  }

  pools(): Promise<string[]> {
    return this.once("pools", () => this.host.run(pools.poolList("name")));
  }

  /** Every pool with its uuid and directory; one command per pool of the host. */
  poolFacts(): Promise<PoolFact[]> {
    return this.once("poolFacts", async () => {
      const found = (await this.poolUuids()).map(async (uuid) => {
        const xml = await this.host.find(pools.poolDumpxml(uuid));
        if (xml === undefined) return [];
        const definition = parseXml(xml);
        return [{ uuid, name: definition.value("name") ?? "", path: definition.value("target/path") ?? "" }];
      });
      return (await Promise.all(found)).flat();
    });
  }

  /** The uuid of what has this name. */
  async holder(noun: string, name: unknown): Promise<string | undefined> {
    if (typeof name !== "string") return undefined;
    return (await this.named(noun)).find((fact) => fact.name === name)?.uuid;
  }

  private async named(noun: string): Promise<Named[]> {
    if (noun === "network") return this.networks();
    if (noun === "pool") return this.poolFacts();
    if (noun === "domain") return this.domains();
    return [];
  }

  /** The volumes of all running pools by their files. */
  volumePaths(): Promise<Map<string, { pool: string; name: string }>> {
    return this.once("volumePaths", async () => {
      const found = (await this.pools()).map(async (pool) =>
        (await this.volumes(pool)).map(({ name, path }) => [path, { pool, name }] as const),
      );
      return new Map((await Promise.all(found)).flat());
    });
  }

  private poolUuids(): Promise<string[]> {
    return this.once("poolUuids", () => this.host.run(pools.poolList("uuid")));
  }

  /** Undefined when there is no such pool. */
  pool(name: string): Promise<PoolInfo | undefined> {
    return this.once(`pool ${name}`, () => this.host.find(pools.poolInfo(name)));
  }

  /** Volumes of a pool; none when the pool is not there or not active. */
  volumes(pool: string): Promise<{ name: string; path: string }[]> {
    return this.once(`volumes ${pool}`, async () => {
      const info = await this.pool(pool);
      return info?.state === "running" ? ((await this.host.find(volumes.volList(pool))) ?? []) : [];
    });
  }

  /** Bytes of a volume that is there already; undefined when it is not. */
  capacity(pool: string, volume: string): Promise<number | undefined> {
    return this.once(`capacity ${pool}/${volume}`, async () => {
      const xml = await this.host.find(volumes.volDumpxml(pool, volume));
      return xml === undefined ? undefined : Number(parseXml(xml).value("capacity"));
    });
  }

  /**
   * An incarnation that a state knows. A volume with a name of its own does not show it on the host, and still
   * a replacement has to be another one.
   */
  remember(incarnation: unknown): void {
    if (typeof incarnation === "string") this.remembered.add(incarnation);
  }

  /** What a create has taken over: a state that is deleted after it may mean this very object. */
  took(noun: string, id: string): void {
    this.taken.add(`${noun} ${id}`);
  }

  hasTaken(noun: string, id: string): boolean {
    return this.taken.has(`${noun} ${id}`);
  }

  /** All incarnations of one kind of resource that the host has, and those that states know. */
  async incarnations(noun: string, inputs: Inputs): Promise<string[]> {
    return [...this.remembered, ...(await this.visible(noun, inputs))];
  }

  private async visible(noun: string, inputs: Inputs): Promise<string[]> {
    if (noun === "volume") {
      const pool = (inputs["pool"] as { name?: string } | undefined)?.name;
      if (!pool) return [];
      const files = await this.volumes(pool);
      return files.map((file) => incarnationOfFile(file.name)).filter((i) => i !== undefined);
    }
    const uuids = await this.uuids(noun);
    const marked = await this.markOf(noun, inputs["uuid"], uuids);
    return [...uuids.map(incarnationOfUuid), marked].filter((i) => i !== undefined);
  }

  /** A uuid that the user chose does not spell the incarnation; the mark of that one object does. */
  private async markOf(noun: string, uuid: unknown, uuids: string[]): Promise<string | undefined> {
    if (typeof uuid !== "string" || !uuids.includes(uuid.toLowerCase()) || incarnationOfUuid(uuid))
      return undefined;
    const dump = { network: networks.netDumpxml, domain: domains.dumpxml }[noun];
    const xml = dump && (await this.host.find(dump(uuid, { inactive: true })));
    return xml === undefined ? undefined : readMark(parseXml(xml))?.incarnation;
  }

  private async uuids(noun: string): Promise<string[]> {
    if (noun === "network") return this.networkUuids();
    if (noun === "pool") return this.poolUuids();
    if (noun === "domain") return (await this.domains()).map((domain) => domain.uuid);
    return [];
  }

  /** Keeps the picture true after a change of our own, without reading it all again. */
  learn(noun: string, inputs: Inputs, definition: XmlNode | undefined): void {
    const { name = "", uuid = "" } = inputs as { name?: string; uuid?: string };
    this.forget(noun, inputs);
    if (noun === "network") {
      this.amend<string[]>("networkUuids", (list) => [...list, uuid]);
      if (definition) this.amend<NetworkFact[]>("networks", (list) => [...list, networkFact(definition)]);
    }
    if (noun === "pool") {
      this.amend<string[]>("poolUuids", (list) => [...list, uuid]);
      this.amend<string[]>("pools", (list) => [...list, name]);
    }
    if (noun === "domain") this.amend<Named[]>("domains", (list) => [...list, { name, uuid }]);
    if (noun === "volume")
      this.amend<{ name: string }[]>(volumesOf(inputs), (list) => [...list, { name, path: "" }]);
  }

  forget(noun: string, inputs: Inputs): void {
    const { name, uuid } = inputs as { name?: string; uuid?: string };
    const others = (list: { uuid: string }[]) => list.filter((entry) => entry.uuid !== uuid);
    const otherUuids = (list: string[]) => list.filter((entry) => entry !== uuid);
    if (noun === "network") {
      this.amend("networkUuids", otherUuids);
      this.amend("networks", others);
    }
    if (noun === "pool") {
      this.amend("poolUuids", otherUuids);
      this.amend<string[]>("pools", (list) => list.filter((entry) => entry !== name));
      this.memory.delete(`pool ${name}`);
      this.memory.delete(`volumes ${name}`);
    }
    if (noun === "domain") this.amend("domains", others);
    if (noun === "volume")
      this.amend<{ name: string }[]>(volumesOf(inputs), (list) => list.filter((v) => v.name !== name));
  }

  private amend<T>(key: string, change: (fact: T) => T): void {
    const fact = this.memory.get(key) as Promise<T> | undefined;
    if (fact) this.keep(key, fact.then(change));
  }
}

const volumesOf = (inputs: Inputs): string =>
  `volumes ${(inputs["pool"] as { name?: string } | undefined)?.name ?? ""}`;

function networkFact(definition: XmlNode): NetworkFact {
  const mark = readMark(definition);
  const bridge = definition.value("bridge@name");
  return {
    name: definition.value("name") ?? "",
    uuid: definition.value("uuid") ?? "",
    ...(bridge ? { bridge } : {}),
    addresses: definition
      .all("ip")
      .map(addressOf)
      .filter((address) => address !== undefined),
    ...(mark ? { mark } : {}),
  };
}

function addressOf(ip: XmlNode): string | undefined {
  const { address, prefix, netmask } = ip.attributes;
  if (!address) return undefined;
  if (prefix) return `${address}/${prefix}`;
  const bits = (netmask ?? "255.255.255.0").split(".").map(Number);
  return `${address}/${bits.reduce((count, byte) => count + byte.toString(2).replaceAll("0", "").length, 0)}`;
}
