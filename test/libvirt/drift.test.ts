// Every leaf of what a real libvirt prints is changed, removed and joined by another one: each is seen by a refresh
// and the preview after it, or left out for a reason that is written down. None is missed.
import { expect } from "chai";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Definition } from "../../provider/core/define";
import type { State } from "../../provider/core/state";
import { parseXml, XmlNode } from "../../provider/core/xml";
import { VirshHost } from "../../provider/host/session";
import { resources } from "../../provider/resources";
import { Engine, type Kept } from "../support/engine";
import { certificate } from "../support/certificate";
import { sharedHost, type IsolatedHost } from "../support/isolated-host";
import { recordingHost, replayHost } from "../support/replay-host";

interface Mutation {
  what: "changed" | "removed" | "added";
  /** Without what tells siblings apart. */
  path: string;
  xml: string;
}

const definitionOf = (noun: string): Definition =>
  resources.find((resource) => resource.noun === noun) as Definition;

/** Every way to change one thing in a tree. */
function* mutations(root: XmlNode): Generator<Mutation> {
  function* walk(node: XmlNode, path: string): Generator<Mutation> {
    const mutate = function* (
      what: Mutation["what"],
      at: string,
      act: () => () => void,
    ): Generator<Mutation> {
      const undo = act();
      yield { what, path: at, xml: root.print() };
      undo();
    };
    for (const [name, value] of Object.entries(node.attributes)) {
      if (name.startsWith("xmlns")) continue;
      yield* mutate("changed", `${path}@${name}`, () => {
        node.attributes[name] = other(value);
        return () => (node.attributes[name] = value);
      });
      const all = { ...node.attributes };
      yield* mutate("removed", `${path}@${name}`, () => {
        delete node.attributes[name];
        return () => Object.assign(node.attributes, all);
      });
    }
    yield* mutate("added", `${path}@strange`, () => {
      node.attributes["strange"] = "1";
      return () => delete node.attributes["strange"];
    });
    if (node.text) {
      const { text } = node;
      yield* mutate("changed", path, () => {
        node.text = other(text);
        return () => (node.text = text);
      });
    }
    yield* mutate("added", join(path, "strange"), () => {
      node.children.push(new XmlNode("strange"));
      return () => node.children.pop();
    });
    for (const [at, child] of node.children.entries()) {
      const childPath = path ? `${path}/${child.name}` : child.name;
      yield* mutate("removed", childPath, () => {
        node.children.splice(at, 1);
        return () => node.children.splice(at, 0, child);
      });
      yield* mutate("added", childPath, () => {
        node.children.splice(at, 0, child);
        return () => node.children.splice(at, 1);
      });
      yield* walk(child, childPath);
    }
  }
  yield* walk(root, "");
}

/** Another value of the same kind, so that whoever parses it goes on. */
function other(value: string): string {
  if (/^\d+$/.test(value)) return String(Number(value) + 1024);
  if (/^0x[0-9a-f]+$/i.test(value)) return value.replace(/.$/, (digit) => (digit === "7" ? "6" : "7"));
  if (/^[0-9a-f:.-]+$/i.test(value))
    return value.replace(/[0-9a-f](?=[^0-9a-f]*$)/i, (digit) => (digit === "7" ? "6" : "7"));
  return `${value}x`;
}

