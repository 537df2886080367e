// The plugin as the engine calls it, on a real host: every call, with what is secret, unknown, ignored or in the way.
import { assert } from "chai";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { randomBytes } from "node:crypto";
import type { State } from "../../provider/core/state";
import { unknown } from "../../provider/core/values";
import { EmptyMessage, grpc, provider, type Messages } from "../../provider/doors/native/protocol";
import { decode, type Decoded, type Steps } from "../../provider/doors/native/values";
import { repository, sharedHost, type IsolatedHost } from "../support/isolated-host";
import { CallError, NativePlugin, struct } from "../support/native-plugin";
import { freshSubnet } from "../support/stack";

const { Kind } = provider.PropertyDiff;
const { DiffChanges } = provider.DiffResponse;

describe("the plugin", function () {
  this.timeout(60_000);
  const project = `ef${randomBytes(4).toString("hex")}`;
  let host: IsolatedHost;
  let plugin: NativePlugin;

  const urn = (type: string, name: string) => `urn:pulumi:dev::${project}::edgefleet:index:${type}::${name}`;

  before(async () => {
    host = await sharedHost();
    plugin = await NativePlugin.start();
    await plugin.configure({ uri: host.uri, accelerator: "tcg", owner: "ann@desk" });
  });

  after(async () => {
    await plugin?.stop();
    await host?.purge(project);
  });

  interface Checked extends Decoded {
    failures: { property: string; reason: string }[];
  }

  async function check(
    type: string,
    name: string,
    news: State,
    more: { secrets?: Steps[]; olds?: State; naming?: Messages.CheckRequest.AutonamingOptions } = {},
  ): Promise<Checked> {
    const response = await plugin.call<Messages.CheckResponse>("check", new provider.CheckRequest(), {
      Urn: urn(type, name),
      News: struct(news, more.secrets),
      Olds: struct(more.olds ?? {}),
      ...(more.naming ? { Autonaming: more.naming } : {}),
    });
    const failures = response
      .getFailuresList()
      .map((f) => ({ property: f.getProperty(), reason: f.getReason() }));
    return { ...decode(response.getInputs()), failures };
  }

  async function create(type: string, name: string, inputs: State, more: Record<string, unknown> = {}) {
    const response = await plugin.call<Messages.CreateResponse>("create", new provider.CreateRequest(), {
      Urn: urn(type, name),
      Properties: struct(inputs),
      ...more,
    });
    return { id: response.getId(), ...decode(response.getProperties()) };
  }

  async function diff(type: string, name: string, olds: State, news: State, ignored: string[] = []) {
    const response = await plugin.call<Messages.DiffResponse>("diff", new provider.DiffRequest(), {
      Id: "x",
      Urn: urn(type, name),
      Olds: struct(olds),
      News: struct(news),
      IgnorechangesList: ignored,
    });
    return {
      changes: response.getChanges(),
      replaces: response.getReplacesList(),
      stables: response.getStablesList(),
      diffs: response.getDiffsList(),
      first: response.getDeletebeforereplace(),
      details: Object.fromEntries(
        response
          .getDetaileddiffMap()
          .getEntryList()
          .map(([path, detail]) => [path, (detail as unknown as [number?])[0] ?? 0]),
      ) as Record<string, number>,
    };
  }

  const remove = (type: string, name: string, state: State): Promise<unknown> =>
    plugin.call("delete", new provider.DeleteRequest(), {
      Id: "x",
      Urn: urn(type, name),
      Properties: struct(state),
    });

  it("shakes hands, and takes secrets, resources, outputs and names", async () => {
    const answer = await plugin.call<Messages.ProviderHandshakeResponse>(
      "handshake",
      new provider.ProviderHandshakeRequest(),
    );
    assert.deepEqual(answer.toObject(), {
      acceptSecrets: true,
      acceptResources: true,
      acceptOutputs: true,
      supportsAutonamingConfiguration: true,
    } as never);
  });

  it("serves the schema and its version", async () => {
    const schema = await plugin.call<Messages.GetSchemaResponse>(
      "getSchema",
      new provider.GetSchemaRequest(),
    );
    assert.equal(schema.getSchema(), readFileSync(join(repository, "schema.json"), "utf8"));
    const info = await plugin.call<{ getVersion(): string }>("getPluginInfo", new EmptyMessage());
    assert.equal(info.getVersion(), (JSON.parse(schema.getSchema()) as { version: string }).version);
  });

  it("finds wrong settings before anything is begun, each by its key", async () => {
    const response = await plugin.call<Messages.CheckResponse>("checkConfig", new provider.CheckRequest(), {
      Urn: `urn:pulumi:dev::${project}::pulumi:providers:edgefleet::h1`,
      News: struct({ uri: "no uri", accelerator: "hvf", "edgefleet:owner": "ann", other: "x" }),
    });
    const found = response.getFailuresList().map((failure) => failure.getProperty());
    assert.deepEqual(found, ["uri", "accelerator"]);
    assert.equal(decode(response.getInputs()).value["other"], "x");
  });

  it("never replaces a host, and knows its settings in both spellings", async () => {
    const compare = async (olds: State, news: State) => {
      const response = await plugin.call<Messages.DiffResponse>("diffConfig", new provider.DiffRequest(), {
        OldInputs: struct(olds),
        Olds: struct(olds),
        News: struct(news),
      });
      assert.deepEqual(response.getReplacesList(), []);
      return [response.getChanges(), response.getDiffsList()];
    };
    const same = await compare({ "edgefleet:uri": "a:///", version: "1" }, { uri: "a:///", version: "2" });
    assert.deepEqual(same, [DiffChanges.DIFF_NONE, []]);
    const moved = await compare({ "edgefleet:uri": "a:///", owner: "ann" }, { uri: "b:///", owner: "ann" });
    assert.deepEqual(moved, [DiffChanges.DIFF_SOME, ["uri"]]);
  });

  it("checks: defaults, identity from the URN, and what is secret stays so", async () => {
    const { value, secrets, failures } = await check(
      "Network",
      "checked",
      {
        domain: "secret.lab",
        dhcpHosts: { a: { mac: "02:00:00:00:00:0a", ip: "10.9.9.9" } },
        subnet: "10.9.9.0/24",
      },
      { secrets: [["domain"], ["dhcpHosts", "a", "mac"]] },
    );
    assert.deepEqual(failures, []);
    assert.equal(value["resourceUrn"], urn("Network", "checked"));
    assert.match(value["incarnation"] as string, /^[0-9a-f]{16}-1$/);
    assert.sameMembers(value["secretPaths"] as string[], ["domain", "dhcpHosts/a/mac"]);
    assert.sameDeepMembers(secrets, [["domain"], ["dhcpHosts", "a", "mac"]]);
  });

  it("has the same identity as the dynamic door", async () => {
    const { value } = await check("Network", "twin", {});
    const { lineageOf, incarnationOf } = await import("../../provider/core/identity.js");
    const other = urn("Network", "twin").replace("edgefleet:index", "pulumi-nodejs:dynamic/edgefleet");
    assert.equal(value["incarnation"], incarnationOf(lineageOf(other, "ann@desk"), 1));
  });

  it("tells all that is wrong, by paths as Pulumi spells them, and shows no secret", async () => {
    const { failures } = await check(
      "Network",
      "wrong",
      {
        mtu: 7,
        nonsense: true,
        domain: "not valid topsecret",
        dhcpHosts: { "a.b": { mac: "x", ip: "10.1.1.1" } },
        dnsmasqOptions: ["ok", 5],
      },
      { secrets: [["domain"]] },
    );
    const told = Object.fromEntries(failures.map(({ property, reason }) => [property, reason]));
    assert.includeMembers(Object.keys(told), [
      "nonsense",
      "mtu",
      'dhcpHosts["a.b"].mac',
      "dnsmasqOptions[1]",
    ]);
    assert.notInclude(JSON.stringify(failures), "topsecret");
  });

  it("takes a resource that is handed over: by what it has checked, else by its id", async () => {
    const { value } = await check("Network", "lan", { subnet: freshSubnet() });
    const reference = (name: string, id: string) => ({
      "4dabf18193072939515e22adb298388d": "5cf8f73096256a8f31e491e813e4eb8e",
      urn: urn("Network", name),
      id,
    });
    const network = async (name: string, id: string) => {
      const nics = { lan: { network: reference(name, id) } };
      const found = await check("Domain", "vm", { memory: "32MiB", nics });
      return (found.value["nics"] as Record<string, State>)["lan"]?.["network"];
    };
    const meant = { name: `${project}-dev-lan`, incarnation: value["incarnation"] };
    assert.deepEqual(await network("lan", ""), meant);
    const made = await create("Network", "lan", value);
    assert.deepEqual(await network("read by another name", made.id), meant);
    assert.equal(await network("never heard of", ""), unknown);
    await remove("Network", "lan", made.value);
  });

  it("names as pulumi:autonaming says, except where the name is the proof of ownership", async () => {
    const { PROPOSE, ENFORCE, DISABLE } = provider.CheckRequest.AutonamingOptions.Mode;
    const named = async (type: string, mode: number, inputs: State, olds?: State) => {
      const naming = new provider.CheckRequest.AutonamingOptions();
      naming.setMode(mode as never);
      naming.setProposedName("proposed-1");
      const found = await check(type, "named", inputs, { naming, ...(olds ? { olds } : {}) });
      return found.value["name"] ?? found.failures[0]?.reason;
    };
    assert.equal(await named("Pool", PROPOSE, {}), "proposed-1");
    assert.equal(await named("Pool", PROPOSE, { name: "mine" }), "mine");
    assert.match((await named("Volume", PROPOSE, { pool: "p", size: "1MiB" })) as string, /-1\.qcow2$/);
    assert.equal(await named("Volume", ENFORCE, { pool: "p", size: "1MiB" }), "proposed-1");
    assert.match((await named("Pool", DISABLE, {})) as string, /name is required/);
    const { value: olds } = await check("Pool", "named", {});
    assert.equal(await named("Pool", PROPOSE, {}, olds), olds["name"]);
  });

  it("previews a create with all that is known, and makes nothing", async () => {
    const before = await host.everything();
    const { value } = await check("Volume", "seen", { pool: "images", size: "8MiB" });
    const seen = await create("Volume", "seen", value, { Preview: true });
    assert.equal(seen.id, `images/${value["name"] as string}`);
    assert.equal(seen.value["capacity"], "8MiB");
    assert.equal(seen.value["path"], unknown);
    assert.match(seen.value["host"] as string, /^qemu\/system\//);
    const { value: network } = await check("Network", "seen", { subnet: "10.9.8.0/24" });
    assert.equal((await create("Network", "seen", network, { Preview: true })).value["gateway"], "10.9.8.1");
    const late = await create("Network", "seen", { ...network, subnet: unknown }, { Preview: true });
    assert.equal(late.value["gateway"], unknown);
    assert.equal(late.id, "");
    assert.equal(await host.everything(), before);
  });

  describe("a network's life", () => {
    const subnet = freshSubnet();
    const base = subnet.replace("0/24", "");
    const program = {
      subnet,
      mtu: 1400,
      dhcpHosts: {
        "a.b": { mac: "02:00:00:00:00:0a", ip: `${base}10` },
        c: { mac: "02:00:00:00:00:0c", ip: `${base}12` },
      },
    };
    let made: Awaited<ReturnType<typeof create>>;

    before(async () => {
      const { value } = await check("Network", "life", program);
      made = await create("Network", "life", value);
    });

    const wanted = async (news: State) => (await check("Network", "life", news, { olds: made.value })).value;

    it("differs in nothing after it was made", async () => {
      const found = await diff("Network", "life", made.value, await wanted(program));
      assert.equal(found.changes, DiffChanges.DIFF_NONE);
      assert.deepEqual(found.details, {});
    });

    it("says of each path what kind of change it is", async () => {
      const { mtu: _, ...rest } = program;
      const news = await wanted({
        ...rest,
        domain: "edge.lab",
        dhcpHosts: { "a.b": { mac: "02:00:00:00:00:0a", ip: `${base}11` } },
      });
      const found = await diff("Network", "life", made.value, news);
      assert.equal(found.changes, DiffChanges.DIFF_SOME);
      assert.deepEqual(found.details, {
        mtu: Kind.DELETE,
        domain: Kind.ADD,
        'dhcpHosts["a.b"].ip': Kind.UPDATE,
        "dhcpHosts.c": Kind.DELETE,
      });
      assert.sameMembers(found.diffs, ["mtu", "domain", "dhcpHosts"]);
      assert.deepEqual(found.replaces, []);
      assert.includeMembers(found.stables, ["name", "uuid", "incarnation", "host"]);
      const { urn: about } = await plugin.hears(/^domain: none → edge\.lab \(needs restart\)$/m);
      assert.equal(about, urn("Network", "life"));
    });

    it("says what replaces it, and that the old one goes first", async () => {
      const found = await diff(
        "Network",
        "life",
        made.value,
        await wanted({ ...program, name: `${project}-other` }),
      );
      assert.deepEqual(found.details, { name: Kind.UPDATE_REPLACE });
      assert.deepEqual(found.replaces, ["name"]);
      assert.deepEqual(found.stables, []);
      assert.isTrue(found.first);
    });

    it("leaves alone what is ignored", async () => {
      const news = await wanted({
        ...program,
        mtu: 1300,
        dhcpHosts: { ...program.dhcpHosts, "a.b": { mac: "02:00:00:00:00:0a", ip: `${base}99` } },
      });
      for (const ignored of [
        ["mtu", 'dhcpHosts["a.b"].ip'],
        ["mtu", "dhcpHosts[*].ip"],
        ["mtu", "dhcpHosts"],
      ]) {
        const found = await diff("Network", "life", made.value, news, ignored);
        assert.equal(found.changes, DiffChanges.DIFF_NONE, ignored.join());
      }
    });

    it("previews and makes an update", async () => {
      const news = await wanted({ ...program, dhcpHosts: {} });
      const update = async (Preview: boolean) =>
        decode(
          (
            await plugin.call<Messages.UpdateResponse>("update", new provider.UpdateRequest(), {
              Id: made.id,
              Urn: urn("Network", "life"),
              Olds: struct({ ...made.value, __provider: "old line" }),
              News: struct(news),
              Preview,
            })
          ).getProperties(),
        ).value;
      const foreseen = await update(true);
      assert.include(await host.virsh("net-dumpxml", made.id), "02:00:00:00:00:0c");
      const updated = await update(false);
      assert.notInclude(await host.virsh("net-dumpxml", made.id), "02:00:00:00:00:0c");
      assert.notProperty(updated, "__provider");
      const { baseline: _, evidence: __, ...visible } = updated;
      assert.deepEqual(foreseen, visible);
      made = { ...made, value: updated };
    });

    it("is read as it is, and a state of the dynamic door stays one", async () => {
      const olds = { ...made.value, __provider: "old line" };
      const response = await plugin.call<Messages.ReadResponse>("read", new provider.ReadRequest(), {
        Id: made.id,
        Urn: urn("Network", "life"),
        Properties: struct(olds),
        Inputs: struct(olds),
      });
      assert.equal(response.getId(), made.id);
      assert.deepEqual(decode(response.getProperties()).value, olds);
      assert.equal(decode(response.getInputs()).value["__provider"], "old line");
    });

    it("refuses what another one has, in a status that says nothing was half made", async () => {
      const { value } = await check("Network", "rival", { name: made.value["name"], subnet: freshSubnet() });
      const error = await create("Network", "rival", value).catch((reason: CallError) => reason);
      assert.instanceOf(error, CallError);
      assert.equal((error as CallError).code, grpc.status.FAILED_PRECONDITION);
      assert.match((error as CallError).message, /is there already and was made by/);
      assert.isUndefined((error as CallError).partial);
    });

    it("goes, and goes again; then a read finds nothing", async () => {
      await remove("Network", "life", made.value);
      await remove("Network", "life", made.value);
      const response = await plugin.call<Messages.ReadResponse>("read", new provider.ReadRequest(), {
        Id: made.id,
        Urn: urn("Network", "life"),
        Properties: struct(made.value),
      });
      assert.equal(response.getId(), "");
    });
  });

  describe("a wait", () => {
    /** A machine without a system: its console never says anything. */
    const machine = async (name: string) =>
      (
        await check("Domain", name, {
          memory: "32MiB",
          serials: { console: { log: { pool: `${project}-logs` } } },
          ready: { console: "login:", timeout: "10m" },
          shutdownTimeout: "0s",
          vnc: { password: "pa55word" },
        })
      ).value;

    before(async () => {
      const { value } = await check("Pool", "logs", {
        name: `${project}-logs`,
        path: `${host.root}/${project}`,
      });
      await create("Pool", "logs", value);
    });

    const failed = (run: Promise<unknown>): Promise<CallError> =>
      run.then(
        () => assert.fail("it did not fail"),
        (error: CallError) => error,
      );

    it("ends with the time that the program gives; the machine is kept, with its secrets hidden", async () => {
      const error = await failed(create("Domain", "late", await machine("late"), { Timeout: 2 }));
      assert.match(
        error.partial?.reasons.join() ?? "",
        /is not ready .*time limit of 2 s \(customTimeouts\)/,
      );
      assert.equal(error.partial?.state.value["isReady"], false);
      assert.deepInclude(error.partial?.state.secrets ?? [], ["vnc", "password"]);
      assert.equal(error.partial?.id, error.partial?.state.value["uuid"]);
      assert.match(await host.virsh("domstate", error.partial?.id ?? ""), /running/);
      await remove("Domain", "late", error.partial?.state.value ?? {});
    });

    it("ends when Pulumi is asked to stop", async () => {
      const own = await NativePlugin.start();
      try {
        await own.configure({ uri: host.uri, accelerator: "tcg", owner: "ann@desk" });
        const running = own.call("create", new provider.CreateRequest(), {
          Urn: urn("Domain", "stopped"),
          Properties: struct(await machine("stopped")),
        });
        const outcome = failed(running);
        await own.hears(/^waiting for/);
        await own.call("cancel", new EmptyMessage());
        const error = await outcome;
        assert.match(error.partial?.reasons.join() ?? "", /is not ready .*Pulumi was asked to stop/);
        assert.match(await host.virsh("domstate", error.partial?.id ?? ""), /running/);
        await remove("Domain", "stopped", error.partial?.state.value ?? {});
      } finally {
        await own.stop();
      }
    });

    it("ends when the engine is gone, and the plugin with it", async () => {
      const own = await NativePlugin.start();
      try {
        await own.configure({ uri: host.uri, accelerator: "tcg", owner: "ann@desk" });
        const outcome = failed(
          own.call("create", new provider.CreateRequest(), {
            Urn: urn("Domain", "left"),
            Properties: struct(await machine("left")),
          }),
        );
        await own.hears(/^waiting for/);
        const gone = once(own.process, "exit");
        own.abandon();
        await Promise.all([gone, outcome]);
      } finally {
        await own.stop();
      }
    });
  });

  it("says which resource it does not know", async () => {
    const error = await check("Toaster", "x", {}).catch((reason: CallError) => reason);
    assert.match((error as CallError).message, /there is no resource edgefleet:index:Toaster in version/);
  });

  it("says which function it does not know", async () => {
    const request = new provider.InvokeRequest();
    const error = await plugin
      .call("invoke", request, { Tok: "edgefleet:index:getToaster" })
      .catch((reason: CallError) => reason);
    assert.match((error as CallError).message, /there is no function edgefleet:index:getToaster/);
  });
});
