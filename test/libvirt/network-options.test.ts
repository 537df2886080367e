// Options in a network that somebody else made: added, changed and taken out, while its guests stay connected.
import { expect } from "chai";
import { execa } from "execa";
import { join } from "node:path";
import { existsSync, readFileSync } from "node:fs";
import type { State } from "../../provider/core/state";
import { VirshHost } from "../../provider/host/session";
import { network } from "../../provider/resources/network";
import { networkOptions } from "../../provider/resources/network-options";
import { Engine } from "../support/engine";
import { repository, sharedHost, type IsolatedHost } from "../support/isolated-host";
import { KillableHost } from "../support/killable-host";

const theirs = `<network xmlns:dnsmasq="http://libvirt.org/schemas/network/dnsmasq/1.0"><name>theirs</name>
  <metadata><x:note xmlns:x="urn:example:note">keep me</x:note></metadata>
  <bridge name="theirs0" stp="on" delay="0"/><ip address="10.46.1.1" netmask="255.255.255.0"><dhcp><range start="10.46.1.9" end="10.46.1.99"/></dhcp></ip>
  <dnsmasq:options><dnsmasq:option value="log-queries"/></dnsmasq:options></network>`;
const guest = `<domain type="qemu"><name>theirs-guest</name><memory unit="MiB">32</memory><os><type arch="x86_64" machine="pc">hvm</type></os>
  <devices><interface type="network"><mac address="02:00:00:46:00:01"/><source network="theirs"/><model type="virtio"/></interface></devices></domain>`;

