// A provider that is killed at any of its calls, and run again: it converges.
import { assert } from "chai";
import type { State } from "../../provider/core/state";
import type { OrchestratorClient } from "../../provider/orchestrator/client";
import { closeClients } from "../../provider/resources/orchestrator/connection";
import { orchestratorHost } from "../../provider/resources/orchestrator-host";
import { osProfile } from "../../provider/resources/os-profile";
import { Deaths, type When } from "../support/deaths";
import { Engine } from "../support/engine";
import { noLibvirt } from "../support/no-libvirt";
import { boot, clientOf, connectionOf, standIn, type TestStandIn } from "../support/stand-in";

const node = { uuid: "3c1a6f5e-0000-4000-8000-0000000000a1", serialnum: "EDGE000001" };

describe("killed at a call to the orchestrator", function () {
  this.timeout(120_000);
  let server: TestStandIn;
  let client: OrchestratorClient;
  let deaths: Deaths;
  let program: State;

  beforeEach(async () => {
    server = await standIn();
    client = clientOf(server);
    deaths = new Deaths();
    program = { orchestrator: connectionOf(server), serial: node.serialnum };
  });
  afterEach(async () => {
    deaths.restore();
    await client.close();
    await closeClients();
    await server.dispose();
  });

  const fresh = () => new Engine(orchestratorHost, noLibvirt, { name: "n1" });

  /** Dies at each call, before and after it; each time on a new resource. */
  async function walk(
    prepare: (engine: Engine) => Promise<unknown>,
    act: (engine: Engine) => Promise<unknown>,
    again: (engine: Engine) => Promise<void>,
  ): Promise<number> {
    let deathCount = 0;
    for (const when of ["before", "after"] as When[]) {
      for (let call = 1; ; call++) {
        const engine = fresh();
        await prepare(engine);
        const died = await deaths.at(call, when, () => act(engine));
        if (died) {
          deathCount++;
          await again(engine);
        }
        await engine.destroy();
        assert.isEmpty(await client.hosts(), `${when} call ${call}`);
        if (!died) break;
      }
    }
    return deathCount;
  }

  const one = async (serialNumber: string, name: string): Promise<void> => {
    const all = await client.hosts();
    assert.deepEqual(
      all.map((host) => [host.serialNumber, host.name]),
      [[serialNumber, name]],
    );
  };

  it("a create leaves one record after the next `up`", async () => {
    const count = await walk(
      async () => undefined,
      (engine) => engine.up(program),
      async (engine) => {
        await engine.up(program);
        await one(node.serialnum, "n1");
        assert.equal(await engine.up(program), "same");
      },
    );
    assert.equal(count, 4, "before and after each of two calls");
  });

  it("a replacement leaves the new record and not the old one", async () => {
    const next = { ...program, serial: "EDGE000002" };
    const count = await walk(
      (engine) => engine.up(program),
      (engine) => engine.up(next),
      async (engine) => {
        await engine.up(next);
        await one("EDGE000002", "n1");
        assert.equal(await engine.up(next), "same");
      },
    );
    assert.equal(count, 6);
  });

  it("a destroy of a provisioned node is finished by the next one", async () => {
    const count = await walk(
      async (engine) => {
        await engine.up(program);
        await boot(server, node, "running");
      },
      (engine) => engine.destroy(),
      (engine) => engine.destroy(),
    );
    assert.equal(count, 4);
    assert.isEmpty(await client.instances());
  });

  it("a change of the default OS ends with what the program says", async () => {
    const setting = { orchestrator: connectionOf(server), profile: "microvisor-nonrt" };
    for (const when of ["before", "after"] as When[]) {
      for (const call of [1, 2]) {
        const engine = new Engine(osProfile, noLibvirt, { name: `os-${when}-${call}` });
        assert.isTrue(await deaths.at(call, when, () => engine.up(setting)));
        await engine.up(setting);
        const [provider, ...others] = await client.providers();
        assert.isEmpty(others);
        const { defaultOs } = JSON.parse(provider?.config ?? "{}") as { defaultOs?: string };
        const os = (await client.osProfiles()).find(({ resourceId }) => resourceId === defaultOs);
        assert.equal(os?.name, "microvisor-nonrt");
        // As before, for the next round.
        await new Engine(osProfile, noLibvirt, { name: "back" }).up({
          ...setting,
          profile: "microvisor-standalone",
        });
      }
    }
  });
});
