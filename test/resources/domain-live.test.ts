// What is done to a running machine, command by command, on a host that holds two XML documents.
import { expect } from "chai";
import sinon from "sinon";
import type { Context } from "../../provider/core/context";
import { plan } from "../../provider/core/changes";
import { EdgeError } from "../../provider/core/errors";
import { Evidence } from "../../provider/core/evidence";
import { parseXml, type XmlNode } from "../../provider/core/xml";
import type { Command } from "../../provider/host/command";
import { HostError } from "../../provider/host/host";
import { domain } from "../../provider/resources/domain";
import { inputs, type DomainInputs } from "../../provider/resources/domain/fields";
import { renderDomain } from "../../provider/resources/domain/view";
import { machine } from "../templates/machine";

/** One machine, running or not; plugging and unplugging change the running document as libvirt does. */
class Fake {
  readonly log: string[] = [];
  readonly said: string[] = [];
  defined = "";
  running: XmlNode | undefined;
  /** Devices that the guest holds on to. */
  held: string[] = [];
  /** Commands that the host refuses. */
  refused: string[] = [];

  readonly context = {
    label: "site/dev/edge1",
    host: { uri: "test:///fake" },
    config: { owner: "ann@desk" },
    facts: { accelerator: () => Promise.resolve("tcg") },
    report: { info: (text: string) => this.said.push(text), progress: () => undefined },
    evidence: new Evidence(),
    signal: new AbortController().signal,
    undo: () => undefined,
    run: (command: Command) => Promise.resolve().then(() => this.answer(command)),
    find: (command: Command) => Promise.resolve().then(() => this.answer(command)),
  } as unknown as Context;

  start(): void {
    this.running = parseXml(this.defined);
    this.running.attributes["id"] = "1";
  }

  private answer(command: Command): unknown {
    const text = Object.values(command.documents ?? {})[0]?.text ?? "";
    const given = command.args.filter((argument) => typeof argument === "string").join(" ");
    const change = changing(command.verb);
    if (change) this.log.push(change === "define" ? "define" : `${command.verb}${subject(text, given)}`);
    if (this.refused.includes(command.verb)) throw new HostError("failed", "refused", command.verb, "");
    const devices = this.running?.first("devices")?.children;
    switch (command.verb) {
      case "dumpxml":
        return given.includes("--inactive") || !this.running ? this.defined : this.running.print();
      case "list":
        return [];
      case "dominfo":
        return { state: this.running ? "running" : "shut off", autostart: false, persistent: true };
      case "vol-dumpxml":
        return "<volume><target><path>/p/root.qcow2</path><format type='qcow2'/></target></volume>";
      case "net-dumpxml":
        return "<network><bridge name='br-lan'/></network>";
      case "define":
        this.defined = text;
        return undefined;
      case "start":
        if (this.running) throw new HostError("active", "already running", "", "");
        this.start();
        return undefined;
      case "destroy":
      case "shutdown":
        this.running = undefined;
        return undefined;
      case "attach-device":
        devices?.push(parseXml(text));
        return undefined;
      case "detach-device": {
        const at = devices?.findIndex((node) => idOf(node) === idOf(parseXml(text))) ?? -1;
        if (at >= 0 && !this.held.includes(idOf(parseXml(text)) ?? "")) devices?.splice(at, 1);
        return undefined;
      }
      default:
        return undefined;
    }
  }
}

const reads = [
  "dumpxml",
  "dominfo",
  "list",
  "vol-dumpxml",
  "net-dumpxml",
  "pool-dumpxml",
  "vol-list",
  "pool-refresh",
];
const changing = (verb: string): string | undefined => (reads.includes(verb) ? undefined : verb);
const idOf = (node: XmlNode): string | undefined => node.value("target@dev") ?? node.value("mac@address");
const subject = (text: string, given: string): string => {
  if (text.startsWith("<disk") || text.startsWith("<interface"))
    return ` ${parseXml(text).value("@type")} ${idOf(parseXml(text))}`;
  const shown = given.replace(/^\S*(?:domain[= ]\S+)?\s*/, "").replace(/[0-9a-f-]{36}\s*/, "");
  return / (?:metadata|--set)/.test(` ${given}`) && given.includes("urn:")
    ? " plugged"
    : shown
      ? ` ${shown}`
      : "";
};

async function runningFake(wanted: DomainInputs): Promise<Fake> {
  const fake = new Fake();
  fake.defined = await renderDomain(fake.context, wanted);
  fake.start();
  return fake;
}

/** An update as the lifecycle does it. */
async function update(fake: Fake, old: DomainInputs, wanted: DomainInputs): Promise<void> {
  const known = { ...old, acceleratorUsed: "tcg", freeSlots: 8, pending: [] };
  const live = await domain.observe(fake.context, wanted as never, known);
  const changes = plan(inputs, { old: known, wanted: wanted as never });
  await domain.sync(fake.context, wanted as never, live as never, changes, known);
}

