// Lookups on a real libvirt: what other people made is found and described, and nothing is touched.
import { assert } from "chai";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { State } from "../../provider/core/state";
import type { Connection } from "../../provider/core/operation";
import { connect } from "../../provider/doors/connect";
import { readSettings } from "../../provider/doors/settings";
import { functions } from "../../provider/functions";
import { freshSubnet } from "../support/stack";
import { sharedHost, type IsolatedHost } from "../support/isolated-host";

describe("lookups on a real libvirt", function () {
  this.timeout(60_000);
  const uuid = "6c1a5a0e-1111-4222-8333-444455556666";
  const subnet = freshSubnet();
  const address = (last: number): string => subnet.replace("0/24", String(last));
  let host: IsolatedHost;
  let connection: Connection;
  let folder: string;
  let before: string;

  const call = (name: string, args: State): Promise<State> => {
    const lookup = functions.find(({ token }) => token === `edgefleet:index:${name}`);
    if (!lookup) throw new Error(`there is no ${name}`);
    return lookup.call(connection, args);
  };
  const failure = async (name: string, args: State): Promise<string> => {
    try {
      await call(name, args);
    } catch (error) {
      return (error as Error).message;
    }
    throw new Error(`${name} found something`);
  };

  beforeEach(async () => {
    host = await sharedHost();
    folder = mkdtempSync(join(tmpdir(), "eft-lookups-"));
    const settings: Record<string, string> = { uri: host.uri, accelerator: "tcg" };
    const sink = { log: () => undefined };
    connection = connect(
      readSettings((key) => settings[key]),
      sink,
      new AbortController().signal,
    );
    await host.define(
      "net-define",
      `<network><name>lookups</name><domain name="lab.test"/><ip address="${address(1)}" prefix="24"><dhcp>
       <range start="${address(10)}" end="${address(99)}"/></dhcp></ip></network>`,
    );
    await host.virsh("pool-define-as", "lookups", "dir", "--target", folder);
    await host.virsh("pool-start", "lookups");
    await host.virsh("vol-create-as", "lookups", "disk.raw", "5M", "--format", "raw");
    await host.define(
      "define",
      `<domain type="qemu"><name>lookups</name><uuid>${uuid}</uuid><title>Somebody's</title>
       <memory unit="MiB">64</memory><vcpu>2</vcpu>
       <os><type arch="x86_64" machine="q35">hvm</type></os><devices>
       <disk type="file" device="disk"><source file="${folder}/disk.raw"/><target dev="vda" bus="virtio"/></disk>
       <interface type="network"><source network="lookups"/><mac address="52:54:00:01:02:03"/></interface>
       </devices></domain>`,
    );
    before = await host.everything();
  });

  afterEach(async () => {
    await connection.host.close();
    await host.purge("lookups");
    rmSync(folder, { recursive: true });
  });

  it("finds a network by name and by uuid", async () => {
    const found = await call("getNetwork", { name: "lookups" });
    assert.deepInclude(found, {
      name: "lookups",
      mode: "isolated",
      subnet,
      gateway: address(1),
      dhcp: true,
      dhcpStart: address(10),
      dhcpEnd: address(99),
      domain: "lab.test",
      active: false,
    });
    assert.deepEqual(await call("getNetwork", { uuid: found["uuid"] }), found);
  });

  it("finds a pool, with what is free in it", async () => {
    const found = await call("getPool", { name: "lookups" });
    assert.deepInclude(found, { name: "lookups", path: folder, active: true });
    assert.match(found["available"] as string, /^[1-9]\d*[KMGT]?i?B$/);
  });

  it("finds a volume", async () => {
    assert.deepEqual(await call("getVolume", { pool: "lookups", name: "disk.raw" }), {
      pool: "lookups",
      name: "disk.raw",
      format: "raw",
      path: `${folder}/disk.raw`,
      capacity: "5MiB",
    });
  });

  it("finds a machine by name and by uuid, with its parts", async () => {
    const found = await call("getDomain", { name: "lookups" });
    assert.deepInclude(found, { uuid, title: "Somebody's", vcpu: 2, memory: "64MiB", running: false });
    assert.deepEqual(found["addresses"], []);
    const [nic] = Object.values(found["nics"] as Record<string, State>);
    assert.equal(nic?.["mac"], "52:54:00:01:02:03");
    assert.propertyVal(nic?.["network"], "name", "lookups");
    assert.deepEqual(await call("getDomain", { uuid }), found);
  });

  it("tells what the host is and has", async () => {
    const found = await call("getHost", {});
    assert.equal(found["uri"], host.uri);
    assert.include(found["host"], "qemu/system/");
    assert.match(found["libvirt"] as string, /^\d+\.\d+\.\d+$/);
    assert.match(found["hypervisor"] as string, /^QEMU \d/);
    assert.isAbove(found["cpus"] as number, 0);
    assert.match(found["memory"] as string, /^\d+[KMG]iB$/);
    assert.include(found["accelerators"], "tcg");
  });

  it("says what was not found, and where", async () => {
    assert.match(
      await failure("getNetwork", { name: "nowhere" }),
      /network "nowhere" was not found on qemu\+unix/,
    );
    assert.match(await failure("getDomain", { uuid: uuid.replace("6c", "7d") }), /domain "7d.*was not found/);
    assert.match(
      await failure("getVolume", { pool: "lookups", name: "no.raw" }),
      /"lookups\/no.raw" was not found/,
    );
    assert.match(await failure("getVolume", { pool: "no", name: "no.raw" }), /"no\/no.raw" was not found/);
  });

  it("asks for a name or a uuid, and for nothing that it does not know", async () => {
    assert.match(await failure("getPool", {}), /needs a name or a uuid; none is given/);
    assert.match(await failure("getPool", { name: "lookups", uuid }), /both are given/);
    assert.match(
      await failure("getPool", { nam: "lookups" }),
      /nam: There is no such field. Did you mean "name"/,
    );
  });

  it("touches nothing", async () => {
    await call("getNetwork", { name: "lookups" });
    await call("getDomain", { name: "lookups" });
    assert.equal(await host.everything(), before);
  });
});
