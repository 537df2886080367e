// The gate between two waves: who may go on, and what is said when nobody may.
import { expect } from "chai";
import { wave } from "../../provider/resources/wave";
import { CannedHost } from "../support/canned-host";
import { Engine } from "../support/engine";

const program = (ready: boolean[], more: object = {}) => ({
  nodes: Object.fromEntries(ready.map((is, i) => [`n${i + 1}`, is])),
  ...more,
});

async function verdict(ready: boolean[], more: object = {}): Promise<string> {
  const engine = new Engine(wave, new CannedHost());
  return engine.up(program(ready, more)).catch((error: Error) => error.message);
}

describe("a wave", () => {
  it("lets go on when all are ready, and by default only then", async () => {
    expect(await verdict([true, true])).to.equal("create");
    expect(await verdict([])).to.equal("create");
    expect(await verdict([true, false, false])).to.match(
      /^too few nodes of thing are ready: 1 of 3 nodes are ready, and successThreshold is 100%\. Not ready: n2, n3\./,
    );
  });

  it("counts in percent, to the node", async () => {
    expect(await verdict([true, true, false], { successThreshold: 66 })).to.equal("create");
    expect(await verdict([true, true, false], { successThreshold: 67 })).to.match(/2 of 3/);
    expect(await verdict([false], { successThreshold: 0 })).to.equal("create");
  });

  it("stops when too many have failed in all waves so far", async () => {
    const lenient = { successThreshold: 0, errorThreshold: 3 };
    expect(await verdict([false, false], { ...lenient, failedBefore: 0 })).to.equal("create");
    expect(await verdict([false, true], { ...lenient, failedBefore: 2 })).to.match(
      /^too many nodes are not ready after thing: 3 nodes are not ready so far, and errorThreshold is 3/,
    );
  });

  it("says what is true of the last wave as well, which no other one follows", async () => {
    const words = await verdict([false]);
    expect(words).to.include("begins what depends on this wave once enough are ready");
    expect(words).not.to.match(/next wave|nodes that are left/);
  });

  it("names who is left behind, and hands on how many", async () => {
    const engine = new Engine(wave, new CannedHost());
    await engine.up(program([true, false], { successThreshold: 50, failedBefore: 1 }));
    expect(engine.words).to.include("warning: goes on without n2");
    expect(engine.kept?.outputs).to.deep.include({ failed: ["n2"], failedSoFar: 2, isReady: true });
  });

  it("that did not let go on is judged again by the next up", async () => {
    const engine = new Engine(wave, new CannedHost());
    const failure = await engine.up(program([false])).catch((error: Error) => error.message);
    expect(failure).to.include("0 of 1");
    expect(engine.kept?.outputs).to.deep.include({ isReady: false });
    expect(await engine.up(program([false])).catch((error: Error) => error.message)).to.equal(failure);
    expect(await engine.up(program([true]))).to.equal("update");
    expect(await engine.up(program([true]))).to.equal("same");
  });

  it("asks no host", async () => {
    const host = new CannedHost();
    const engine = new Engine(wave, host);
    await engine.up(program([true]));
    await engine.refresh();
    await engine.destroy();
    expect(host.asked).to.deep.equal([]);
  });
});
