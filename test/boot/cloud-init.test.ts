// A guest that finds cloud-init's disk, as cloud-init would: by its label, with its files.
import { assert } from "chai";
import { join } from "node:path";
import { GuestConsole } from "../support/guest-console";
import { sharedHost } from "../support/isolated-host";
import { freshSubnet, Stack, type StateResource } from "../support/stack";

const guest = process.env["EDGEFLEET_GUEST"] ?? "";

describe("a guest with a cloud-init disk", function () {
  this.timeout(240_000);
  const subnet = freshSubnet();
  let stack: Stack;

  const program = (password: string): string => `
    const pool = new e.Pool("store", { path: "${stack.folder}/pool" });
    const seed = new e.CloudInitDisk("seed", {
      pool, hostname: "edge-7",
      userData: { password: "${password}", chpasswd: { expire: false } },
      networkConfig: { version: 2, ethernets: {} },
    });
    new e.EdgeNode("edge", {
      network: new e.Network("lan", { subnet: "${subnet}" }), pool,
      kernel: { image: "${join(guest, "vmlinuz")}", initrd: "${join(guest, "initramfs.img")}", cmdline: "console=ttyS0 loglevel=4" },
      memory: "96MiB", vnc: false, autostart: false,
      ready: { console: "login:", timeout: "120s" },
      domain: { disks: { seed: { source: { volume: seed }, readonly: true } } },
    });`;
  /** The component has the same name. */
  const machine = (): StateResource => {
    const found = stack.state().find(({ type, urn }) => type.endsWith(":Domain") && urn.endsWith("::edge"));
    if (!found) throw new Error("there is no machine in the state");
    return found;
  };

  before(async () => {
    stack = await Stack.make(await sharedHost(), { program: "", config: { "edgefleet:accelerator": "tcg" } });
    stack.program(program("f1rst-w0rd"));
    await stack.up();
  });
  after(() => stack?.dispose());

  it("reads its files, and nobody else the secret ones", async () => {
    const console = await GuestConsole.login(String(machine().outputs["consolePath"]));
    try {
      // The guest's busybox has no blkid; the label stands here.
      assert.match(await console.run("dd if=/dev/vda bs=1 skip=43 count=11 2>/dev/null"), /^CIDATA/);
      await console.run("modprobe vfat; mkdir -p /seed; mount -t vfat -o ro /dev/vda /seed");
      assert.match(
        await console.run("cat /seed/user-data"),
        /^#cloud-config\n\{[^]*"password": "f1rst-w0rd"/,
      );
      assert.match(
        await console.run("cat /seed/meta-data"),
        /"instance-id":"iid-[0-9a-f]{16}","local-hostname":"edge-7"/,
      );
      assert.match(await console.run("cat /seed/network-config"), /"version": 2/);
    } finally {
      console.close();
    }
    assert.notInclude(JSON.stringify(stack.state()), "f1rst-w0rd");
  });

  it("is told of new content: another disk, which waits for a restart", async () => {
    stack.program(program("sec0nd-w0rd"));
    const { text } = await stack.preview("--diff");
    assert.match(text, /content\.sha256: [0-9a-f]{64} → [0-9a-f]{64} \(REPLACE\)/);
    assert.notMatch(text, /f1rst-w0rd|sec0nd-w0rd/);
    await stack.up();
    assert.match(String(machine().outputs["pending"]), /disks\.seed/);
    await stack.same();
  });
});
