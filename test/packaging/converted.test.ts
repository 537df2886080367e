// Projects that `edgefleet convert` writes, taken to an `up` as a user would: with the package as it is installed. The
// orchestrator of the second one is the stand-in.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { assert } from "chai";
import { execa } from "execa";
import { edgefleet } from "../support/cli";
import { environmentIn, installInto } from "../support/installed";
import { isolated, IsolatedHost } from "../support/isolated-host";
import { Site } from "../support/site";
import { fqdn, operator } from "../support/stand-in";

const all = process.env["EDGEFLEET_TEST_ALL"] ? it : it.skip;
const image = join(process.env["EDGEFLEET_GUEST"] ?? "", "disk.qcow2");

describe("a converted project", function () {
  this.timeout(420_000);
  let host: IsolatedHost;
  let projects: string;

  before(async () => {
    projects = mkdtempSync(join(tmpdir(), "eft-converted-"));
    // Of its own: the projects name what every host may have, and the names of an orchestrator.
    host = await IsolatedHost.start();
    await host.define(
      "net-create",
      `<network><name>default</name><forward mode="nat"/><bridge name="virbr0"/>
        <ip address="192.168.122.1" prefix="24"><dhcp><range start="192.168.122.2" end="192.168.122.254"/></dhcp></ip>
      </network>`,
    );
    const pool = join(host.root, "images");
    mkdirSync(pool);
    await host.virsh("pool-create-as", "default", "dir", "--target", pool);
  });
  after(async () => {
    await host?.stop();
    rmSync(projects, { recursive: true, force: true });
  });

  /** Converts what stands in a file; gives back how to run Pulumi on it. */
  async function converted(kind: "ven" | "pico", name: string, text: string) {
    const folder = join(projects, name);
    const source = `${folder}.${kind === "pico" ? "tfvars" : "config"}`;
    writeFileSync(source, text);
    const { exitCode, stderr } = await edgefleet(["convert", kind, source, "--out", folder]);
    assert.equal(exitCode, 0, stderr);
    await installInto(folder);
    const env = environmentIn(folder);
    const pulumi = async (...args: string[]): Promise<string> => {
      const command = ["exec", host.root, "pulumi", "--cwd", folder, "--non-interactive", ...args];
      return (await execa(isolated, command, { env })).stdout;
    };
    await pulumi("stack", "init", "dev");
    await pulumi("config", "set", "edgefleet:uri", host.uri);
    return { folder, pulumi };
  }

  it("of pico's clean machine boots to its login, and is removed", async () => {
    const { pulumi } = await converted(
      "pico",
      "clean",
      `vm_name = "server-1"
cpu_cores = 1
memory = 256
disk_size = 1
additional_disks = [{ name = "data", size = 1 }]
default_password = "planted-vm-password"
libvirt_uri = "qemu+ssh://edge@192.0.2.11/system"
`,
    );
    await pulumi("config", "set", "edgefleet:accelerator", "tcg");
    await pulumi("config", "set", "image", image);
    await pulumi("config", "set", "--secret", "password", "pass-word-3");
    const said = await pulumi("up", "--yes", "--skip-preview");
    assert.notInclude(said, "pass-word-3");
    assert.match(JSON.parse(await pulumi("stack", "output", "--json")).vmIp, /^192\.168\.122\.\d+$/);
    await pulumi("up", "--yes", "--skip-preview", "--expect-no-changes");
    await pulumi("destroy", "--yes", "--skip-preview");
    assert.isEmpty(await host.domains());
    assert.isEmpty(await host.volumes("default"));
  });

  // Its node boots from firmware to the installed system: a minute and more.
  all("of Virtual Edge Node's settings brings up a node on a network that is there", async () => {
    const site = await Site.make(host);
    try {
      const services = ["api", "keycloak", "release", "tinkerbell-haproxy", "onboarding-stream"];
      const names = services.map((service) => `${service}.${fqdn}`).join(" ");
      const hosts = site.stack.file("hosts", `127.0.0.1 localhost\n${site.gateway} ${names}\n`);
      // The names stand in the namespaces' own /etc/hosts, which the network's DNS reads as well.
      await execa(isolated, ["exec", host.root, "mount", "--bind", hosts, "/etc/hosts"]);
      const xml = `<network xmlns:dnsmasq="http://libvirt.org/schemas/network/dnsmasq/1.0">
          <name>edge</name><bridge name="efconverted0"/>
          <ip address="${site.gateway}" prefix="24">
            <dhcp><range start="${site.gateway}00" end="${site.gateway}50"/></dhcp>
          </ip>
          <dnsmasq:options>
            <dnsmasq:option value="dhcp-boot=tag:ipxe,http://${site.gateway}/tink-stack/boot.ipxe"/>
          </dnsmasq:options>
        </network>`;
      await host.define("net-define", xml);
      await host.virsh("net-start", "edge");
      const before = await host.virsh("net-dumpxml", "--inactive", "edge");
      const { pulumi } = await converted(
        "ven",
        "site",
        `STANDALONE=0
CLUSTER="${fqdn}"
RAM_SIZE=512
NO_OF_CPUS=1
SDA_DISK_SIZE="64M"
LIBVIRT_DRIVER="qemu"
POOL_NAME="default"
BRIDGE_NAME="edge"
`,
      );
      await pulumi("config", "set", "project", "site");
      for (const user of ["apiUser", "onboardingUser"])
        await pulumi("config", "set", user, operator.username);
      for (const secret of ["apiPassword", "onboardingPassword"])
        await pulumi("config", "set", "--secret", secret, operator.password);
      await pulumi("config", "set", "orchestratorCa", join(site.folder, "ca.pem"));
      await pulumi("up", "--yes", "--skip-preview");
      assert.deepEqual(
        site.records().hosts.map(({ hostStatus }) => hostStatus),
        ["Running"],
      );
      await pulumi("up", "--yes", "--skip-preview", "--expect-no-changes");
      await pulumi("destroy", "--yes", "--skip-preview");
      assert.isEmpty(site.records().hosts);
      assert.equal(await host.virsh("net-dumpxml", "--inactive", "edge"), before);
    } finally {
      await site.dispose();
    }
  });
});
