// Pulumi's own dynamic provider process whose engine was killed: it finishes what is under way and ends.
import { assert } from "chai";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { join } from "node:path";
import { provider, type Messages } from "../../provider/doors/native/protocol";
import { decode } from "../../provider/doors/native/values";
import { Gate } from "../support/gate";
import { repository, sharedHost, type IsolatedHost } from "../support/isolated-host";
import { NativePlugin, struct } from "../support/native-plugin";
import { freshSubnet } from "../support/stack";

describe("the dynamic provider's process", function () {
  this.timeout(60_000);
  const project = `ef${randomBytes(4).toString("hex")}`;
  const folder = mkdtempSync("/tmp/eft-gate-");
  const gate = new Gate(folder);
  const door = join(repository, "dist/provider/doors/dynamic.js");
  const network = {
    __provider: `exports.handler = () => require(${JSON.stringify(door)}).network;`,
    resourceUrn: `urn:pulumi:dev::${project}::pulumi-nodejs:dynamic/edgefleet:Network::lan`,
    subnet: freshSubnet(),
  };
  let host: IsolatedHost;
  let own: NativePlugin;

  before(async () => {
    host = await sharedHost();
  });

  beforeEach(async () => {
    own = await NativePlugin.start(
      { PATH: `${gate.bin}:${process.env["PATH"] ?? ""}` },
      process.execPath,
      join(repository, "node_modules/@pulumi/pulumi/cmd/dynamic-provider"),
    );
    await own.configure({ "edgefleet:uri": host.uri, "edgefleet:accelerator": "tcg" });
  });

  afterEach(() => own?.stop());
  after(async () => {
    await host?.purge(project);
    rmSync(folder, { recursive: true, force: true });
  });

  const check = () =>
    own.call<Messages.CheckResponse>("check", new provider.CheckRequest(), {
      Urn: network.resourceUrn,
      News: struct(network),
      Olds: struct({}),
    });

  it("ends when the engine is gone", async () => {
    gate.open();
    const answer = await check();
    assert.deepEqual(
      answer.getFailuresList().map((failure) => failure.getReason()),
      [],
    );
    const gone = once(own.process, "exit");
    own.abandon();
    assert.deepEqual(await gone, [0, null]);
  });

  it("ends when the engine is gone and what was under way has ended", async () => {
    gate.open();
    const { value } = decode((await check()).getInputs());
    gate.close({ verb: "net-define", when: "before" });
    const outcome = own
      .call("create", new provider.CreateRequest(), {
        Urn: network.resourceUrn,
        Properties: struct({ ...value, __provider: network.__provider }),
      })
      .catch((error: Error) => error.message);
    await gate.reached(outcome.then((all) => ({ all })));
    const gone = once(own.process, "exit");
    own.abandon();
    gate.open();
    assert.deepEqual(await gone, [0, null]);
    await outcome;
  });
});
