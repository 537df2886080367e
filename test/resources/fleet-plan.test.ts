// Does the host have what a fleet needs? Answered in preview, with what is short and what to do.
import { expect } from "chai";
import type { HostConfig } from "../../provider/core/context";
import type { State } from "../../provider/core/state";
import { unknown } from "../../provider/core/values";
import { fleetPlan } from "../../provider/resources/fleet-plan";
import type { DomainStats } from "../../provider/host/domain";
import { HostFacts } from "../../provider/host/facts";
import { CannedHost } from "../support/canned-host";
import { Engine } from "../support/engine";

const GiB = 2 ** 30;
const machine = (name: string, vcpus: number, memory: number): DomainStats => ({
  name,
  state: 1,
  vcpus: { current: vcpus, maximum: vcpus },
  balloon: { current: memory, maximum: memory },
});
const pool = {
  state: "running",
  persistent: true,
  autostart: true,
  capacity: 20 * GiB,
  allocation: 10 * GiB,
  available: 10 * GiB,
} as const;

/** 4 CPUs and 8 GiB; `others` are there already. */
const hostWith = (others: DomainStats[] = []) =>
  new CannedHost(undefined, { domstats: others, "pool-info": pool });

const node = { vcpu: 1, memory: "1GiB" };
const nodes = (count: number, each: State = node): State => ({
  nodes: Object.fromEntries(Array.from({ length: count }, (_, i) => [`n${i + 1}`, each])),
});

async function failuresOf(
  program: State,
  host = hostWith(),
  config: Partial<HostConfig> = {},
): Promise<Record<string, string>> {
  const { failures } = await new Engine(fleetPlan, host, { config }).preview(program);
  return Object.fromEntries(failures.map(({ property, reason }) => [property, reason]));
}

