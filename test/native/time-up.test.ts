// The time limit that a program gives a resource.
import { expect } from "chai";
import sinon from "sinon";
import { timeUp } from "../../provider/doors/native/server";

describe("the time of customTimeouts", () => {
  let clock: sinon.SinonFakeTimers;

  beforeEach(() => (clock = sinon.useFakeTimers({ toFake: ["setTimeout"] })));
  afterEach(() => clock.restore());

  it("is over when it says so", () => {
    const signal = timeUp(2);
    clock.tick(1999);
    expect(signal.aborted).to.equal(false);
    clock.tick(1);
    expect(signal.aborted).to.equal(true);
    expect(String(signal.reason)).to.match(/time limit of 2 s/);
  });

  it("may be longer than a timer can be", () => {
    const days = 30;
    const signal = timeUp(days * 86_400);
    clock.tick(24 * 86_400_000);
    expect(signal.aborted).to.equal(false);
  });
});
