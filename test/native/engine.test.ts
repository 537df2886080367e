// The connection to the engine, which tells whether somebody still waits for us.
import { expect } from "chai";
import { once } from "node:events";
import { setImmediate } from "node:timers/promises";
import sinon from "sinon";
import { Engine } from "../../provider/doors/engine";
import { EmptyMessage, grpc } from "../../provider/doors/native/protocol";
import { pulumi } from "../../provider/doors/pulumi";

describe("the connection to the engine", () => {
  let server: InstanceType<typeof grpc.Server>;
  let clock: sinon.SinonFakeTimers;
  let engine: Engine;
  let heard: Promise<void>;

  beforeEach(async () => {
    server = new grpc.Server();
    const { EngineService } = pulumi("@pulumi/pulumi/proto/engine_grpc_pb") as { EngineService: never };
    heard = new Promise((resolve) =>
      server.addService(EngineService, {
        log: (_: unknown, done: (error: null, value: unknown) => void) => {
          done(null, new EmptyMessage());
          resolve();
        },
      } as never),
    );
    const port = await new Promise<number>((resolve, reject) =>
      server.bindAsync("127.0.0.1:0", grpc.ServerCredentials.createInsecure(), (error, bound) =>
        error ? reject(error) : resolve(bound),
      ),
    );
    clock = sinon.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "Date"] });
    engine = new Engine(`127.0.0.1:${port}`);
    engine.log("info", "here", undefined, false);
    await heard;
  });

  afterEach(() => {
    clock.restore();
    server.forceShutdown();
  });

  it("lasts through hours without a word", async () => {
    for (let minute = 0; minute < 180; minute++) {
      clock.tick(60_000);
      await setImmediate();
    }
    expect(engine.signal.aborted).to.equal(false);
  });

  it("is gone as soon as the engine is", async () => {
    const gone = once(engine.signal, "abort");
    server.forceShutdown();
    await gone;
  });
});
