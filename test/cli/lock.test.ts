// Whether Pulumi works on a stack, with each kind of backend.
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir, userInfo } from "node:os";
import { join } from "node:path";
import { assert } from "chai";
import { execa } from "execa";
import { folderOf } from "../../provider/cli/lock";
import { edgefleet, type Ended } from "../support/cli";

describe("the lock of a stack", function () {
  this.timeout(60_000);
  let folder: string;
  const dead = "qemu+unix:///system?socket=/nonexistent/sock";

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "eft-lock-"));
    writeFileSync(join(folder, "Pulumi.yaml"), "name: site\nruntime: yaml\n");
    mkdirSync(join(folder, "st2"));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const env = (backend: string, path = ""): Record<string, string> => ({
    PATH: `${path}:${process.env["PATH"] ?? ""}`,
    PULUMI_BACKEND_URL: backend,
    PULUMI_HOME: join(folder, "home"),
    PULUMI_CONFIG_PASSPHRASE: "correct horse",
    PULUMI_SKIP_UPDATE_CHECK: "1",
  });
  const init = (backend: string) =>
    execa("pulumi", ["stack", "init", "dev"], { cwd: folder, env: env(backend) });
  const sweep = (where: Record<string, string>, ...args: string[]): Promise<Ended> =>
    edgefleet(["sweep", "--stack", "dev", "--yes", "--uri", dead, ...args], { cwd: folder, env: where });

  for (const backend of ["file://./st2", "file://st2?no_tmp_dir=true"]) {
    it(`is seen with the backend ${backend}`, async () => {
      await init(backend);
      assert.include((await sweep(env(backend))).stderr, `${dead} was not swept`);
      const locks = join(folder, "st2/.pulumi/locks/organization/site/dev");
      mkdirSync(locks, { recursive: true });
      writeFileSync(join(locks, "0.json"), "{}");
      const { exitCode, stderr } = await sweep(env(backend));
      assert.equal(exitCode, 1);
      assert.include(stderr, "pulumi cancel");
    });
  }

  it("is looked for in the same home folder as Pulumi's", () => {
    assert.equal(folderOf("file://~", "/work"), userInfo().homedir);
    assert.equal(folderOf("file://~/states", "/work"), join(userInfo().homedir, "states"));
    assert.equal(folderOf("file:///a%20b?metadata=skip", "/work"), "/a b");
  });

  it("is not seen with other backends: there nothing is removed unless somebody says that nothing runs", async () => {
    await init("file://./st2");
    // Everything but its place is as with the backend in a file.
    const stub = join(folder, "pulumi");
    writeFileSync(
      stub,
      `#!/bin/sh\n[ "$1" = whoami ] && echo '{"url": "s3://states"}' && exit\nPATH=\${PATH#*:} exec pulumi "$@"\n`,
    );
    chmodSync(stub, 0o755);
    const { exitCode, stderr } = await sweep(env("file://./st2", folder));
    assert.equal(exitCode, 1);
    assert.include(stderr, "--unlocked");
    assert.notInclude(stderr, dead);
    assert.include((await sweep(env("file://./st2", folder), "--unlocked")).stderr, `${dead} was not swept`);
  });
});
