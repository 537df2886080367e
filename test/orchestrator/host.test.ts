// The life of a host record, against the stand-in orchestrator.
import { setTimeout as pause } from "node:timers/promises";
import { assert } from "chai";
import type { State } from "../../provider/core/state";
import { unknown } from "../../provider/core/values";
import { closeClients } from "../../provider/resources/orchestrator/connection";
import { onboarding } from "../../provider/resources/onboarding";
import { orchestratorHost } from "../../provider/resources/orchestrator-host";
import type { OrchestratorClient } from "../../provider/orchestrator/client";
import { Engine } from "../support/engine";
import { noLibvirt } from "../support/no-libvirt";
import {
  asNode,
  boot,
  clientOf,
  connectionOf,
  operator,
  standIn,
  type TestStandIn,
} from "../support/stand-in";

const serial = "EDGE000001";
const uuid = "3c1a6f5e-0000-4000-8000-0000000000a1";

describe("an orchestrator host", function () {
  this.timeout(60_000);
  let server: TestStandIn;
  let client: OrchestratorClient;
  let engine: Engine;
  let program: State;

  beforeEach(async () => {
    server = await standIn();
    client = clientOf(server);
    engine = new Engine(orchestratorHost, noLibvirt, { name: "n1" });
    program = { orchestrator: connectionOf(server), serial, uuid };
  });
  afterEach(async () => {
    await client.close();
    await closeClients();
    await server.dispose();
  });

  const failureOf = async (running: Promise<unknown>): Promise<string> =>
    running.then(
      () => assert.fail("it should have failed"),
      (error: Error) => error.message,
    );
  const records = () => client.hosts();
  const said = () => engine.words.join("\n");
  const changes = () => server.answers.filter((line) => !/ GET |openid-connect/.test(line));

  it("is registered once under its name, then nothing changes, not even after a refresh", async () => {
    assert.equal(await engine.up(program), "create");
    const [record, ...others] = await records();
    assert.isEmpty(others);
    assert.deepInclude(record, { name: "n1", serialNumber: serial, uuid });
    assert.equal(record?.desiredState, "HOST_STATE_ONBOARDED");
    assert.deepInclude(engine.kept?.outputs, {
      hostId: record?.resourceId,
      stage: "registered",
      registrationStatus: "Host is Registered",
      host: "orchestrator/stand-in.test/site",
    });
    const before = changes().length;
    assert.equal(await engine.up(program), "same");
    assert.isTrue(await engine.refresh());
    assert.equal(await engine.up(program), "same");
    assert.equal(changes().length, before);
    assert.equal(said(), "");
    await engine.destroy();
    assert.isEmpty(await records());
  });

  it("gives itself a serial number that the orchestrator takes", async () => {
    const { serial: _, uuid: __, ...rest } = program;
    await engine.up(rest);
    assert.match(String(engine.kept?.outputs["serial"]), /^[A-Z0-9]{10}$/);
    assert.equal((await records())[0]?.serialNumber, engine.kept?.outputs["serial"]);
  });

  it("complains of all wrong fields at once, and touches nothing", async () => {
    const { failures } = await engine.preview({
      orchestrator: { ...connectionOf(server), fqdn: "https://stand-in.test/", ca: "no certificate" },
      name: "a name of more than twenty letters",
      serial: "A-1",
      uuid: "none",
    });
    assert.sameMembers(
      failures.map(({ property }) => property),
      ["orchestrator.fqdn", "orchestrator.ca", "name", "serial", "uuid"],
    );
    assert.isEmpty(server.answers);
  });

  it("changes the name in place, and makes a new record for another serial number", async () => {
    await engine.up(program);
    const id = String(engine.kept?.outputs["hostId"]);
    assert.equal(await engine.up({ ...program, name: "cellar" }), "update");
    assert.deepInclude((await records())[0], { name: "cellar", resourceId: id });
    assert.equal(await engine.up({ ...program, name: "cellar", serial: "EDGE000002" }), "replace");
    const all = await records();
    assert.deepEqual(
      all.map(({ serialNumber }) => serialNumber),
      ["EDGE000002"],
    );
  });

  it("is made anew by `up --replace`, and exactly the new one is left", async () => {
    await engine.up(program);
    const old = engine.kept?.outputs["hostId"];
    assert.equal(await engine.up(program, { replace: true }), "replace");
    const all = await records();
    assert.lengthOf(all, 1);
    assert.notEqual(all[0]?.resourceId, old);
    assert.isTrue(await engine.refresh());
    assert.equal(await engine.up(program), "same");
  });

  it("sees what a person changed, and puts it back", async () => {
    await engine.up(program);
    const id = String(engine.kept?.outputs["hostId"]);
    await client.patchHost(id, { name: "renamed" });
    await client.patchRegistration(id, { autoOnboard: false });
    await engine.refresh();
    const { diff } = await engine.preview(program);
    assert.sameMembers(diff?.changes.map(({ path }) => path) ?? [], ["name", "autoOnboard"]);
    await engine.up(program);
    assert.deepInclude((await records())[0], { name: "n1", desiredState: "HOST_STATE_ONBOARDED" });
  });

  it("notices that it is gone, and registers again", async () => {
    await engine.up(program);
    await client.deleteHost(String(engine.kept?.outputs["hostId"]));
    while ((await records()).length > 0);
    assert.isFalse(await engine.refresh());
    assert.equal(await engine.up(program), "create");
    assert.lengthOf(await records(), 1);
  });

  it("keeps metadata of other people", async () => {
    await engine.up(program);
    const id = String(engine.kept?.outputs["hostId"]);
    const [record] = await records();
    await client.patchHost(id, { metadata: [...(record?.metadata ?? []), { key: "site", value: "cellar" }] });
    await engine.up({ ...program, name: "other" });
    assert.deepInclude((await records())[0]?.metadata ?? [], { key: "site", value: "cellar" });
  });

  describe("that is somebody else's", () => {
    it("is refused, and taken over with adopt", async () => {
      const foreign = await client.registerHost({ name: "theirs", serialNumber: serial, uuid });
      const words = await failureOf(engine.up(program));
      assert.include(words, 'orchestrator host "n1" was not created on orchestrator stand-in.test');
      assert.include(words, "adopt: true");
      assert.deepInclude((await records())[0], { name: "theirs" });
      assert.equal(await engine.up({ ...program, adopt: true }), "create");
      assert.deepInclude((await records())[0], { name: "n1", resourceId: foreign.resourceId });
      assert.equal(await engine.up({ ...program, adopt: true }), "same");
    });

    it("is refused when another stack made it, also with adopt, and left when this one is destroyed", async () => {
      const other = new Engine(orchestratorHost, noLibvirt, { name: "n1", stack: "other" });
      await other.up(program);
      for (const adopt of [false, true])
        assert.include(
          await failureOf(engine.up({ ...program, adopt })),
          "was made by site-other-n1 of ann@desk",
        );
      assert.lengthOf(await records(), 1);
    });

    it("is left alone when it stands where ours stood", async () => {
      await engine.up(program);
      await client.deleteHost(String(engine.kept?.outputs["hostId"]));
      while ((await records()).length > 0);
      const other = new Engine(orchestratorHost, noLibvirt, { name: "n1", stack: "other" });
      await other.up(program);
      await engine.destroy();
      assert.lengthOf(await records(), 1);
    });
  });

  describe("whose create is cut short", () => {
    it("right after registering, is finished by the next one", async () => {
      const checked = await engine.preview(program);
      // What is there when the provider dies between its two calls.
      await client.registerHost({
        name: String(checked.inputs["incarnation"]),
        serialNumber: serial,
        uuid,
        autoOnboard: true,
      });
      assert.equal(await engine.up(program), "create");
      const all = await records();
      assert.lengthOf(all, 1);
      assert.equal(all[0]?.name, "n1");
    });

    it("by an error, leaves nothing", async () => {
      const key = "edgefleet-incarnation";
      const { hosts } = server.store.records;
      // The second call fails: the record is invalid for the stand-in.
      const push = hosts.push.bind(hosts);
      hosts.push = (...added) => {
        Object.defineProperty(added[0], "name", { get: () => added[0]?.resourceId, set: () => fail(key) });
        return push(...added);
      };
      await failureOf(engine.up(program));
      hosts.push = push;
      while ((await records()).length > 0);
      assert.isUndefined(engine.kept);
    });
  });

  describe("on a wrong orchestrator", () => {
    it("is not looked for, and nothing is changed", async () => {
      await engine.up(program);
      const other = await standIn({ project: "elsewhere" });
      try {
        const moved = { ...program, orchestrator: connectionOf(other) };
        const words = await failureOf(engine.up(moved));
        assert.include(words, "belongs to the host orchestrator/stand-in.test/site");
        assert.include(words, 'project "elsewhere"');
        assert.lengthOf(await records(), 1);
        assert.isEmpty(other.answers);
      } finally {
        await other.dispose();
      }
    });

    it("that does not answer, is not taken for gone", async () => {
      await engine.up(program);
      await server.stop();
      const words = await failureOf(engine.refresh());
      assert.include(words, "was not read; its state is kept");
      assert.include(words, "does not answer");
      assert.notInclude(words, operator.password);
      assert.isDefined(engine.kept);
    });
  });

  it("that does not answer, is a warning with `keep` while nothing has to change", async () => {
    const keeping = new Engine(orchestratorHost, noLibvirt, { name: "n1", config: { unreachable: "keep" } });
    await keeping.up(program);
    await server.stop();
    assert.isTrue(await keeping.refresh());
    assert.match(
      keeping.words.join("\n"),
      /^warning: .*stand-in\.test cannot be reached; the state is kept/m,
    );
    assert.equal(await keeping.up(program), "same");
  });

  it("whose orchestrator is not known yet in preview, is compared when it is", async () => {
    await engine.up(program);
    for (const orchestrator of [unknown, { ...connectionOf(server), fqdn: unknown }]) {
      const { failures, diff } = await engine.preview({ ...program, orchestrator });
      assert.isEmpty(failures);
      assert.isEmpty(diff?.replaces);
    }
  });

  describe("that is waited for", () => {
    const ready = (waitFor: string, timeout = "20s") => ({ ...program, ready: { waitFor, timeout } });
    const registered = async (): Promise<void> => {
      while ((await records())[0]?.name !== "n1");
    };

    for (const stage of ["onboarded", "provisioned", "running"] as const) {
      it(`counts as made when it is ${stage}`, async () => {
        const up = engine.up(ready(stage));
        await registered();
        await boot(server, { uuid, serialnum: serial }, stage);
        assert.equal(await up, "create");
        assert.equal(engine.kept?.outputs["stage"], stage);
        assert.equal(engine.kept?.outputs["isReady"], true);
        assert.equal(await engine.up(ready(stage)), "same");
        await engine.destroy();
        assert.isEmpty(await records());
        assert.isEmpty(await client.instances(), "the instance went first");
      });
    }

    it("shows the orchestrator's words while it waits", async () => {
      const up = engine.up(ready("provisioned"));
      await registered();
      const token = await boot(server, { uuid, serialnum: serial }, "provisioning");
      while (!/Provisioning In Progress: 2\/5: Streaming OS image \(in progress\)/.test(said()))
        await pause(10);
      await asNode(server, "/report", { done: true }, token);
      await up;
    });

    it("is kept when time is up, and waited for again", async () => {
      const words = await failureOf(engine.up(ready("onboarded", "10ms")));
      assert.include(words, "is not onboarded");
      assert.include(words, "Host is Registered");
      assert.equal(engine.kept?.outputs["isReady"], false);
      await boot(server, { uuid, serialnum: serial }, "onboarded");
      assert.equal(await engine.up(ready("onboarded", "10ms")), "update");
      assert.equal(engine.kept?.outputs["isReady"], true);
    });

    it("says which uuid the node has when it is not the registered one", async () => {
      const up = engine.up(ready("onboarded"));
      up.catch(() => undefined);
      await registered();
      const other = "3c1a6f5e-0000-4000-8000-0000000000ff";
      const refused = await asNode(server, "/node", { uuid: other, serialnum: serial });
      assert.equal(refused.status, 400);
      const words = await failureOf(up);
      assert.include(words, `the node reports the uuid ${other}, registered is ${uuid}`);
    });

    it("says which serial number the node has when it is not the registered one", async () => {
      const up = engine.up(ready("onboarded"));
      up.catch(() => undefined);
      await registered();
      await asNode(server, "/node", { uuid, serialnum: "WRONG00001" });
      assert.include(await failureOf(up), `the serial number WRONG00001, registered is ${serial}`);
    });

    it("beside the machine, counts as made when it runs, and removes nothing", async () => {
      const wait = new Engine(onboarding, noLibvirt, { name: "n1" });
      const waiting = { orchestrator: connectionOf(server), serial, ready: { timeout: "20s" } };
      const up = wait.up(waiting);
      while (!/waiting until running/.test(wait.words.join())) await pause(10);
      await engine.up(program);
      await boot(server, { uuid, serialnum: serial }, "running");
      assert.equal(await up, "create");
      assert.include(wait.kept?.outputs, {
        hostId: String(engine.kept?.outputs["hostId"]),
        stage: "running",
        osName: "ubuntu-22.04-lts-generic-ext",
      });
      assert.equal(await wait.up(waiting), "same");
      await wait.destroy();
      assert.lengthOf(await records(), 1);
    });

    it("that an operator will onboard, and that nobody waits for, is kept a place and taken away", async () => {
      const { uuid: _, ...rest } = program;
      const claimed = { ...rest, register: false };
      assert.equal(await engine.up(claimed), "create");
      assert.equal(engine.kept?.outputs["stage"], "awaited");
      assert.isTrue(await engine.refresh());
      assert.equal(await engine.up(claimed), "same");
      assert.isEmpty(await records());
      await asNode(server, "/operator", { uuid, serialnum: serial }, await operatorToken(server));
      assert.isTrue(await engine.refresh());
      assert.deepInclude(engine.kept?.outputs, {
        hostId: (await records())[0]?.resourceId,
        stage: "onboarded",
      });
      assert.equal(await engine.up(claimed), "same");
      await engine.destroy();
      assert.isEmpty(await records());
      assert.isEmpty(await client.instances());
    });

    it("that was kept a place and never came, leaves nothing to take away", async () => {
      await engine.up({ ...program, register: false });
      await engine.destroy();
      assert.isEmpty(changes());
    });

    it("that another stack has already, is refused a place", async () => {
      const other = new Engine(orchestratorHost, noLibvirt, { name: "n1", stack: "other" });
      await other.up(program);
      assert.include(
        await failureOf(engine.up({ ...program, register: false })),
        "was made by site-other-n1 of ann@desk",
      );
    });

    it("that an operator onboards at the node, is found, marked and taken away", async () => {
      const { uuid: _, ...rest } = program;
      const interactive = { ...rest, register: false, ready: { waitFor: "onboarded", timeout: "20s" } };
      const up = engine.up(interactive);
      while (!/waiting until registered/.test(said())) await pause(10);
      assert.equal((await asNode(server, "/node", { uuid, serialnum: serial })).status, 404);
      const token = await operatorToken(server);
      await asNode(server, "/operator", { uuid, serialnum: serial }, token);
      assert.equal(await up, "create");
      assert.equal((await records())[0]?.name, "n1");
      assert.equal(await engine.up(interactive), "same");
      await engine.destroy();
      assert.isEmpty(await records());
    });
  });
});

function fail(what: string): never {
  throw new Error(`${what}: the test's own failure`);
}

async function operatorToken({ http }: TestStandIn): Promise<string> {
  const form = { grant_type: "password", client_id: "system-client", ...operator };
  const response = await fetch(`${http}/realms/master/protocol/openid-connect/token`, {
    method: "POST",
    body: new URLSearchParams(form),
  });
  return ((await response.json()) as { access_token: string }).access_token;
}