describe("options of a network that is not ours", function () {
  this.timeout(60_000);
  let host: IsolatedHost;
  let virsh: KillableHost;
  let untouched: string;

  before(async () => {
    host = await sharedHost();
    virsh = new KillableHost(new VirshHost(host.uri));
  });
  after(() => virsh.close());

  beforeEach(async () => {
    virsh.arm();
    await host.define("net-define", theirs);
    await host.virsh("net-start", "theirs");
    untouched = await defined();
  });
  afterEach(() => host.purge("theirs"));

  const defined = (): Promise<string> => host.virsh("net-dumpxml", "theirs", "--inactive");
  const running = (): string => {
    const file = join(host.root, "lib/dnsmasq/theirs.conf");
    return existsSync(file) ? readFileSync(file, "utf8") : "";
  };
  const active = async (): Promise<boolean> => /Active:\s+yes/.test(await host.virsh("net-info", "theirs"));
  const program = (...dnsmasqOptions: string[]): State => ({ network: "theirs", dnsmasqOptions });
  const engine = (name = "options"): Engine => new Engine(networkOptions, virsh, { name });
  const failureOf = (doing: Promise<unknown>): Promise<string> =>
    doing.then(
      () => "it did not fail",
      (error: Error) => error.message,
    );

  it("run in its dnsmasq, and leave it as it was", async () => {
    const made = engine();
    const { failures } = await made.preview(program("log-dhcp", "log-queries"));
    expect(failures).to.deep.equal([]);
    expect(made.words.join("\n")).to.match(/theirs: the network is restarted: its guests lose their link/);
    await made.up(program("log-dhcp", "log-queries"));
    expect(running()).to.match(/^log-dhcp$/m);
    expect(await made.up(program("log-dhcp", "log-queries"))).to.equal("same");
    expect(await made.refresh()).to.equal(true);
    expect(await made.up(program("log-dhcp", "log-queries"))).to.equal("same");
    await made.destroy();
    expect(await defined()).to.equal(untouched);
    expect(running())
      .to.match(/^log-queries$/m)
      .and.to.not.match(/log-dhcp/);
  });

  it("change with a restart, which preview announces, and guests are connected again", async () => {
    await host.define("define", guest);
    await host.virsh("start", "theirs-guest");
    const taps = async (): Promise<number> =>
      (
        await execa(join(repository, "tools/host/isolated"), [
          "exec",
          host.root,
          "ip",
          "-o",
          "link",
          "show",
          "master",
          "theirs0",
        ])
      ).stdout
        .split("\n")
        .filter((line) => /vnet/.test(line)).length;
    const made = engine();
    await made.up(program("log-dhcp"));
    expect(await taps()).to.equal(1);
    const { diff } = await made.preview(program("log-debug"));
    expect(diff?.changes[0]).to.include({ path: "dnsmasqOptions", effect: "restart" });
    expect(await made.up(program("log-debug"))).to.equal("update");
    expect(running())
      .to.match(/^log-debug$/m)
      .and.to.not.match(/log-dhcp/);
    expect(await taps()).to.equal(1);
  });

  it("of two stacks do not get into each other's way", async () => {
    const [one, two] = [engine("one"), engine("two")];
    await one.up(program("log-dhcp", "log-debug"));
    await two.up(program("log-dhcp", "log-queries"));
    await one.destroy();
    expect(running())
      .to.match(/^log-dhcp$/m)
      .and.to.not.match(/log-debug/);
    await two.destroy();
    expect(await defined()).to.equal(untouched);
  });

  it("are put back when a person took them out, and made again when nothing is known of them", async () => {
    const made = engine();
    await made.up(program("log-dhcp", "log-debug"));
    await host.define(
      "net-define",
      (await defined()).replace(/(<dnsmasq:options>[^]*?)<dnsmasq:option value='log-debug'\/>\s*/, "$1"),
    );
    await made.refresh();
    expect(await made.up(program("log-dhcp", "log-debug"))).to.equal("update");
    expect(running()).to.match(/^log-debug$/m);
    await host.define("net-define", untouched);
    expect(await made.refresh()).to.equal(false);
  });

  it("that dnsmasq does not know are refused, and the network runs as before", async () => {
    expect(await failureOf(engine().up(program("no-such-option")))).to.match(
      /options of network "theirs" was not created/,
    );
    expect(await defined()).to.equal(untouched);
    expect(await active()).to.equal(true);
    const made = engine();
    await made.up(program("log-dhcp"));
    expect(await failureOf(made.up(program("no-such-option")))).to.match(/was not updated/);
    expect(running()).to.match(/^log-dhcp$/m);
  });

  it("do not start a network that is stopped", async () => {
    await host.virsh("net-destroy", "theirs");
    const made = engine();
    await made.up(program("log-dhcp"));
    expect(await active()).to.equal(false);
    await made.destroy();
    expect(await active()).to.equal(false);
    expect(await defined()).to.equal(untouched);
  });

  it("are refused where they would do nothing, or belong to a Network", async () => {
    const say = async (wanted: State): Promise<string> =>
      (await engine().preview(wanted)).failures.map(({ reason }) => reason).join();
    expect(await say({ ...program("log-dhcp"), network: "none" })).to.match(
      /There is no network "none" on .*There are: .*theirs/,
    );
    await host.define(
      "net-define",
      `<network><name>theirs-bridge</name><forward mode="bridge"/><bridge name="br9"/></network>`,
    );
    expect(await say({ ...program("log-dhcp"), network: "theirs-bridge" })).to.match(
      /no dnsmasq runs for it/,
    );
    await new Engine(network, virsh, { name: "lan" }).up({ name: "theirs-not", subnet: "10.46.2.0/24" });
    expect(await say({ ...program("log-dhcp"), network: "theirs-not" })).to.match(
      /was made by site\/dev\/lan of ann@desk/,
    );
    expect(await say(program())).to.match(/At least one option/);
  });

  it("converge when we are killed at any command", async () => {
    /** Where to die: behind every command that changes something, or behind every one. */
    const deaths = async (act: () => Promise<unknown>): Promise<number[]> => {
      virsh.arm();
      await act();
      const all = process.env["EDGEFLEET_TEST_ALL"] !== undefined;
      return virsh.log.flatMap((verb, i) => (all || /define|destroy|start/.test(verb) ? [i] : []));
    };
    const first = engine();
    const creating = await deaths(() => first.up(program("log-dhcp")));
    const destroying = await deaths(() => first.destroy());
    expect([creating.length, destroying.length].every((length) => length > 3)).to.equal(true);
    for (const at of creating) {
      const made = engine();
      virsh.arm({ at, when: "after" });
      await failureOf(made.up(program("log-dhcp")));
      virsh.arm();
      await made.up(program("log-dhcp"));
      expect(running(), `create ${at}`).to.match(/^log-dhcp$/m);
      expect(await active(), `create ${at}`).to.equal(true);
      await made.destroy();
      expect(await defined(), `create ${at}`).to.equal(untouched);
    }
    for (const at of destroying) {
      const made = engine();
      virsh.arm();
      await made.up(program("log-dhcp"));
      const { kept } = made;
      virsh.arm({ at, when: "after" });
      await failureOf(made.destroy());
      virsh.arm();
      made.kept = kept;
      await made.destroy();
      expect(await defined(), `destroy ${at}`).to.equal(untouched);
      expect(running(), `destroy ${at}`).to.not.match(/log-dhcp/);
      expect(await active(), `destroy ${at}`).to.equal(true);
    }
  });
});