describe("a fleet's plan", () => {
  it("accepts what fits to the last byte", async () => {
    expect(await failuresOf(nodes(8))).to.deep.equal({});
    expect(await failuresOf(nodes(16, { vcpu: 1, memory: "512MiB" }))).to.deep.equal({});
  });

  it("says how much memory is short, and what else takes it", async () => {
    const found = await failuresOf(nodes(7), hostWith([machine("other", 1, 2 * GiB)]));
    expect(found["nodes"]).to.equal(
      "qemu:///system has not enough memory for these 7 nodes: they need 7 GiB; it has 8 GiB, other machines take 2 GiB, 0 B is kept in reserve. Take fewer or smaller nodes, or lower edgefleet:reserveMemory.",
    );
  });

  it("counts virtual edge nodes as they really are: 4 CPUs, 8 GiB and 110 GiB each", async () => {
    const site = (count: number) => ({
      ...nodes(count, { vcpu: 4, memory: "8GiB", disk: "110GiB" }),
      pool: "images",
    });
    const found = await failuresOf(site(2));
    expect(found["nodes"]).to.include("they need 16 GiB; it has 8 GiB");
    expect(found["pool"]).to.include("the disks of the new nodes need 220 GiB");
    expect(await failuresOf(site(1))).to.have.all.keys("pool");
  });

  it("keeps a reserve", async () => {
    expect(await failuresOf(nodes(8), hostWith(), { reserveMemory: GiB })).to.have.property("nodes");
    expect(await failuresOf(nodes(7), hostWith(), { reserveMemory: GiB })).to.deep.equal({});
  });

  it("counts CPUs with the overcommitment that is allowed", async () => {
    const wide = { vcpu: 8, memory: "1GiB" };
    expect(await failuresOf(nodes(2, wide))).to.deep.equal({});
    expect((await failuresOf(nodes(3, wide)))["nodes"]).to.match(
      /not enough CPUs.*they need 24 vCPUs; it has 4 CPUs, 4 vCPUs on each/,
    );
    expect(await failuresOf(nodes(2, wide), hostWith(), { overcommitCpus: 2 })).to.have.property("nodes");
    expect(await failuresOf(nodes(2, wide), hostWith(), { reserveCpus: 1 })).to.have.property("nodes");
  });

  it("does not count its own nodes twice", async () => {
    const own = Array.from({ length: 8 }, (_, i) => machine(`site-dev-n${i + 1}`, 1, GiB));
    expect(await failuresOf(nodes(8), hostWith(own))).to.deep.equal({});
  });

  it("knows its own nodes also by names that the program has given", async () => {
    const own = [machine("edge-a", 1, 8 * GiB)];
    const named = { nodes: { a: { ...node, name: "edge-a" }, b: { ...node, name: "edge-b" } } };
    expect(await failuresOf(named, hostWith(own))).to.deep.equal({});
  });

  describe("beside another fleet of the same program", () => {
    /** What the second one is told; of the first one, `there` nodes are on the host. */
    async function second(first: State, program: State, there = 0): Promise<Record<string, string>> {
      const host = hostWith(Array.from({ length: there }, (_, i) => machine(`site-dev-n${i + 1}`, 1, GiB)));
      const facts = new HostFacts(host, async () => "tcg");
      await new Engine(fleetPlan, host, { facts, name: "north" }).preview(first);
      const { failures } = await new Engine(fleetPlan, host, { facts, name: "south" }).preview(program);
      return Object.fromEntries(failures.map(({ property, reason }) => [property, reason]));
    }
    const south = (count: number, each: State = node): State => ({
      nodes: Object.fromEntries(Array.from({ length: count }, (_, i) => [`s${i + 1}`, each])),
    });

    it("counts what is only planned there, and what is there once", async () => {
      expect(await second(nodes(4), south(4))).to.deep.equal({});
      expect(await second(nodes(4), south(4), 4)).to.deep.equal({});
      expect((await second(nodes(4), south(5), 2))["nodes"]).to.include(
        "they need 5 GiB; it has 8 GiB, other machines and the other fleets of this program take 4 GiB",
      );
    });

    it("shares a pool and a network with it", async () => {
      const disks = { ...node, disk: "3GiB" };
      const [one, two] = [
        { ...nodes(2, disks), pool: "images" },
        { ...south(2, disks), pool: "images" },
      ];
      expect((await second(one, two))["pool"]).to.include(
        "need 6 GiB when they are full, those of the other fleets of this program 6 GiB",
      );
      const range = { dhcpStart: "10.0.0.10", dhcpEnd: "10.0.0.12" };
      expect((await second({ ...nodes(2), ...range }, { ...south(2), ...range }))["nodes"]).to.include(
        "3 addresses (10.0.0.10 to 10.0.0.12), 4 nodes of the fleets on it need one each",
      );
      expect(
        await second({ ...nodes(2), ...range }, { ...south(2), dhcpStart: "10.0.1.1", dhcpEnd: "10.0.1.2" }),
      ).to.deep.equal({});
    });
  });

  it("does not turn a fleet away that is there, because the host was filled by others", async () => {
    const engine = new Engine(fleetPlan, hostWith());
    await engine.up(nodes(4));
    engine.host = hostWith([machine("other", 1, 7 * GiB)]);
    expect((await engine.preview(nodes(4))).failures).to.deep.equal([]);
    expect((await engine.preview(nodes(3))).failures).to.deep.equal([]);
    expect((await engine.preview(nodes(5))).failures).to.have.length(1);
    expect((await engine.preview(nodes(4, { vcpu: 1, memory: "2GiB" }))).failures).to.have.length(1);
  });

  it("counts disks against what the pool has free", async () => {
    const disks = (count: number) => ({ ...nodes(count, { ...node, disk: "3GiB" }), pool: "images" });
    expect(await failuresOf(disks(3))).to.deep.equal({});
    expect((await failuresOf(disks(4)))["pool"]).to.equal(
      'Pool "images" has 10 GiB free, the disks of the new nodes need 12 GiB when they are full. Take smaller disks or fewer nodes, or another pool.',
    );
  });

  it("counts addresses", async () => {
    const range = (dhcpEnd: string) => ({ ...nodes(3), dhcpStart: "10.0.0.10", dhcpEnd });
    expect(await failuresOf(range("10.0.0.12"))).to.deep.equal({});
    expect((await failuresOf(range("10.0.0.11")))["nodes"]).to.match(
      /gives out 2 addresses \(10\.0\.0\.10 to 10\.0\.0\.11\), 3 nodes need one each/,
    );
  });

  it("tells all that is short at once", async () => {
    const program = {
      ...nodes(20, { vcpu: 9, memory: "9GiB", disk: "9GiB" }),
      pool: "images",
      dhcpStart: "10.0.0.1",
      dhcpEnd: "10.0.0.2",
    };
    const { failures } = await new Engine(fleetPlan, hostWith()).preview(program);
    expect(failures.map(({ property }) => property)).to.have.members(["nodes", "nodes", "pool", "nodes"]);
  });

  it("waits for what is not known yet", async () => {
    expect(
      await failuresOf({
        nodes: { a: { vcpu: unknown, memory: unknown } },
        pool: { name: unknown },
        dhcpStart: unknown,
        dhcpEnd: "10.0.0.1",
      }),
    ).to.deep.equal({});
  });

  it("asks the host a few times, however many nodes there are", async () => {
    const [few, many] = [hostWith(), hostWith()];
    await failuresOf({ ...nodes(1, { ...node, disk: "1MiB" }), pool: "images" }, few);
    await failuresOf({ ...nodes(500, { vcpu: 1, memory: "1MiB", disk: "1MiB" }), pool: "images" }, many);
    expect(many.asked.length).to.equal(few.asked.length);
  });

  it("is nothing on the host: it comes, stays and goes without a trace", async () => {
    const host = hostWith();
    const engine = new Engine(fleetPlan, host);
    expect(await engine.up(nodes(2))).to.equal("create");
    expect(await engine.up(nodes(2))).to.equal("same");
    // What changes is told by the machines themselves.
    expect(await engine.up(nodes(3))).to.equal("same");
    expect(await engine.refresh()).to.equal(true);
    await engine.destroy();
    expect(
      host.asked.filter((verb) => !["capabilities", "nodeinfo", "domstats"].includes(verb)),
    ).to.deep.equal([]);
  });
});
