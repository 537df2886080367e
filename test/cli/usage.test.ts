// What the command says when it is asked, or asked wrongly.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { assert } from "chai";
import { execa } from "execa";
import { edgefleet, edgefleetProgram } from "../support/cli";

describe("edgefleet", function () {
  this.timeout(30_000);

  it("lists its commands", async () => {
    const { exitCode, stdout } = await edgefleet(["--help"]);
    assert.equal(exitCode, 0);
    for (const name of [
      "sweep",
      "restart",
      "console",
      "status",
      "logs",
      "replay",
      "orchestrator",
      "scan",
      "convert",
      "summary",
    ])
      assert.match(stdout, new RegExp(`^ {2}${name} +\\S`, "m"));
  });

  it("explains each command, and says which options it has", async () => {
    for (const [name, option] of Object.entries({
      sweep: "--stack",
      restart: "--timeout",
      console: "--read-only",
      scan: "--only",
      convert: "--program",
    })) {
      const { exitCode, stdout, stderr } = await edgefleet([name, "--help"]);
      assert.equal(exitCode, 0, stderr);
      assert.match(stdout, new RegExp(`^edgefleet ${name} `));
      assert.include(stdout, option);
      assert.include(stdout, "--uri");
    }
  });

  it("explains what works on a stack, and on a recording", async () => {
    for (const [name, option] of Object.entries({
      status: "--json",
      summary: "--json",
      logs: "--follow",
      replay: "--profile",
    })) {
      const { exitCode, stdout, stderr } = await edgefleet([name, "--help"]);
      assert.equal(exitCode, 0, stderr);
      assert.match(stdout, new RegExp(`^edgefleet ${name} `));
      assert.include(stdout, option);
    }
  });

  it("replays a recording: what a profile makes of it", async () => {
    const folder = mkdtempSync(join(tmpdir(), "eft-replay-"));
    try {
      const file = join(folder, "console.log");
      writeFileSync(file, ">>Start HTTP Boot over IPv4....\r\n  Station IP address is 10.0.0.2\r\n");
      const { exitCode, stdout } = await edgefleet(["replay", file]);
      assert.equal(exitCode, 1);
      assert.match(stdout, /passed address$/m);
      assert.match(stdout, /failed in ipxe: http/);
      const missing = await edgefleet(["replay", join(folder, "nothing")]);
      assert.equal(missing.exitCode, 1);
      assert.include(missing.stderr, "the recording was not read");
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it("says that a disk is full, and nothing when its reader has gone away", async () => {
    const run = (to: string) =>
      execa("bash", ["-c", `set -o pipefail; "$@" --help ${to}`, "-", process.execPath, edgefleetProgram], {
        reject: false,
      });
    const full = await run("> /dev/full");
    assert.equal(full.exitCode, 1);
    assert.include(full.stderr, "no space left on device");
    const gone = await run("| true");
    assert.include(gone, { exitCode: 0, stderr: "" });
  });

  it("tells its version", async () => {
    assert.match((await edgefleet(["--version"])).stdout, /^\d+\.\d+\.\d+/);
  });

  for (const [args, says] of [
    [[], "sweep"],
    [["polish"], 'there is no command "polish"'],
    [["toString"], 'there is no command "toString"'],
    [["sweep"], "--stack is missing"],
    [["sweep", "more", "--stack", "x"], '"more" is too much'],
    [["restart"], "NODE is missing"],
    [["restart", "a", "b"], '"b" is too much'],
    [["restart", "a", "--timeout", "soon"], '"soon" is no time span'],
    [["console", "a", "--loud"], "--loud"],
    [["replay"], "FILE is missing"],
    [["replay", "a", "--onboarding", "maybe"], '"maybe" is no onboarding'],
    [["status", "a"], '"a" is too much'],
    [["orchestrator"], "--stand-in is missing"],
    [["orchestrator", "--stand-in", "--port", "70000"], '"70000" is no port'],
    [["orchestrator", "--stand-in", "--listen", "localhost"], '"localhost" is no IP address'],
    [["scan", "--only", "snapshot"], "--only snapshot"],
    [["convert", "terraform"], "STATE is missing"],
    [["convert", "vagrant", "x"], '"vagrant" is not known'],
  ] as const) {
    it(`refuses \`edgefleet ${args.join(" ")}\` with status 2`, async () => {
      const { exitCode, stdout, stderr } = await edgefleet([...args]);
      assert.equal(exitCode, 2);
      assert.include(stdout + stderr, says);
      assert.notInclude(stderr, "    at ");
    });
  }

  it("says where, why and what next when the host does not answer", async () => {
    const { exitCode, stderr } = await edgefleet([
      "restart",
      "n1",
      "--uri",
      "qemu+unix:///system?socket=/nonexistent/sock",
    ]);
    assert.equal(exitCode, 1);
    assert.include(stderr, "qemu+unix:///system?socket=/nonexistent/sock");
    assert.include(stderr, "/nonexistent/sock': No such file or directory");
    assert.notInclude(stderr, "    at ");
  });

  it("says so when there is no such stack", async () => {
    const folder = mkdtempSync(join(tmpdir(), "eft-cli-"));
    try {
      const { exitCode, stderr } = await edgefleet(["sweep", "--stack", "nowhere", "--cwd", folder], {
        env: {
          PULUMI_BACKEND_URL: `file://${folder}`,
          PULUMI_CONFIG_PASSPHRASE: "",
          PULUMI_HOME: folder,
          PULUMI_SKIP_UPDATE_CHECK: "1",
        },
      });
      assert.equal(exitCode, 1);
      assert.include(stderr, 'stack "nowhere" was not read');
      assert.include(stderr, "pulumi stack ls");
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
