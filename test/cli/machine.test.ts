// restart, console and sweep of a machine that really boots.
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { assert } from "chai";
import { execa } from "execa";
import { edgefleetIn, edgefleetProgram } from "../support/cli";
import { sharedHost, type IsolatedHost } from "../support/isolated-host";
import { freshSubnet, Stack } from "../support/stack";

const guest = (file: string) => join(process.env["EDGEFLEET_GUEST"] ?? "", file);

describe("edgefleet with a running machine", function () {
  this.timeout(180_000);
  let host: IsolatedHost;
  let stack: Stack;
  let domain: string;

  const program = (memory: string) => `
    const pool = new e.Pool("store", { path: ${JSON.stringify(join(stack.folder, "store"))} });
    const lan = new e.Network("lan", { subnet: "${subnet}" });
    new e.Domain("node", {
      memory: "${memory}",
      kernel: { image: "${guest("vmlinuz")}", initrd: "${guest("initramfs.img")}", cmdline: "console=ttyS0 loglevel=4" },
      nics: { lan: { network: lan } },
      serials: { console: { log: { pool } } },
      ready: { console: "login:", timeout: "120s" },
    });
    new e.Domain("firmware", { memory: "64MiB", firmware: "uefi", shutdownTimeout: "2s" });`;
  const subnet = freshSubnet();
  const maximum = async (): Promise<string> =>
    /<memory unit='KiB'>(\d+)</.exec(await host.virsh("dumpxml", domain))?.[1] ?? "";
  const state = (): Promise<string> => host.virsh("domstate", domain);

  before(async () => {
    host = await sharedHost();
    stack = await Stack.make(host, { program: "", config: { "edgefleet:accelerator": "tcg" } });
    stack.program(program("128MiB"));
    await stack.up();
    domain = `${stack.project}-dev-node`;
  });

  after(() => stack?.dispose());

  it("console follows the log where there is no terminal", async () => {
    const running = execa(process.execPath, [edgefleetProgram, "console", "node"], {
      cwd: stack.folder,
      env: stack["env"],
      stdin: "ignore",
      reject: false,
    });
    let seen = "";
    let left = false;
    for await (const chunk of running.stdout) {
      seen += String(chunk);
      // A second one would end it before it has tidied up.
      if (seen.includes("login:") && !left) running.kill("SIGINT");
      left ||= seen.includes("login:");
    }
    assert.include(seen, "edgefleet-guest: ready");
    assert.equal((await running).exitCode, 0);
  });

  it("console gives the terminal to the guest until Ctrl-]", async () => {
    const words = [process.execPath, edgefleetProgram, "console", domain, "--uri", host.uri]
      .map((word) => `'${word}'`)
      .join(" ");
    const running = execa("script", ["-qfec", words, "/dev/null"], { env: { TERM: "xterm" }, reject: false });
    // virsh throws away what was typed before it has taken over the terminal.
    const typing = setInterval(() => running.stdin.write("\r"), 200);
    let seen = "";
    let left = false;
    for await (const chunk of running.stdout) {
      seen += String(chunk);
      if (!seen.includes("login:") || left) continue;
      left = true;
      clearInterval(typing);
      running.stdin.write("\x1d");
    }
    clearInterval(typing);
    assert.match(seen, /login:/);
    assert.equal((await running).exitCode, 0);
  });

  it("restart applies what is pending", async () => {
    stack.program(program("160MiB"));
    await stack.up();
    assert.equal(await maximum(), String(128 * 1024));
    const { exitCode, stdout, stderr } = await edgefleetIn(stack, "restart", "node", "--stack", "dev");
    assert.equal(exitCode, 0, stderr);
    assert.match(
      stdout,
      new RegExp(`^${domain} was restarted in \\d+\\.\\d s and runs its saved definition$`),
    );
    assert.equal(await maximum(), String(160 * 1024));
    assert.equal(await state(), "running");
    await stack.refresh();
    assert.deepEqual(stack.resource("node").outputs["pending"], []);
    await stack.same();
  });

  it("restart switches off a guest that does not listen, and says so", async () => {
    for (const [more, patience] of [
      [["--timeout", "1s"], "1s"],
      [[], "2s"],
    ] as const) {
      const { exitCode, stderr } = await edgefleetIn(stack, "restart", "firmware", ...more);
      assert.equal(exitCode, 0, stderr);
      assert.include(stderr, `did not shut down within ${patience} and was switched off`);
    }
    assert.equal(await host.virsh("domstate", `${stack.project}-dev-firmware`), "running");
  });

  it("refuses a name that is nobody's, and one that is several machines'", async () => {
    const nobody = await edgefleetIn(stack, "restart", "nod");
    assert.equal(nobody.exitCode, 1);
    assert.include(nobody.stderr, `node "nod" was not found on ${host.uri}`);

    const elsewhere = await edgefleetIn(stack, "restart", "node", "--stack", "prod");
    assert.equal(elsewhere.exitCode, 1);

    const other = await Stack.make(host, {
      program: 'new e.Domain("node", { memory: "64MiB", running: false });',
      config: { "edgefleet:accelerator": "tcg" },
    });
    try {
      await other.up();
      const { exitCode, stderr } = await edgefleetIn(stack, "restart", "node", "--uri", host.uri);
      assert.equal(exitCode, 1);
      assert.include(stderr, domain);
      assert.include(stderr, `${other.project}-dev-node`);
    } finally {
      await other.dispose();
    }
  });

  it("console of a machine without a log is refused", async () => {
    const { exitCode, stderr } = await edgefleetIn(stack, "console", "firmware");
    assert.equal(exitCode, 1);
    assert.include(stderr, "its serial ports keep no log");
  });

  it("sweep removes machines with their logs and their NVRAM", async () => {
    const nvram = /<nvram[^>]*>([^<]+)</.exec(
      await host.virsh("dumpxml", `${stack.project}-dev-firmware`),
    )?.[1] as string;
    const file = nvram.replace("/var/lib/libvirt", join(host.root, "lib"));
    assert.isTrue(existsSync(file));
    await stack.run("state", "delete", "--all", "--yes");
    const { exitCode, stdout, stderr } = await edgefleetIn(stack, "sweep", "--stack", "dev", "--yes");
    assert.equal(exitCode, 0, stdout + stderr);
    assert.isEmpty((await host.domains()).filter((name) => name.startsWith(stack.project)));
    assert.isEmpty(readdirSync(join(stack.folder, "store")));
    assert.isFalse(existsSync(file));
  });
});
