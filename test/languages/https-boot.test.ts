// Booting over HTTPS, said in Python: the component is made by the plugin, and its parts go where they are needed.
import { assert } from "chai";
import { randomBytes } from "node:crypto";
import { certificate } from "../support/certificates";
import { sharedHost, type IsolatedHost } from "../support/isolated-host";
import { Languages } from "../support/languages";
import { freshSubnet, type Stack } from "../support/stack";

const program = (ca: string, subnet: string, folder: string): string => `
from pulumi_edgefleet import EdgeNode, HttpsBoot, HttpsBootSettingsArgs, Network, Pool

pool = Pool("store", path="${folder}/pool")
boot = HttpsBoot("boot", orchestrator="edge.example.com", certificates=["""${ca}"""], pool=pool)
network = Network("lan", subnet="${subnet}", dnsmasq_options=boot.dnsmasq_options)
node = EdgeNode(
    "node",
    network=network,
    pool=pool,
    memory="64MiB",
    running=False,
    https_boot=HttpsBootSettingsArgs(ca_list=boot.ca_list),
)
`;

describe("HttpsBoot in Python", function () {
  this.timeout(180_000);
  const project = `ef-https-${randomBytes(3).toString("hex")}`;
  let host: IsolatedHost;
  let languages: Languages;
  let stack: Stack;

  before(async () => {
    const [shared, { pem }] = await Promise.all([sharedHost(), certificate("Boot CA", { ca: true })]);
    host = shared;
    languages = await Languages.make();
    stack = await languages.pythonStack(host, project);
    stack.file("__main__.py", program(pem, freshSubnet(), stack.folder));
  });
  after(async () => {
    await stack?.dispose();
    languages?.dispose();
  });

  it("makes a network that offers the boot file, and a machine that trusts the CA", async () => {
    await stack.up();
    const network = await host.virsh("net-dumpxml", `${project}-dev-lan`);
    assert.include(network, "https://tinkerbell-haproxy.edge.example.com/tink-stack/signed_ipxe.efi");
    const machine = await host.virsh("dumpxml", `${project}-dev-node`);
    const list = String(stack.resource("boot-ca").outputs["path"]);
    assert.include(machine, `name=etc/edk2/https/cacerts,file=${list}`);
    assert.include(machine, "opt/org.tianocore/IPv4PXESupport");
  });

  it("is what it was for a second up", () => stack.same());
});
