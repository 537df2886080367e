// Machines that boot over HTTPS, and from a boot disk: real OVMF, real iPXE, a CA of the test's own.
import { assert } from "chai";
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { execa, type ResultPromise } from "execa";
import { withoutCurves } from "../../provider/firmware/server";
import { certificate, type Made } from "../support/certificates";
import { repository, sharedHost, type IsolatedHost } from "../support/isolated-host";
import { freshSubnet, Stack } from "../support/stack";

describe("firmware that boots", function () {
  this.timeout(240_000);
  const folder = mkdtempSync("/tmp/eft-boot-");
  const subnet = freshSubnet();
  const gateway = subnet.replace(/0\/24$/, "1");
  const requests: string[] = [];
  let host: IsolatedHost;
  let stack: Stack;
  let ca: Made;
  let other: Made;
  let server: ResultPromise;

  before(async () => {
    host = await sharedHost();
    [ca, other] = await Promise.all([
      certificate("Site CA", { ca: true }),
      certificate("Other CA", { ca: true }),
    ]);
    const leaf = await certificate("boot server", { by: ca, names: `IP:${gateway}` });
    mkdirSync(join(folder, "files"));
    writeFileSync(join(folder, "cert.pem"), leaf.pem);
    writeFileSync(join(folder, "key.pem"), leaf.key);
    copyFileSync("/usr/lib/ipxe/ipxe.efi", join(folder, "files/signed_ipxe.efi"));
    // Debian's iPXE speaks no HTTPS.
    writeFileSync(join(folder, "files/boot.ipxe"), "#!ipxe\necho boot script of ${net0/ip} runs\nshell\n");
    await serve();
    stack = await Stack.make(host, { program: "", config: { "edgefleet:accelerator": "tcg" } });
  });

  after(async () => {
    server?.stdin?.end();
    await server;
    await stack?.dispose();
    rmSync(folder, { recursive: true, force: true });
  });

  /** Inside the namespaces, where the bridge will be; ready when it says so. */
  async function serve(): Promise<void> {
    const program = join(repository, "dist/test/support/boot-server.js");
    const command = ["exec", host.root, process.execPath, program, folder];
    const running = execa(join(repository, "tools/host/isolated"), command, { reject: false });
    server = running;
    await new Promise<void>((ready, failed) => {
      running.stdout.on("data", (text: Buffer) => {
        requests.push(...text.toString().trim().split("\n"));
        if (requests.includes("ready")) ready();
      });
      void running.then(({ stderr }) => failed(new Error(`the boot server ended: ${stderr}`)));
    });
  }

  const program = (): string => `
    const pool = new e.Pool("store", { path: "${stack.folder}/pool" });
    const boot = new e.HttpsBoot("boot", {
      url: "https://${gateway}/tink-stack/signed_ipxe.efi",
      certificates: [${JSON.stringify(ca.pem)}],
      pool,
    });
    const lan = new e.Network("lan", {
      subnet: "${subnet}",
      dnsmasqOptions: boot.dnsmasqOptions.apply((options) => [...options, "dhcp-boot=tag:ipxe,http://${gateway}/boot.ipxe"]),
    });
    const common = { network: lan, pool, disk: "64MiB", memory: "256MiB", vnc: false, autostart: false };
    const script = { console: "/boot script of [0-9.]+ runs/", timeout: "200s" };
    new e.EdgeNode("edge", { ...common, httpsBoot: boot, ready: script });
    new e.EdgeNode("local", {
      ...common, firmware: "uefi", ready: script,
      image: new e.BootDisk("ipxe", { pool, file: "/usr/lib/ipxe/ipxe.efi" }),
    });
    const wrong = new e.HttpsBoot("wrong", { url: boot.url, certificates: [${JSON.stringify(other.pem)}], pool });
    new e.EdgeNode("stranger", {
      ...common, httpsBoot: wrong, ready: { console: "Could not retrieve NBP file size", timeout: "200s" },
    });`;

  const consoleText = async (node: string): Promise<string> => {
    const files = await host.volumes(`${stack.project}-dev-store`);
    const log = files.find((name) => name.includes(`-${node}-console-`)) ?? "";
    return readFileSync(join(stack.folder, "pool", log), "latin1");
  };

  before(async () => {
    stack.program(program());
    await stack.up();
  });

  it("gets iPXE over HTTPS from the server that its CA vouches for, and then the boot script", async () => {
    const text = await consoleText("edge");
    assert.match(text, />>Start HTTP Boot over IPv4/);
    assert.include(text, `URI: https://${gateway}/tink-stack/signed_ipxe.efi`);
    assert.match(text, /iPXE 1\./);
    assert.notMatch(text, /PXE over IPv[46]/, "no time is lost with PXE");
    assert.includeMembers(requests, ["https GET /tink-stack/signed_ipxe.efi", "http GET /boot.ipxe"]);
  });

  it("offers the cipher suites that a preview asks the server for", async () => {
    const { stdout } = await execa("openssl", ["ciphers", "-V", "ALL:@SECLEVEL=0"]);
    const idOf = (suite: string): string =>
      new RegExp(`0x(..),0x(..) - ${suite} `).exec(stdout)?.slice(1).join("").toLowerCase() ?? "";
    const line = requests.find((text) => text.startsWith("https offered ")) ?? "";
    const offered = line.replace("https offered ", "").split(" ");
    // A later OVMF has curves, and is not asked about.
    if (!offered.some((id) => /^(c0|13)/.test(id))) assert.includeMembers(offered, withoutCurves.map(idOf));
    assert.isAbove(offered.length, 1);
  });

  it("trusts no server whose CA is not in its list", async () => {
    const text = await consoleText("stranger");
    assert.include(text, "Could not retrieve NBP file size");
    assert.notMatch(text, /iPXE 1\./);
    // Firmware just ends the connection.
    assert.isTrue(
      requests.some((line) => line.startsWith("https refused")),
      requests.join("\n"),
    );
    assert.lengthOf(
      requests.filter((line) => line.startsWith("https GET")),
      1,
    );
  });

  it("starts iPXE from a disk that lies over a boot disk and is larger", async () => {
    const text = await consoleText("local");
    assert.notMatch(text, /Start HTTP Boot/);
    assert.match(text, /iPXE 1\./);
  });

  it("is what it was for a second up", () => stack.same());
});
