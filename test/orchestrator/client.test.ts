// The client against the stand-in orchestrator, both held against the API's contract.
import { createServer } from "node:https";
import { readFileSync } from "node:fs";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { assert } from "chai";
import { OrchestratorClient } from "../../provider/orchestrator/client";
import { OrchestratorError } from "../../provider/orchestrator/error";
import { clientOf, fqdn, operator, standIn, type TestStandIn } from "../support/stand-in";

const uuid = (n: number): string => `00000000-0000-4000-8000-${String(n).padStart(12, "0")}`;

async function refused(running: Promise<unknown>): Promise<OrchestratorError> {
  const error = await running.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  assert.instanceOf(error, OrchestratorError);
  return error as OrchestratorError;
}

describe("the orchestrator's API", function () {
  this.timeout(60_000);
  let server: TestStandIn;
  let client: OrchestratorClient;

  before(async () => {
    server = await standIn();
    client = clientOf(server);
  });
  after(async () => {
    await client?.close();
    await server?.dispose();
  });

  it("is asked again when a connection was refused: nothing had been said yet", async () => {
    const before = await standIn();
    const port = Number(before.address.split(":").at(-1));
    await before.stop();
    const late = clientOf(before);
    const registering = late.registerHost({ name: "late", serialNumber: "LATE001" });
    registering.catch(() => undefined);
    // The first try finds nobody there.
    await new Promise((done) => setImmediate(done));
    const after = await standIn({ folder: before.folder, port });
    assert.include(await registering, { serialNumber: "LATE001" });
    assert.lengthOf(after.store.records.hosts, 1);
    await late.close();
    await after.dispose();
  });

  it("registers a host, which waits to be onboarded", async () => {
    const host = await client.registerHost({ name: "n1", serialNumber: "SERIAL1", uuid: uuid(1) });
    assert.match(host.resourceId, /^host-[0-9a-f]{8}$/);
    assert.include(host, {
      name: "n1",
      serialNumber: "SERIAL1",
      uuid: uuid(1),
      desiredState: "HOST_STATE_REGISTERED",
      registrationStatus: "Host is Registered",
      registrationStatusIndicator: "STATUS_INDICATION_IDLE",
    });
    const auto = await client.registerHost({ name: "n2", serialNumber: "SERIAL2", autoOnboard: true });
    assert.equal(auto.desiredState, "HOST_STATE_ONBOARDED");
    await client.onboardHost(host.resourceId);
    assert.equal((await client.host(host.resourceId))?.desiredState, "HOST_STATE_ONBOARDED");
    await client.patchRegistration(host.resourceId, { autoOnboard: false });
    assert.equal((await client.host(host.resourceId))?.desiredState, "HOST_STATE_REGISTERED");
  });

  for (const [what, twin] of [
    ["serial number", { name: "other", serialNumber: "TWIN01" }],
    ["uuid", { name: "other", uuid: uuid(7).toUpperCase() }],
  ] as const) {
    it(`says AlreadyExists to a second host of the same ${what}`, async () => {
      const first = await client.registerHost({ name: "first", serialNumber: "TWIN01", uuid: uuid(7) });
      try {
        const error = await refused(client.registerHost(twin));
        assert.include(error, { code: "exists", api: "AlreadyExists" });
      } finally {
        await client.deleteHost(first.resourceId);
        await until(async () => (await client.host(first.resourceId)) === undefined);
      }
    });
  }

  for (const [what, host] of Object.entries({
    "a name of 21 characters": { name: "x".repeat(21), serialNumber: "SERIAL9" },
    "a name with an umlaut": { name: "knöten", serialNumber: "SERIAL9" },
    "a serial number of 4 characters": { name: "n", serialNumber: "ABC1" },
    "a serial number of 21 characters": { name: "n", serialNumber: "A".repeat(21) },
    "a serial number with a dash": { name: "n", serialNumber: "ABC-12" },
    "a uuid that is none": { name: "n", uuid: "1234" },
    "neither uuid nor serial number": { name: "n" },
    "a field that there is not": { name: "n", serialNumber: "SERIAL9", colour: "red" },
  })) {
    it(`says InvalidArgument to ${what}`, async () => {
      const error = await refused(client.registerHost(host));
      assert.include(error, { code: "invalid", api: "InvalidArgument" });
      assert.isEmpty(await client.hosts('serialNumber="SERIAL9"'));
    });
  }

  it("finds by filter exactly what is asked for, over more than a page", async () => {
    const own = await standIn();
    const fleet = clientOf(own);
    try {
      for (let n = 0; n < 130; n++) {
        await fleet.registerHost({ name: `node ${n}`, serialNumber: `FLEET${n}`, uuid: uuid(1000 + n) });
      }
      const all = await fleet.hosts();
      assert.lengthOf(all, 130);
      assert.lengthOf(new Set(all.map(({ resourceId }) => resourceId)), 130);
      const listed = own.answers.filter((line) => /GET \/v1\/projects\/site\/compute\/hosts\?/.test(line));
      assert.lengthOf(listed, 2, "two pages of 100");
      const names = async (filter: string) => (await fleet.hosts(filter)).map(({ name }) => name).sort();
      assert.deepEqual(await names('serialNumber="FLEET1"'), ["node 1"]);
      assert.deepEqual(await names(`uuid="${uuid(1001)}" AND name="node 1"`), ["node 1"]);
      assert.deepEqual(await names('serial_number="FLEET1" OR serial_number="FLEET2"'), ["node 1", "node 2"]);
      assert.deepEqual(await names('NOT name:"node"'), []);
      assert.include(await refused(fleet.hosts("name =")), { api: "InvalidArgument" });
    } finally {
      await fleet.close();
      await own.dispose();
    }
  });

  it("deletes the instance first, then the host, and takes both as gone when they are", async () => {
    const os = (await client.osProfiles())[0];
    const host = await client.registerHost({ name: "doomed", serialNumber: "DOOMED" });
    const made = (await (client as unknown as Raw).call("POST", "/compute/instances", {
      kind: "INSTANCE_KIND_METAL",
      name: "doomed",
      hostID: host.resourceId,
      osID: os?.resourceId,
    })) as { resourceId: string };
    assert.equal((await client.host(host.resourceId))?.instance?.os?.name, os?.name);
    assert.equal((await refused(client.deleteHost(host.resourceId))).api, "FailedPrecondition");
    await client.deleteInstance(made.resourceId);
    await until(async () => (await client.instance(made.resourceId)) === undefined);
    await client.deleteHost(host.resourceId);
    await until(async () => (await client.host(host.resourceId)) === undefined);
    await client.deleteHost(host.resourceId);
    await client.deleteInstance(made.resourceId);
  });

  it("changes the named fields and no others, and keeps metadata to its rules", async () => {
    const host = await client.registerHost({ name: "before", serialNumber: "PATCH1" });
    await client.patchHost(host.resourceId, { metadata: [{ key: "site", value: "cellar" }] });
    const changed = await client.patchHost(host.resourceId, { name: "after" });
    assert.deepInclude(changed, { name: "after", metadata: [{ key: "site", value: "cellar" }] });
    const upper = client.patchHost(host.resourceId, { metadata: [{ key: "site", value: "Cellar" }] });
    assert.equal((await refused(upper)).api, "InvalidArgument");
  });

  it("refuses a node that is invalidated", async () => {
    const host = await client.registerHost({ name: "lost", serialNumber: "LOST01", autoOnboard: true });
    await client.invalidateHost(host.resourceId, "stolen from the cellar");
    const seen = await client.host(host.resourceId);
    assert.include(seen, { note: "stolen from the cellar", desiredState: "HOST_STATE_UNTRUSTED" });
  });

  it("has the default OS in a JSON document inside another", async () => {
    const [provider] = await client.providers();
    assert.equal(provider?.name, "infra_onboarding");
    const config = JSON.parse(provider?.config ?? "") as { defaultOs: string; autoProvision: boolean };
    const os = (await client.osProfiles()).find(({ resourceId }) => resourceId === config.defaultOs);
    assert.equal(os?.name, "ubuntu-22.04-lts-generic-ext");
    assert.isTrue(config.autoProvision);
  });

  it("shows the project's description, and no other project", async () => {
    assert.isNotEmpty((await client.getProject()).spec?.description);
    const other = new OrchestratorClient({ fqdn, address: server.address, ca: server.ca }, "other", operator);
    assert.include(await refused(other.hosts()), { code: "denied", api: "PermissionDenied" });
    await other.close();
  });

  describe("who asks", () => {
    it("gets in with a token that is asked for once, also by many at the same time", async () => {
      const own = await standIn();
      const fresh = clientOf(own);
      await Promise.all(Array.from({ length: 20 }, () => fresh.osProfiles()));
      assert.lengthOf(tokensOf(own), 1);
      await fresh.close();
      await own.dispose();
    });

    it("gets a new token before the old one expires", async () => {
      let time = Date.now();
      const own = await standIn({ now: () => time, tokenLife: 3600 });
      const patient = clientOf(own, operator, () => time);
      await patient.osProfiles();
      time += 49 * 60_000;
      await patient.osProfiles();
      assert.lengthOf(tokensOf(own), 1);
      time += 2 * 60_000;
      await patient.osProfiles();
      assert.lengthOf(tokensOf(own), 2);
      assert.isEmpty(
        own.answers.filter((line) => line.endsWith(" 401")),
        "none was refused",
      );
      await patient.close();
      await own.dispose();
    });

    it("tries once more with a new token when the API does not take the old one", async () => {
      let time = Date.now();
      const own = await standIn({ now: () => time });
      // The client's clock stands still.
      const slow = clientOf(own, operator, () => 0);
      await slow.osProfiles();
      time += 2 * 3600_000;
      await slow.osProfiles();
      assert.lengthOf(
        own.answers.filter((line) => line.endsWith(" 401")),
        1,
      );
      await slow.close();
      await own.dispose();
    });

    it("is told that the password is wrong, and not which one it was", async () => {
      const wrong = clientOf(server, { username: "operator", password: "wrong-password" });
      const error = await refused(wrong.hosts());
      assert.equal(error.code, "denied");
      assert.include(error.message, 'user "operator" was not let in');
      assert.notInclude(`${error.message} ${error.stack}`, "wrong-password");
      await wrong.close();
    });
  });

  describe("TLS", () => {
    it("is refused without the authority's certificate, and the advice names the field", async () => {
      const stranger = new OrchestratorClient({ fqdn, address: server.address }, "site", operator);
      const error = await refused(stranger.hosts());
      assert.equal(error.code, "denied");
      assert.match(error.reason, /certificate is not trusted/);
      assert.include(error.advice, "orchestrator.ca");
      await stranger.close();
    });

    it("is refused for another name", async () => {
      const endpoint = { fqdn: "elsewhere.test", address: server.address, ca: server.ca };
      const stranger = new OrchestratorClient(endpoint, "site", operator);
      assert.match((await refused(stranger.hosts())).reason, /certificate is not trusted/);
      await stranger.close();
    });
  });

  it("is not mistrusted where there is no TLS at all", async () => {
    const address = server.http.replace("http://", "");
    const stranger = new OrchestratorClient({ fqdn, address }, "site", operator);
    const error = await refused(stranger.hosts());
    assert.include(error.reason, "it speaks no TLS");
    assert.include(error.advice, "orchestrator.address");
    await stranger.close();
  });

  describe("trouble on the way", () => {
    /** An orchestrator that answers these one after the other, then well. */
    async function troubled(
      answers: [number, object | string][],
      test: (client: OrchestratorClient, asked: string[]) => Promise<void>,
      refusedTokens = 0,
    ): Promise<void> {
      const asked: string[] = [];
      const file = (name: string) => readFileSync(join(server.folder, name));
      const sick = createServer(
        { key: file("server.key"), cert: file("server.pem") },
        (request, response) => {
          if (request.url?.startsWith("/realms/")) {
            if (refusedTokens-- > 0) return void response.writeHead(503).end();
            return void response.end(JSON.stringify({ access_token: "t0ken-t0ken", expires_in: 3600 }));
          }
          asked.push(`${request.method}`);
          const [status, body] = answers.shift() ?? [200, { providers: [], hasNext: false }];
          response.writeHead(status, { "retry-after": "0" });
          response.end(typeof body === "string" ? body : JSON.stringify(body));
        },
      );
      await new Promise<void>((done) => sick.listen(0, "127.0.0.1", done));
      const address = `127.0.0.1:${(sick.address() as AddressInfo).port}`;
      const patient = new OrchestratorClient({ fqdn, address, ca: server.ca }, "site", operator);
      try {
        await test(patient, asked);
      } finally {
        await patient.close();
        sick.closeAllConnections();
        await new Promise((done) => sick.close(done));
      }
    }

    for (const status of [429, 502, 503]) {
      it(`reads again after HTTP ${status}`, () =>
        troubled(
          [
            [status, ""],
            [status, ""],
          ],
          async (patient, asked) => {
            assert.deepEqual(await patient.providers(), []);
            assert.lengthOf(asked, 3);
          },
        ));
    }

    it("does not register twice", () =>
      troubled([[503, "<html>busy</html>"]], async (patient, asked) => {
        const error = await refused(patient.registerHost({ name: "n", serialNumber: "SERIAL1" }));
        assert.equal(error.code, "unreachable");
        assert.deepEqual(asked, ["POST"]);
      }));

    it("registers again when it was asked to come back later", () =>
      troubled([[429, ""]], async (patient, asked) => {
        await patient.registerHost({ name: "n", serialNumber: "SERIAL1" });
        assert.deepEqual(asked, ["POST", "POST"]);
      }));

    it("asks again for a token", () =>
      troubled([], async (patient) => assert.deepEqual(await patient.providers(), []), 2));

    it("takes no 404 of a proxy for the proof that a host is gone", () =>
      troubled([[404, "<html>no such page</html>"]], async (patient) => {
        const error = await refused(patient.host("host-00000000"));
        assert.equal(error.code, "failed");
        assert.include(error.message, "404");
      }));

    it("understands a code that is a number", () =>
      troubled([[404, { code: 5, message: "no such host", details: [] }]], async (patient) => {
        assert.isUndefined(await patient.host("host-00000000"));
      }));

    it("says so when nobody answers, without the token", () =>
      troubled([[500, { code: "Internal", message: "out of order", details: [] }]], async (patient) => {
        await patient.providers();
        const nowhere = new OrchestratorClient(
          { fqdn, address: "127.0.0.1:1", ca: server.ca },
          "site",
          operator,
        );
        const error = await refused(nowhere.hosts());
        assert.equal(error.code, "unreachable");
        assert.notInclude(error.message, operator.password);
        await nowhere.close();
      }));
  });
});

interface Raw {
  call(method: string, path: string, body: object): Promise<unknown>;
}

const tokensOf = (server: TestStandIn): string[] =>
  server.answers.filter((line) => line.includes("/openid-connect/token"));

/** The managers of an orchestrator work in their own time. */
async function until(condition: () => Promise<boolean>): Promise<void> {
  while (!(await condition()));
}
