// A preview costs commands by the host, not by the resource.
import { assert } from "chai";
import { mkdtempSync, rmSync } from "node:fs";
import { sharedHost, type IsolatedHost } from "../support/isolated-host";
import { InProcess } from "../support/in-process";

describe("commands of a preview without changes", function () {
  this.timeout(120_000);
  const folder = mkdtempSync("/tmp/eft-pool-");
  const project = `efn${process.pid}`;
  let host: IsolatedHost;
  const states: {
    noun: string;
    name: string;
    inputs: Record<string, unknown>;
    state: Record<string, unknown>;
  }[] = [];

  before(async () => {
    host = await sharedHost();
    const maker = new InProcess(host, project);
    const make = async (noun: string, name: string, inputs: Record<string, unknown>) => {
      states.push({ noun, name, inputs, state: await maker.create(noun, name, inputs) });
    };
    await make("pool", "store", { path: folder });
    const pool = `${project}-dev-store`;
    for (let n = 1; n <= 16; n++) {
      await make("network", `lan${n}`, { subnet: `10.78.${n}.0/24`, active: false });
      await make("volume", `data${n}`, { pool, name: `data${n}`, size: "1MiB" });
      await make("domain", `vm${n}`, {
        memory: "16MiB",
        running: false,
        disks: { root: { source: { volume: `${pool}/data${n}` } } },
        nics: { lan: { network: `${project}-dev-lan${n}` } },
      });
    }
    await maker.close();
  });

  after(async () => {
    await host.purge(project);
    rmSync(folder, { recursive: true, force: true });
  });

  /** Commands of a fresh provider process that previews this many nodes. */
  async function cost(nodes: number): Promise<number> {
    const door = new InProcess(host, project);
    try {
      for (const { noun, name, inputs, state } of states.slice(0, 1 + 3 * nodes)) {
        const { changes, other } = await door.preview(noun, name, inputs, state);
        assert.deepEqual([...changes, ...other], [], `${noun} ${name}`);
      }
      return door.commands;
    } finally {
      await door.close();
    }
  }

  it("are as many for 16 nodes as for 4", async () => {
    const few = await cost(4);
    assert.isAbove(few, 0);
    assert.equal(await cost(16), few);
  });
});
