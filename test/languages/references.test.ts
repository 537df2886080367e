// How resources stand for themselves in other languages, at any depth; and what components take as it is written.
import { assert } from "chai";
import { randomBytes } from "node:crypto";
import { sharedHost, type IsolatedHost } from "../support/isolated-host";
import { Languages } from "../support/languages";
import { freshSubnet, planOf, type Stack } from "../support/stack";

const program = (subnet: string, folder: string, more: string): string => `
from pulumi_edgefleet import (
    DiskArgs, DiskSourceArgs, Domain, EdgeFleet, FleetMemberArgs, Network, NicArgs, NodeDomainArgs, Pool, ReadyArgs, Volume,
)

network = Network("lan", subnet="${subnet}")
pool = Pool("store", path="${folder}/pool")
disk = Volume("disk", pool=pool, size="1MiB")
machine = Domain(
    "machine",
    running=False,
    memory="64MiB",
    disks={"root": DiskArgs(source=DiskSourceArgs(volume=disk))},
    nics={"lan": NicArgs(network=network)},
    ${more}
)
fleet = EdgeFleet(
    "edge",
    nodes={
        "north": FleetMemberArgs(memory="96MiB"),
        "south": FleetMemberArgs(domain=NodeDomainArgs(description="by the sea", nics={"extra": NicArgs(network=network)})),
    },
    network=network,
    pool=pool,
    memory="64MiB",
    running=False,
    ready=ReadyArgs(lease=False),
)
`;

describe("references in Python", function () {
  this.timeout(180_000);
  const project = `ef-references-${randomBytes(3).toString("hex")}`;
  const [subnet, other] = [freshSubnet(), freshSubnet()];
  let host: IsolatedHost;
  let languages: Languages;
  let stack: Stack;
  const urn = (type: string, name: string) => `urn:pulumi:dev::${project}::edgefleet:index:${type}::${name}`;
  const write = (at: string, more = "") => stack.file("__main__.py", program(at, stack.folder, more));

  before(async () => {
    host = await sharedHost();
    languages = await Languages.make();
    stack = await languages.pythonStack(host, project);
    write(subnet);
    await stack.up();
  });
  after(async () => {
    await stack?.dispose();
    languages?.dispose();
  });

  it("know which incarnation is meant, inside of disks and network cards too", () => {
    const reference = (name: string) => {
      const { name: called, incarnation } = stack.resource(name).outputs;
      return { name: called, incarnation };
    };
    assert.deepEqual(stack.resource("disk").inputs["pool"], reference("store"));
    const { disks, nics } = stack.resource("machine").inputs as {
      disks: { root: { source: { volume: object } } };
      nics: { lan: { network: object } };
    };
    assert.deepInclude(disks.root.source.volume, reference("disk"));
    assert.deepEqual(nics.lan.network, reference("lan"));
  });

  it("give each node of a fleet what it has of its own", () => {
    const machine = (name: string) =>
      stack.state().find(({ type, urn }) => type.endsWith(":Domain") && urn.endsWith(`::edge-${name}`))
        ?.inputs;
    assert.deepInclude(machine("north"), { memory: "96MiB", vcpu: 1 });
    assert.deepInclude(machine("south"), { memory: "64MiB", description: "by the sea" });
    assert.sameMembers(Object.keys(machine("south")?.["nics"] as object), ["lan", "extra"]);
  });

  it("are the same in a second up", () => stack.same());

  it("show that a machine is plugged over when its network is replaced", async () => {
    write(other);
    const preview = await stack.previewJson();
    const replaced = preview.steps.find(
      (step) => step.urn === urn("Network", "lan") && step.op === "replace",
    );
    assert.isDefined(replaced);
    const [line] = planOf(preview, urn("Domain", "machine"));
    assert.deepInclude(line, { path: "nics.lan.network", effect: "live" });
    write(subnet);
  });

  it("are refused by their path when they are no reference", async () => {
    write(subnet, 'serials={"console": {"log": {"pool": 5}}},');
    const { text } = await stack.fails("preview");
    assert.match(
      text,
      /serials\.console\.log\.pool.*A pool is needed: the resource, or its name; 5 is given/,
    );
  });

  it("let everything go", async () => {
    write(subnet);
    await stack.destroy();
    assert.notInclude([...(await host.networks()), ...(await host.domains())].join(), project);
  });
});