const before = machine({ vcpu: 1, maxVcpu: 2, memory: "1GiB", maxMemory: "2GiB", shutdownTimeout: "0s" });
const [root, lan] = [before.disks["root"], before.nics["lan"]];
const data = { ...root, target: "vdb", source: { volume: undefined, file: "/d.raw" } } as never;

describe("domain: a running machine", () => {
  async function does(changes: Partial<DomainInputs>): Promise<Fake> {
    const fake = await runningFake(before);
    await update(fake, before, { ...before, ...changes });
    return fake;
  }

  it("nothing differs: nothing is done", async () => {
    expect((await does({})).log).to.deep.equal([]);
  });

  it("settings of our own touch neither definition nor machine", async () => {
    expect((await does({ restart: "auto", shutdownTimeout: "5s" })).log).to.deep.equal([]);
  });

  it("CPUs and memory", async () => {
    const { log } = await does({ vcpu: 2, memory: "2GiB" });
    expect(log).to.have.length(3);
    expect(log[0]).to.equal("define");
    expect(log[1]).to.match(/^setvcpus .*2 --live/);
    expect(log[2]).to.match(/^setmem .*2097152/);
  });

  it("plugs a disk, and writes down what it is", async () => {
    const fake = await does({ disks: { root, data } as never });
    expect(fake.log).to.deep.equal(["define", "attach-device file vdb", "metadata plugged"]);
    const seen = await domain.observe(fake.context, { ...before, disks: { root, data } } as never);
    expect(seen?.outputs["pending"]).to.deep.equal([]);
  });

  it("unplugs a disk", async () => {
    const { log } = await does({ disks: {} });
    expect(log).to.deep.equal(["define", "detach-device file vda", "metadata plugged"]);
  });

  it("says so when the guest does not let go, after all the rest is done", async () => {
    const fake = await runningFake(before);
    fake.held = ["vda"];
    const wanted = { ...before, disks: {}, vcpu: 2 };
    const clock = sinon.useFakeTimers();
    const outcome = update(fake, before, wanted).catch((error: unknown) => error);
    await clock.tickAsync(21_000);
    clock.restore();
    const error = await outcome;
    expect(error).to.be.instanceOf(EdgeError);
    expect((error as EdgeError).message).to.include("did not let go of disk root");
    expect(fake.log.some((line) => line.startsWith("setvcpus"))).to.equal(true);
    const seen = await domain.observe(fake.context, wanted as never);
    expect(seen?.outputs["pending"]).to.deep.equal(["disks.root"]);
  });

  it("plugs a cable over, and the guest sees that it was out", async () => {
    const { log } = await does({ nics: { lan: { ...lan, network: { name: "other" } } } as never });
    expect(log.map((line) => line.split(" ")[0])).to.deep.equal([
      "define",
      "domif-setlink",
      "update-device",
      "domif-setlink",
      "metadata",
    ]);
  });

  it("does not leave the guest without its cable when the host refuses the other network", async () => {
    const fake = await runningFake(before);
    fake.refused = ["update-device"];
    const wanted = { ...before, nics: { lan: { ...lan, network: { name: "other" } } } as never };
    const error = await update(fake, before, wanted).catch((reason: unknown) => reason);
    expect(error).to.be.instanceOf(HostError);
    expect(fake.log.filter((line) => line.startsWith("domif-setlink")).at(-1)).to.match(/--state=up/);
  });

  it("a network made anew on the same bridge: by way of the bridge itself", async () => {
    const fake = await runningFake(before);
    const source = fake.running?.first("devices/interface/source") as XmlNode;
    source.attributes["bridge"] = "br-lan";
    await update(fake, before, {
      ...before,
      nics: { lan: { ...lan, network: { name: "lan", incarnation: "00000000000000cc-2" } } } as never,
    });
    expect(fake.log.filter((line) => line.startsWith("update"))).to.deep.equal([
      "update-device bridge 02:00:00:00:00:01",
      "update-device network 02:00:00:00:00:01",
    ]);
  });

  it("what needs a restart waits for it", async () => {
    const fake = await does({ rng: false, vcpu: 3, maxVcpu: 3 });
    expect(fake.log).to.deep.equal(["define"]);
    const seen = await domain.observe(fake.context, { ...before, rng: false, vcpu: 3, maxVcpu: 3 } as never);
    expect(seen?.outputs["pending"]).to.have.members(["rng", "vcpu", "maxVcpu"]);
  });

  it("restart: auto applies it at once, also what has been waiting", async () => {
    const fake = await does({ rng: false });
    const waiting = { ...before, rng: false };
    fake.log.length = 0;
    await update(fake, waiting, { ...waiting, restart: "auto" });
    expect(fake.log.map((line) => line.split(" ")[0])).to.deep.equal(["destroy", "start"]);
    expect(fake.said).to.include("restarts for rng");
    expect((await domain.observe(fake.context, waiting as never))?.outputs["pending"]).to.deep.equal([]);
  });

  it("stops and starts as wanted", async () => {
    const fake = await does({ running: false });
    expect(fake.running).to.equal(undefined);
    await update(fake, { ...before, running: false }, before);
    expect(fake.running).to.not.equal(undefined);
  });
});
