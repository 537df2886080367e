// The project's default OS, against the stand-in orchestrator.
import { assert } from "chai";
import type { State } from "../../provider/core/state";
import { closeClients } from "../../provider/resources/orchestrator/connection";
import { osProfile } from "../../provider/resources/os-profile";
import type { OrchestratorClient } from "../../provider/orchestrator/client";
import { Engine } from "../support/engine";
import { noLibvirt } from "../support/no-libvirt";
import { clientOf, connectionOf, standIn, type TestStandIn } from "../support/stand-in";

describe("the default OS profile", function () {
  this.timeout(60_000);
  let server: TestStandIn;
  let client: OrchestratorClient;
  let engine: Engine;
  const program = (profile: string, more: State = {}): State => ({
    orchestrator: connectionOf(server),
    profile,
    ...more,
  });

  beforeEach(async () => {
    server = await standIn();
    client = clientOf(server);
    engine = new Engine(osProfile, noLibvirt, { name: "os" });
  });
  afterEach(async () => {
    await client.close();
    await closeClients();
    await server.dispose();
  });

  async function setting(): Promise<Record<string, unknown> & { os?: string | undefined }> {
    const provider = (await client.providers()).find(({ name }) => name === "infra_onboarding");
    const config = JSON.parse(provider?.config ?? "{}") as Record<string, unknown>;
    const os = (await client.osProfiles()).find(({ resourceId }) => resourceId === config["defaultOs"]);
    return { ...config, os: os?.name };
  }
  const changes = () => server.answers.filter((line) => /(POST|DELETE) \S+providers/.test(line));

  it("is set, changed, and put back as it was", async () => {
    const before = await setting();
    assert.equal(await engine.up(program("microvisor-nonrt")), "create");
    assert.deepInclude(await setting(), { os: "microvisor-nonrt", autoProvision: true });
    assert.equal(await engine.up(program("microvisor-nonrt")), "same");
    assert.isTrue(await engine.refresh());
    assert.equal(await engine.up(program("microvisor-nonrt")), "same");
    assert.equal(await engine.up(program("microvisor-standalone", { autoProvision: false })), "update");
    assert.deepInclude(await setting(), { os: "microvisor-standalone", autoProvision: false });
    await engine.destroy();
    assert.deepEqual(await setting(), before);
  });

  it("is not touched where it is so already", async () => {
    await engine.up(program("ubuntu-22.04-lts-generic-ext"));
    await engine.destroy();
    assert.isEmpty(changes());
  });

  it("keeps what else is set there", async () => {
    const [provider] = await client.providers();
    assert.isDefined(provider);
    const config = JSON.stringify({
      ...JSON.parse(provider?.config ?? "{}"),
      defaultLocalAccount: "localaccount-1",
    });
    await client.deleteProvider(provider?.resourceId ?? "");
    await client.createProvider({
      providerKind: "PROVIDER_KIND_BAREMETAL",
      name: "infra_onboarding",
      apiEndpoint: "none",
      config,
    });
    await engine.up(program("microvisor-nonrt"));
    assert.deepInclude(await setting(), { os: "microvisor-nonrt", defaultLocalAccount: "localaccount-1" });
  });

  /** The provider record is gone and not yet made anew. */
  const between = (line: string) => /DELETE \S+providers/.test(line);

  it("is not lost when the run is cancelled between taking it away and setting it", async () => {
    const stop = new AbortController();
    const own = await standIn({ onAnswer: (line) => between(line) && stop.abort() });
    const cancelled = new Engine(osProfile, noLibvirt, { name: "os", signal: stop.signal });
    await cancelled
      .up({ orchestrator: connectionOf(own), profile: "microvisor-nonrt" })
      .catch(() => undefined);
    assert.isTrue(stop.signal.aborted);
    assert.equal(own.store.records.providers[0]?.name, "infra_onboarding");
    await own.dispose();
  });

  it("that cannot be put back is told in the error, without secrets", async () => {
    const own = await standIn({ onAnswer: (line) => between(line) && void own.stop() });
    const [provider] = own.store.records.providers;
    assert.isDefined(provider);
    const config = { ...JSON.parse(provider?.config ?? "{}"), defaultLocalAccount: "localaccount-1" };
    Object.assign(provider as object, { config: JSON.stringify({ ...config, localPassword: "s3cret" }) });
    const broken = new Engine(osProfile, noLibvirt, { name: "os" });
    const words = await broken.up({ orchestrator: connectionOf(own), profile: "microvisor-nonrt" }).then(
      () => assert.fail("it should have failed"),
      (error: Error) => error.message,
    );
    assert.include(words, '"defaultLocalAccount":"localaccount-1"');
    assert.notInclude(words, "s3cret");
    await own.dispose();
  });

  it("that a person changed is seen, and set again", async () => {
    await engine.up(program("microvisor-nonrt"));
    const other = new Engine(osProfile, noLibvirt, { name: "os", stack: "other" });
    await other.up(program("microvisor-standalone"));
    await engine.refresh();
    const { diff } = await engine.preview(program("microvisor-nonrt"));
    assert.deepInclude(diff?.changes.map(({ path, from }) => ({ path, from })) ?? [], {
      path: "profile",
      from: "microvisor-standalone",
    });
    await engine.up(program("microvisor-nonrt"));
    assert.equal((await setting()).os, "microvisor-nonrt");
  });

  it("that there is not, is refused in preview with those that there are", async () => {
    const { failures } = await engine.preview(program("windows"));
    assert.deepEqual(
      failures.map(({ property }) => property),
      ["profile"],
    );
    assert.include(failures[0]?.reason, '"microvisor-nonrt"');
    assert.isEmpty(changes());
  });
});
