// HttpsBoot as a program writes it: what the network, the machine and the CA list get, and what is left in the end.
import { assert } from "chai";
import { readFileSync } from "node:fs";
import { readSignatureList } from "../../provider/firmware/signature-list";
import { certificate, derOf, type Made } from "../support/certificates";
import { sharedHost, type IsolatedHost } from "../support/isolated-host";
import { freshSubnet, Stack } from "../support/stack";

const url = "https://tinkerbell-haproxy.edge.example.org/tink-stack/signed_ipxe.efi";
const options = [
  "dhcp-vendorclass=set:efi-http,HTTPClient:Arch:00016",
  "dhcp-option-force=tag:efi-http,60,HTTPClient",
  "dhcp-match=set:ipxe,175",
  `dhcp-boot=tag:efi-http,"${url}"`,
  "log-queries",
  "log-dhcp",
  "log-debug",
];

describe("HttpsBoot", function () {
  this.timeout(120_000);
  let host: IsolatedHost;
  let stack: Stack;
  let ca: Made;
  let theirs: string;

  const program = (more = "", certificates = ca.pem): string => `
    const pool = new e.Pool("store", { path: "${stack.folder}/pool" });
    const boot = new e.HttpsBoot("boot", {
      orchestrator: "edge.example.org", certificates: [${JSON.stringify(certificates)}], pool,
      network: "${stack.project}-theirs", ${more}
    });
    new e.EdgeNode("edge", {
      network: "${stack.project}-theirs", pool, disk: "8MiB", httpsBoot: boot,
      memory: "32MiB", vnc: false, autostart: false, running: false, ready: {},
    });`;

  before(async () => {
    host = await sharedHost();
    ca = await certificate("Site CA", { ca: true });
    stack = await Stack.make(host, { program: "", config: { "edgefleet:accelerator": "tcg" } });
    const gateway = freshSubnet().replace(/0\/24$/, "1");
    await host.define(
      "net-define",
      `<network><name>${stack.project}-theirs</name><ip address="${gateway}" prefix="24"/></network>`,
    );
    theirs = await network();
  });
  after(() => stack?.dispose());

  const network = (): Promise<string> => host.virsh("net-dumpxml", "--inactive", `${stack.project}-theirs`);
  const machine = (): Promise<string> => host.virsh("dumpxml", `${stack.project}-dev-edge`);
  const unescaped = (text: string): string => text.replaceAll("&quot;", '"');

  it("puts a wrong certificate and its place before everything else", async () => {
    const leaf = await certificate("leaf", { by: ca });
    stack.program(program("", leaf.pem));
    const { text } = await stack.fails("preview");
    assert.match(text, /property content\.caList\.certificates\[0\] .*"leaf" is not a CA certificate/);
    assert.notMatch(text, /\n {4}at /);
  });

  it("gives the network its seven options, and says before that it restarts", async () => {
    stack.program(program());
    const { text } = await stack.preview();
    assert.match(text, /-theirs: the network is restarted: its guests lose their link for about a second/);
    await stack.up();
    const found = [...unescaped(await network()).matchAll(/<dnsmasq:option value='([^']*)'/g)];
    assert.deepEqual(
      found.map((match) => match[1]),
      options,
    );
  });

  it("gives the machine the list, no PXE, no option ROM, and its disk first", async () => {
    const xml = await machine();
    const path = String(stack.resource("boot-ca").outputs["path"]);
    assert.include(xml, `name=etc/edk2/https/cacerts,file=${path}`);
    assert.deepEqual(readSignatureList(readFileSync(path))[0]?.der, derOf(ca.pem));
    for (const version of ["IPv4", "IPv6"])
      assert.match(xml, new RegExp(`<entry name='opt/org.tianocore/${version}PXESupport'>n</entry>`));
    assert.match(xml, /<interface[^]*<boot order='2'\/>[^]*<rom enabled='no'\/>[^]*<\/interface>/);
    assert.match(xml, /<disk[^]*?<boot order='1'\/>[^]*?<\/disk>/);
    assert.match(xml, /firmware='efi'/);
    await stack.same();
  });

  it("leaves PXE on when it is told to", async () => {
    stack.program(program("pxe: true"));
    await stack.up();
    assert.notMatch(await machine(), /PXESupport|<rom/);
  });

  it("asks the server when it is told to, and does not hold up what is there", async () => {
    stack.program(program("pxe: true, check: true"));
    const { text } = await stack.preview();
    assert.match(
      text,
      /warning: content\.caList\.server\.url: tinkerbell-haproxy\.edge\.example\.org:443 did not answer/,
    );
    stack.program(program("pxe: true"));
  });

  it("leaves the network as it was", async () => {
    await stack.destroy();
    assert.equal(await network(), theirs);
  });
});
