// libvirtd ends and comes back in the middle of an operation: it is finished or fails clearly, and the next converges.
import { expect } from "chai";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execa } from "execa";
import type { Host } from "../../provider/host/host";
import { VirshHost } from "../../provider/host/session";
import { network } from "../../provider/resources/network";
import { pool } from "../../provider/resources/pool";
import { volume } from "../../provider/resources/volume";
import type { State } from "../../provider/core/state";
import { Engine } from "../support/engine";
import { added, contents } from "../support/hosts";
import { repository, sharedHost, type IsolatedHost } from "../support/isolated-host";
import { aroundHost } from "../support/replay-host";

describe("libvirtd restarted in the middle", function () {
  this.timeout(60_000);
  let host: IsolatedHost;
  let folder: string;
  let virsh: VirshHost;

  before(async () => {
    host = await sharedHost("restarted");
  });
  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), "eft-restart-"));
    virsh = new VirshHost(host.uri);
  });
  afterEach(async () => {
    await virsh.close();
    await host.purge("");
    await removeLeftovers();
    rmSync(folder, { recursive: true });
  });

  /** The real host, whose libvirtd is restarted once: in front of the first command of that verb, or while it runs. */
  function restartedAt(verb: string, when: "before" | "during", ...how: string[]): Host {
    let done = false;
    return aroundHost(virsh, async (command, options, ask) => {
      if (done || command.verb !== verb) return ask(command, options);
      done = true;
      const restart = execa(join(repository, "tools/host/isolated"), ["restart", host.root, ...how]);
      if (when === "before") await restart;
      try {
        return await ask(command, options);
      } finally {
        await restart;
      }
    });
  }

  const inside = (...command: string[]) =>
    execa(join(repository, "tools/host/isolated"), ["exec", host.root, ...command], { reject: false });
  /** What a person would do about a bridge and a dnsmasq that libvirtd forgot; process ids are the host's own. */
  const removeLeftovers = () =>
    inside(
      "sh",
      "-c",
      `ip link delete lan33; for d in /proc/[0-9]*; do p=\${d#/proc/}
       grep -q '[d]nsmasq/lan.conf' $d/cmdline 2>/dev/null && kill -9 $p && while [ -d $d ]; do :; done
       done; true`,
    );

  async function survives(
    engine: Engine,
    act: () => Promise<unknown>,
    disturbed: Host,
    program: State,
  ): Promise<void> {
    engine.host = disturbed;
    const { kept } = engine;
    const error = await act().then(
      () => undefined,
      (reason: Error) => reason,
    );
    if (error) {
      expect(error.name, error.message).to.equal("EdgeError");
      expect(error.message).to.contain(host.uri);
      engine.kept ??= kept;
    }
    engine.host = virsh;
    await engine.up(program).catch(async (reason: Error) => {
      // libvirtd itself cannot go on when it was killed between making bridge and dnsmasq and noting that it did.
      expect(reason.name, reason.message).to.equal("EdgeError");
      expect(reason.message).to.match(/device lan33 already, which belongs to no network|dnsmasq/);
      await removeLeftovers();
      await engine.up(program);
    });
    expect(await engine.up(program)).to.equal("same");
    await engine.refresh();
    expect(await engine.up(program)).to.equal("same");
  }

  const lan = { name: "lan", subnet: "10.33.1.0/24", bridge: "lan33" };
  const cases: [string, "before" | "during", string[]][] = [
    ["net-define", "before", []],
    ["net-define", "during", ["--kill"]],
    ["net-start", "during", []],
    ["net-start", "during", ["--kill"]],
    ["net-autostart", "before", ["--kill"]],
  ];
  for (const [verb, when, how] of cases) {
    it(`${how[0] === "--kill" ? "killed" : "asked to end"} ${when} ${verb}: there is exactly one network in the end`, async () => {
      const before = await contents(virsh);
      const engine = new Engine(network, virsh);
      await survives(engine, () => engine.up(lan), restartedAt(verb, when, ...how), lan);
      expect(added(before, await contents(virsh))).to.deep.equal(["network lan"]);
      await engine.destroy();
      expect(added(before, await contents(virsh))).to.deep.equal([]);
    });
  }

  it("killed while a network is updated: the change is there in the end", async () => {
    const engine = new Engine(network, virsh);
    await engine.up(lan);
    const program = { ...lan, dhcpHosts: { a: { mac: "02:00:00:00:00:01", ip: "10.33.1.9" } } };
    await survives(engine, () => engine.up(program), restartedAt("net-update", "during", "--kill"), program);
    expect(await host.virsh("net-dumpxml", "lan")).to.contain("10.33.1.9");
  });

  it("killed while a volume is made: there is a whole one in the end", async () => {
    const store = new Engine(pool, virsh, { name: "store" });
    await store.up({ name: "store", path: join(folder, "store") });
    const engine = new Engine(volume, virsh);
    const program = { pool: "store", size: "4MiB" };
    await survives(engine, () => engine.up(program), restartedAt("vol-create", "during", "--kill"), program);
    const { stdout } = await execa("qemu-img", ["check", engine.kept?.outputs["path"] as string]);
    expect(stdout).to.contain("No errors");
  });

  it("killed while a network is deleted: it is gone in the end", async () => {
    const before = await contents(virsh);
    const engine = new Engine(network, virsh);
    await engine.up(lan);
    engine.host = restartedAt("net-undefine", "during", "--kill");
    await engine.destroy().catch(() => undefined);
    engine.host = virsh;
    await engine.destroy();
    expect(added(before, await contents(virsh))).to.deep.equal([]);
  });

  it("does not disturb a session: the next command of it is answered", async () => {
    await contents(virsh);
    for (const how of [[], ["--kill"]]) {
      await execa(join(repository, "tools/host/isolated"), ["restart", host.root, ...how]);
      expect(await contents(virsh)).to.deep.equal(new Map());
    }
  });
});
