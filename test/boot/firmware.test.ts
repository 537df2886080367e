// Machines whose firmware is more than a default: what Secure Boot lets pass, and what a guest finds of TPM, fw_cfg,
// serial ports and UEFI variables. Real OVMF under TCG.
import { assert } from "chai";
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { makeSigner } from "../support/certificate";
import { GuestConsole } from "../support/guest-console";
import { sharedHost, type IsolatedHost } from "../support/isolated-host";
import { freshSubnet, Stack } from "../support/stack";

const guest = process.env["EDGEFLEET_GUEST"] ?? "";
const ipxe = "/usr/lib/ipxe/ipxe.efi";

describe("firmware", function () {
  this.timeout(300_000);
  let host: IsolatedHost;
  let stack: Stack;

  beforeEach(async () => {
    host = await sharedHost();
    stack = await Stack.make(host, { program: "", config: { "edgefleet:accelerator": "tcg" } });
  });

  afterEach(() => stack?.dispose());

  /** A disk without partitions that UEFI boots this program from. */
  function bootDisk(name: string, program: string): string {
    const disk = join(stack.folder, `${name}.raw`);
    const mtools = (command: string, ...args: string[]) => execFileSync(command, ["-i", disk, ...args]);
    mtools("mformat", "-C", "-T", "8192", "-h", "16", "-s", "63", "::");
    mtools("mmd", "::/EFI", "::/EFI/BOOT");
    mtools("mcopy", program, "::/EFI/BOOT/BOOTX64.EFI");
    return disk;
  }

  const logOf = (name: string): string => {
    const { uuid, incarnation, name: machine } = stack.resource(name).outputs;
    assert.isString(uuid);
    const file = `${String(machine)}-console-${String(incarnation)}.log`;
    return readFileSync(join(stack.folder, "pool", file), "utf8");
  };

  it("boots what the enrolled key has signed, refuses the rest, and goes on to the network", async () => {
    const signer = makeSigner("edge db", "rsa");
    const [key, certificate] = [stack.file("db.key", signer.key), stack.file("db.pem", signer.pem)];
    const signed = join(stack.folder, "signed.efi");
    execFileSync("sbsign", ["--key", key, "--cert", certificate, "--output", signed, ipxe], {
      stdio: "pipe",
    });
    stack.program(`
      const lan = new e.Network("lan", { subnet: "${freshSubnet()}" });
      const pool = new e.Pool("store", { path: "${stack.folder}/pool" });
      const machine = (name, file, ready, more) => {
        const disk = new e.Volume(name + "-disk", { pool, format: "raw", content: { file } });
        return new e.Domain(name, {
          memory: "192MiB", firmware: "uefi",
          disks: { boot: { source: { volume: disk }, bootOrder: 1 } },
          nics: { lan: { network: lan, bootOrder: 2, rom: { enabled: false } } },
          serials: { console: { log: { pool } } },
          ready: { console: ready, timeout: "200s" },
          ...more,
        });
      };
      const db = [require("fs").readFileSync("${certificate}", "utf8")];
      const keys = { nvram: { pool }, secureBoot: { db } };
      machine("signed", "${bootDisk("signed", signed)}", "iPXE", keys);
      machine("unsigned", "${bootDisk("unsigned", ipxe)}", "Start PXE over IPv4", keys);
      machine("silent", "${bootDisk("silent", "/dev/null")}", "Start PXE over IPv6", {
        fwCfg: { "opt/org.tianocore/IPv4PXESupport": { value: "n" } },
      });`);
    await stack.up();
    assert.notMatch(logOf("signed"), /Access Denied|Security Violation/);
    assert.match(logOf("unsigned"), /failed to load Boot0001 [^]*: Access Denied[^]*Start PXE over IPv4/);
    assert.notMatch(logOf("unsigned"), /Open Source Network Boot Firmware/);
    // What fw_cfg says has reached the firmware.
    assert.notMatch(logOf("silent"), /PXE over IPv4/);
    await stack.same();
  });

  it("gives the guest a TPM, fw_cfg entries, a second port and variables that stay until they are made anew", async () => {
    const blob = stack.file("blob", "bytes of a volume\n".padEnd(512, "."));
    const program = (more: string) => `
      const pool = new e.Pool("store", { path: "${stack.folder}/pool" });
      const blob = new e.Volume("blob", { pool, format: "raw", content: { file: "${blob}" } });
      new e.Domain("node", {
        memory: "256MiB", firmware: "uefi", restart: "auto", shutdownTimeout: "60s",
        kernel: { image: "${guest}/vmlinuz", initrd: "${guest}/initramfs.img", cmdline: "console=ttyS0 loglevel=4" },
        serials: { agent: { port: 1, log: { pool }, socket: {} }, console: { port: 0, log: { pool } } },
        fwCfg: { "etc/site/blob": { volume: blob }, "opt/site/words": { value: "one, two" } },
        smbios: { serial: "EDGE42" },
        ready: { console: "login:", serial: "console", timeout: "200s" },
        ${more}
      });`;
    const login = () => GuestConsole.login(String(stack.resource("node").outputs["consolePath"]));
    const variable = "/sys/firmware/efi/efivars/Site-0c9a9d4d-7f4b-4f43-9d0e-6a2f7f6f1a01";
    const variables = "modprobe efivarfs; mount -t efivarfs efivarfs /sys/firmware/efi/efivars";

    stack.program(program("tpm: {}, nvram: { pool },"));
    await stack.up();
    let console = await login();
    assert.equal(await console.run("cat /sys/class/tpm/tpm0/tpm_version_major"), "2");
    assert.equal(await console.run("cat /sys/class/dmi/id/product_serial"), "EDGE42");
    await console.run("modprobe qemu_fw_cfg");
    const entries = "/sys/firmware/qemu_fw_cfg/by_name";
    assert.equal(await console.run(`cat ${entries}/opt/site/words/raw`), "one, two");
    assert.match(await console.run(`cat ${entries}/etc/site/blob/raw`), /^bytes of a volume/);
    await console.run("echo from the agent > /dev/ttyS1");
    await console.run(`${variables}; printf '\\007\\000\\000\\000kept' > ${variable}`);
    assert.equal(await console.run(`tail -c 4 ${variable}`), "kept");
    console.close();
    const agent = stack.resource("node").outputs;
    const log = `${String(agent["name"])}-agent-${String(agent["incarnation"])}.log`;
    assert.match(readFileSync(join(stack.folder, "pool", log), "utf8"), /from the agent/);

    // More boots take minutes on a busy machine; that the file stays the same one is seen without a guest.
    if (!process.env["EDGEFLEET_TEST_ALL"]) return;
    stack.program(program(`tpm: {}, nvram: { pool }, qemuArgs: ["-debugcon", "file:/dev/null"],`));
    await stack.up();
    console = await login();
    assert.equal(await console.run(`${variables}; tail -c 4 ${variable}`), "kept");
    console.close();

    stack.program(program(`tpm: {}, nvram: { pool, generation: 2 },`));
    await stack.up();
    console = await login();
    assert.equal(await console.run(`${variables}; ls ${variable} 2>/dev/null | wc -l`), "0");
    console.close();
  });
});