describe("drift on a real libvirt", function () {
  this.timeout(120_000);
  const folder = mkdtempSync(join(tmpdir(), "eft-drift-"));
  const made: Engine[] = [];
  let isolated: IsolatedHost;
  let host: VirshHost;

  before(async () => {
    isolated = await sharedHost();
    host = new VirshHost(isolated.uri);
  });

  after(async () => {
    for (const engine of made.reverse()) await engine.destroy();
    await host.close();
    rmSync(folder, { recursive: true });
  });

  async function make(noun: string, name: string, program: State): Promise<Engine> {
    const engine = new Engine(definitionOf(noun), host, { name });
    await engine.up(program);
    made.push(engine);
    return engine;
  }

  const reference = ({ kept }: Engine): State => {
    const { name, incarnation, pool } = (kept as Kept).outputs;
    return { name, incarnation, ...(pool ? { pool: (pool as State)["name"] } : {}) };
  };

  async function walk(noun: string, engine: Engine, program: State): Promise<void> {
    const definition = definitionOf(noun);
    const kept = engine.kept as Kept;
    const answers = new Map<string, unknown>();
    engine.host = recordingHost(host, answers);
    await engine.refresh();
    expect((await engine.preview(program)).diff, "no drift before the walk").to.deep.equal({
      changes: [],
      other: [],
      replaces: [],
    });
    engine.host = host;
    const dump = { network: "net-dumpxml", pool: "pool-dumpxml", domain: "dumpxml" }[noun] as string;
    const definitions = [...answers]
      .filter(([key]) => (JSON.parse(key) as [string])[0] === dump)
      .map(([, xml]) => xml as string);
    const root = parseXml(definitions.find((xml) => xml.includes(kept.id)) as string);

    const counts = { caught: 0, ignored: 0 };
    const reasons = new Map<string, number>();
    const missed: string[] = [];
    for (const { what, path, xml } of mutations(root)) {
      const seer = new Engine(
        definition,
        replayHost(host, answers, (verb, answer) =>
          verb === dump && String(answer).includes(kept.id) ? xml : answer,
        ),
        { name: engine.urn.split("::").at(-1) as string },
      );
      seer.kept = structuredClone(kept);
      if (await sees(seer, program)) {
        counts.caught++;
        continue;
      }
      const quiet = definition.quiet?.find(
        (q) => path === q.path || path.startsWith(`${q.path}/`) || path.startsWith(`${q.path}@`),
      );
      if (quiet) {
        counts.ignored++;
        reasons.set(
          `${quiet.path}: ${quiet.reason}`,
          (reasons.get(`${quiet.path}: ${quiet.reason}`) ?? 0) + 1,
        );
      } else {
        missed.push(`${what} ${path}`);
      }
    }
    console.log(`      ${noun}: ${counts.caught} caught, ${counts.ignored} ignored, ${missed.length} missed`);
    for (const [reason, count] of reasons) console.log(`        ${count} × ${reason}`);
    expect(missed).to.deep.equal([]);
    expect(counts.caught).to.be.above(20);
  }

  /** Does a refresh, or the preview after it, say anything? */
  async function sees(engine: Engine, program: State): Promise<boolean> {
    try {
      if (!(await engine.refresh())) return true;
      const { failures, diff } = await engine.preview(program);
      return failures.length > 0 || (diff?.changes.length ?? 0) + (diff?.other.length ?? 0) > 0;
    } catch (error) {
      // A definition that cannot be read is told as well, in words of ours.
      expect((error as Error).name, (error as Error).message).to.equal("EdgeError");
      return true;
    }
  }

  it("misses nothing in a network", async () => {
    const program = {
      name: "drift",
      mode: "nat",
      domain: "edge.test",
      mtu: 1400,
      dnsmasqOptions: ["log-dhcp"],
      subnet: "10.66.1.0/24",
      dhcpHosts: {
        a: { mac: "02:00:00:00:00:01", ip: "10.66.1.9", name: "a" },
        b: { mac: "02:00:00:00:00:02", ip: "10.66.1.10" },
      },
      dnsHosts: { a: { ip: "10.66.1.9", names: ["a", "b"] } },
    };
    await walk("network", await make("network", "net", program), program);
  });

  it("misses nothing in a pool", async () => {
    const program = { name: "drift", path: join(folder, "pool") };
    await walk("pool", await make("pool", "pool", program), program);
  });

  it("misses nothing in a machine", async () => {
    const lan = await make("network", "lan", {});
    const store = await make("pool", "store", { path: join(folder, "store") });
    const root = await make("volume", "root", { pool: reference(store), size: "16MiB", replaceData: true });
    const data = await make("volume", "data", {
      pool: reference(store),
      size: "16MiB",
      format: "raw",
      replaceData: true,
    });
    const program = {
      name: "drift",
      title: "A title",
      description: "Words",
      vcpu: 2,
      maxVcpu: 3,
      memory: "128MiB",
      maxMemory: "192MiB",
      hotplugSlots: 2,
      disks: {
        root: { source: { volume: reference(root) }, cache: "none", bootOrder: 1 },
        data: { source: { volume: reference(data) }, bus: "sata", serial: "DATA1" },
      },
      nics: { lan: { network: reference(lan), mtu: 1400, rom: { enabled: false } } },
      serials: { console: { log: { pool: reference(store) } }, other: { socket: {} } },
      firmware: "uefi",
      nvram: { pool: reference(store), generation: 2 },
      secureBoot: { db: [certificate.pem] },
      tpm: {},
      fwCfg: {
        "opt/site/words": { value: "n" },
        "etc/site/blob": { volume: reference(data) },
      },
      qemuArgs: ["-debugcon", "file:/dev/null"],
      vnc: {},
      smbios: { manufacturer: "Edge", product: "Node" },
      running: false,
    };
    await walk("domain", await make("domain", "node", program), program);
  });

  describe("that no definition shows", () => {
    /** What changed, as the preview after a refresh says it. */
    async function told(engine: Engine, program: State): Promise<Record<string, unknown>> {
      await engine.refresh();
      const { diff } = await engine.preview(program);
      const changes = diff?.changes.map(({ path, from, to }) => [path, [from, to]] as const) ?? [];
      return Object.fromEntries([...changes, ...(diff?.other ?? []).map((line) => [line, true] as const)]);
    }

    it("of a network: whether it is active and starts with the host", async () => {
      const engine = await make("network", "quiet", {});
      const { id } = engine.kept as Kept;
      await isolated.virsh("net-autostart", id, "--disable");
      expect(await told(engine, {})).to.deep.equal({ autostart: [false, true] });
      await isolated.virsh("net-destroy", id);
      expect(await told(engine, {})).to.deep.equal({ active: [false, true], autostart: [false, true] });
      await engine.up({});
      expect(await told(engine, {})).to.deep.equal({});
    });

    it("of a machine: whether it starts with the host, is paused, or will be forgotten when it stops", async () => {
      const program = { accelerator: "tcg", memory: "64MiB", shutdownTimeout: "0s" };
      const engine = await make("domain", "awake", program);
      const { id } = engine.kept as Kept;
      await isolated.virsh("autostart", id);
      expect(await told(engine, program)).to.deep.equal({ autostart: [true, false] });
      await engine.up(program);

      await isolated.virsh("suspend", id);
      expect(await told(engine, program)).to.deep.equal({ running: [false, true] });
      const error = await engine.up(program).catch((reason: Error) => reason);
      expect(String(error)).to.match(/was not started.*it is paused/);
      await isolated.virsh("resume", id);
      expect(await told(engine, program)).to.deep.equal({});

      await isolated.virsh("undefine", id);
      expect(Object.keys(await told(engine, program)).join()).to.match(/transient/);
      await engine.up(program);
      expect(await told(engine, program)).to.deep.equal({});
      expect(await isolated.virsh("list", "--transient", "--uuid")).not.to.contain(id);
    });
  });
});
