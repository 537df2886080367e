// Virtual edge nodes on networks that are there already: somebody else's, and a bridge whose DHCP offers the boot file.
// The orchestrator is the stand-in. Two more boots: with EDGEFLEET_TEST_ALL=1.
import { randomBytes } from "node:crypto";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { assert } from "chai";
import { sharedHost, type IsolatedHost } from "../support/isolated-host";
import { Site } from "../support/site";
import { fqdn } from "../support/stand-in";

const all = process.env["EDGEFLEET_TEST_ALL"] ? it : it.skip;

describe("virtual edge nodes on a network that is there already", function () {
  this.timeout(420_000);
  let host: IsolatedHost;
  let site: Site;
  const foreign = `office-${randomBytes(3).toString("hex")}`;
  const bridge = `vb${randomBytes(4).toString("hex")}`;

  before(async function () {
    if (!process.env["EDGEFLEET_TEST_ALL"]) return;
    host = await sharedHost();
    site = await Site.make(host);
  });
  afterEach(async () => {
    if (!site) return;
    await site.stack.destroy();
    await host.virsh("net-destroy", foreign);
    await host.virsh("net-undefine", foreign);
  });
  after(() => site?.dispose());

  /** A network as an administrator makes it; `options` are dnsmasq's. */
  async function office(options: readonly string[]): Promise<string> {
    const file = join(site.stack.folder, "office.xml");
    const name = `tinkerbell-haproxy.${fqdn}`;
    const lines = options.map((value) => `<dnsmasq:option value='${value}'/>`).join("");
    writeFileSync(
      file,
      `<network xmlns:dnsmasq='http://libvirt.org/schemas/network/dnsmasq/1.0'>
        <name>${foreign}</name><forward mode='nat'/><bridge name='${bridge}'/>
        <dns><host ip='${site.gateway}'><hostname>${name}</hostname></host></dns>
        <ip address='${site.gateway}' prefix='24'>
          <dhcp><range start='${site.gateway}00' end='${site.gateway}50'/></dhcp>
        </ip>
        <dnsmasq:options>${lines}</dnsmasq:options>
      </network>`,
    );
    await host.virsh("net-define", file);
    await host.virsh("net-start", foreign);
    return host.virsh("net-dumpxml", "--inactive", foreign);
  }

  const iPxe = (): string => `dhcp-boot=tag:ipxe,http://${site.gateway}/tink-stack/boot.ipxe`;
  const runs = async (more: object): Promise<void> => {
    site.program({ a: { onboarding: "nio" } }, { subnet: undefined, dnsHosts: undefined, ...more });
    await site.stack.up();
    assert.equal((await site.outputs())["a"]?.["stage"], "running");
    await site.stack.same();
  };

  all("get the boot options merged into it, which are taken out in the end", async () => {
    const before = await office(["log-facility=/dev/null"]);
    await runs({ network: foreign, dnsmasqOptions: [iPxe()] });
    assert.include(await host.virsh("net-dumpxml", foreign), "signed_ipxe.efi");
    await site.stack.destroy();
    assert.equal(await host.virsh("net-dumpxml", "--inactive", foreign), before);
  });

  all("boot from what the DHCP of a bridge offers", async () => {
    const before = await office([
      "dhcp-vendorclass=set:efi-http,HTTPClient:Arch:00016",
      "dhcp-option-force=tag:efi-http,60,HTTPClient",
      "dhcp-match=set:ipxe,175",
      `dhcp-boot=tag:efi-http,&quot;https://tinkerbell-haproxy.${fqdn}/tink-stack/signed_ipxe.efi&quot;`,
      iPxe(),
    ]);
    await runs({ bridge, dnsmasqOptions: undefined });
    assert.equal(await host.virsh("net-dumpxml", "--inactive", foreign), before);
  });
});
