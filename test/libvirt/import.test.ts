// What other tools made is taken in as it is: nothing changes by that, and a change afterwards changes that alone.
import { expect } from "chai";
import { resources } from "../../provider/resources";
import { VirshHost } from "../../provider/host/session";
import type { Definition } from "../../provider/core/define";
import type { State } from "../../provider/core/state";
import { Engine } from "../support/engine";
import { foreign, moved, type Foreign } from "../support/foreign";
import { sharedHost, type IsolatedHost } from "../support/isolated-host";

const definitionOf = (noun: string): Definition =>
  resources.find((resource) => resource.noun === noun) as Definition;

/** What a person writes: nothing that Edgefleet keeps for itself. */
function program({ inputs }: { inputs: State }): State {
  const { incarnation: _, resourceUrn: __, uuid: ___, ...said } = inputs;
  return said;
}

const nameOf = ({ xml }: Foreign): string => /<name>(.*?)<\/name>/.exec(xml)?.[1] as string;
const uuidOf = ({ xml }: Foreign): string => /<uuid>(.*?)<\/uuid>/.exec(xml)?.[1] as string;

describe("import", function () {
  this.timeout(120_000);
  let isolated: IsolatedHost;
  let host: VirshHost;
  before(async () => {
    isolated = await sharedHost();
    host = new VirshHost(isolated.uri);
  });
  after(() => host.close());

  it("asks what no definition shows by name as well as by uuid", async () => {
    await isolated.define(
      "net-define",
      `<network><name>imported-live</name><bridge name="efimport0"/></network>`,
    );
    await isolated.define(
      "define",
      `<domain type="qemu"><name>imported-live</name><memory unit="MiB">64</memory><vcpu>1</vcpu>
        <os><type arch="x86_64" machine="q35">hvm</type></os></domain>`,
    );
    try {
      for (const [noun, uuidOf, ...commands] of [
        ["network", "net-uuid", ["net-start"], ["net-autostart"]],
        ["domain", "domuuid", ["start"], ["autostart"], ["suspend"]],
      ] as [string, string, ...string[][]][]) {
        for (const [command] of commands) await isolated.virsh(command as string, "imported-live");
        const engine = new Engine(definitionOf(noun), host);
        const seen: State[] = [];
        for (const id of ["imported-live", (await isolated.virsh(uuidOf, "imported-live")).trim()]) {
          expect(await engine.import(id)).to.equal(true);
          const { active, autostart, running } = (engine.kept as { outputs: State }).outputs;
          seen.push({ active, autostart, running });
        }
        const [active, running] = noun === "network" ? [true, undefined] : [undefined, false];
        expect(seen).to.deep.equal([
          { active, autostart: true, running },
          { active, autostart: true, running },
        ]);
      }
    } finally {
      await isolated.virsh("destroy", "imported-live").catch(() => undefined);
      await isolated.virsh("undefine", "imported-live").catch(() => undefined);
      await isolated.virsh("net-destroy", "imported-live").catch(() => undefined);
      await isolated.virsh("net-undefine", "imported-live").catch(() => undefined);
    }
  });

  describe("of machines", () => {
    const dump = (name: string) => isolated.virsh("dumpxml", "--inactive", "--security-info", name);

    for (const machine of foreign("domain")) {
      describe(machine.name, () => {
        const name = nameOf(machine);
        let engine: Engine;
        let found: string;
        before(async () => {
          await isolated.define("define", machine.xml);
          found = await dump(name);
          engine = new Engine(definitionOf("domain"), host);
        });
        after(() => isolated.virsh("undefine", "--nvram", name).catch(() => undefined));

        it("by uuid and by name is the same, and touches nothing", async () => {
          expect(await engine.import(uuidOf(machine))).to.equal(true);
          const byId = engine.kept;
          expect(await engine.import(name)).to.equal(true);
          expect(engine.kept).to.deep.equal(byId);
          expect(engine.kept?.id).to.equal(uuidOf(machine));
          expect(await dump(name)).to.equal(found);
        });

        it("previews no change, before and after a refresh", async () => {
          const wanted = program(engine.kept as { inputs: State });
          for (const refreshed of [false, true]) {
            if (refreshed) expect(await engine.refresh()).to.equal(true);
            const { failures, diff } = await engine.preview(wanted);
            expect(failures).to.deep.equal([]);
            expect(diff?.changes).to.deep.equal([]);
            expect(diff?.other).to.deep.equal([]);
          }
        });

        it("then changes one field, and that alone", async () => {
          const wanted = { ...program(engine.kept as { inputs: State }), title: "Taken in" };
          const { diff } = await engine.preview(wanted);
          expect(diff?.changes.map(({ path }) => path)).to.deep.equal(["title"]);
          expect(await engine.up(wanted)).to.equal("update");
          const changes = moved(found, await dump(name));
          expect(changes).to.have.length(1);
          expect(changes[0]).to.match(/^title: .* → Taken in$/);
          expect((await engine.preview(wanted)).diff?.changes).to.deep.equal([]);
          await engine.refresh();
          expect((await engine.preview(wanted)).diff?.other).to.deep.equal([]);
        });
      });
    }
  });

  describe("of a machine that runs", () => {
    const dog = (action: string) => `<watchdog model="i6300esb" action="${action}"/>`;
    const machine = `<domain type="qemu"><name>imported-running</name><memory unit="MiB">64</memory><vcpu>1</vcpu>
      <os><type machine="q35">hvm</type></os><features><acpi/><apic/></features>
      <devices><serial type="pty"/>${dog("reset")}</devices></domain>`;
    let engine: Engine;
    before(async () => {
      await isolated.define("define", machine);
      await isolated.virsh("start", "imported-running");
      engine = new Engine(definitionOf("domain"), host);
      await engine.import("imported-running");
    });
    after(() => isolated.purge("imported-running"));

    it("shows no change, and waits for nothing", async () => {
      const { failures, diff } = await engine.preview(program(engine.kept as { inputs: State }));
      expect(failures).to.deep.equal([]);
      expect([...(diff?.changes ?? []), ...(diff?.other ?? [])]).to.deep.equal([]);
      expect(engine.kept?.outputs["pending"]).to.deep.equal([]);
      expect(engine.kept?.inputs["running"]).to.equal(undefined);
    });

    it("a change of the overlay waits for a restart, which takes it over", async () => {
      const was = program(engine.kept as { inputs: State });
      const wanted = {
        ...was,
        description: "Ours now",
        xml: (was["xml"] as string).replace('"reset"', '"poweroff"'),
      };
      const { diff } = await engine.preview(wanted);
      expect(diff?.changes.map(({ path, effect }) => `${path} ${effect}`)).to.have.members([
        "description live",
        "xml restart",
      ]);
      expect(await engine.up(wanted)).to.equal("update");
      expect(engine.kept?.outputs["pending"]).to.deep.equal(["xml"]);
      await engine.refresh();
      expect(engine.kept?.outputs["pending"]).to.deep.equal(["xml"]);
      expect(await isolated.virsh("dumpxml", "imported-running")).to.include("action='reset'");

      const restarted = { ...wanted, restart: "auto", shutdownTimeout: "0s" };
      expect(await engine.up(restarted)).to.equal("update");
      expect(engine.kept?.outputs["pending"]).to.deep.equal([]);
      expect(await isolated.virsh("dumpxml", "imported-running")).to.include("action='poweroff'");
      expect((await engine.preview(restarted)).diff?.changes).to.deep.equal([]);
    });
  });

  describe("of networks", () => {
    const dump = (name: string) => isolated.virsh("net-dumpxml", "--inactive", name);
    for (const network of foreign("network")) {
      it(`${network.name}: no change, then the one that is asked for`, async () => {
        const name = nameOf(network);
        await isolated.define("net-define", network.xml);
        try {
          const found = await dump(name);
          const engine = new Engine(definitionOf("network"), host);
          expect(await engine.import(name)).to.equal(true);
          expect(engine.kept?.id).to.equal(uuidOf(network));
          const wanted = program(engine.kept as { inputs: State });
          const { failures, diff } = await engine.preview(wanted);
          expect(failures).to.deep.equal([]);
          expect([...(diff?.changes ?? []), ...(diff?.other ?? [])]).to.deep.equal([]);
          expect(await dump(name)).to.equal(found);

          const changed = { ...wanted, autostart: true };
          expect((await engine.preview(changed)).diff?.changes.map(({ path }) => path)).to.deep.equal([
            "autostart",
          ]);
          expect(await engine.up(changed)).to.equal("update");
          expect(moved(found, await dump(name))).to.deep.equal([]);
          expect(await engine.refresh()).to.equal(true);
          const again = (await engine.preview(changed)).diff;
          expect([...(again?.changes ?? []), ...(again?.other ?? [])]).to.deep.equal([]);
        } finally {
          await isolated.virsh("net-undefine", name).catch(() => undefined);
        }
      });
    }
  });
});
