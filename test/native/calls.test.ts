// The end of a provider process whose engine is gone.
import { expect } from "chai";
import { setImmediate } from "node:timers/promises";
import sinon from "sinon";
import { Calls } from "../../provider/doors/calls";

describe("the calls that are being answered", () => {
  let exit: sinon.SinonStub;

  beforeEach(() => (exit = sinon.stub(process, "exit")));
  afterEach(() => exit.restore());

  it("end the process when they are done and nobody waits for the next", async () => {
    const calls = new Calls();
    const gone = new AbortController();
    calls.endAfter(gone.signal);
    const finish: (() => void)[] = [];
    const running = [0, 1].map(() => calls.run(() => new Promise<void>((done) => finish.push(done))));
    gone.abort();
    finish[0]?.();
    await running[0];
    await setImmediate();
    expect(exit.called).to.equal(false);
    finish[1]?.();
    await running[1];
    await setImmediate();
    expect(exit.args).to.deep.equal([[0]]);
  });

  it("end it at once when there are none", async () => {
    const gone = new AbortController();
    new Calls().endAfter(gone.signal);
    gone.abort();
    await setImmediate();
    expect(exit.args).to.deep.equal([[0]]);
  });
});
