// Virtual edge nodes that do not come up: each cause is made for real, and told by its class with the right advice. By
// default the cheap ones; all of them with EDGEFLEET_TEST_ALL=1.
import { cpSync, mkdtempSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { assert } from "chai";
import { execa } from "execa";
import { certificate } from "../support/certificates";
import { repository, sharedHost, type IsolatedHost } from "../support/isolated-host";
import { Site } from "../support/site";
import { operator } from "../support/stand-in";

const all = process.env["EDGEFLEET_TEST_ALL"] ? it : it.skip;

describe("virtual edge nodes that fail", function () {
  this.timeout(420_000);
  let host: IsolatedHost;
  let site: Site;
  let bootFiles: string;

  before(async () => {
    host = await sharedHost();
    const built = await execa(join(repository, "tools/stand-in/build"), [], { stderr: "ignore" });
    bootFiles = mkdtempSync("/tmp/eft-boot-files-");
    cpSync(built.stdout, bootFiles, { recursive: true });
    site = await Site.make(host, bootFiles);
  });
  afterEach(() => site.stack.destroy());
  after(async () => {
    await site?.dispose();
    rmSync(bootFiles, { recursive: true, force: true });
  });

  /** Time-outs are those of a machine that emulates; a stage that is meant to fail by one gets a short one. */
  const following = (timeouts: Record<string, string> = {}) => ({ provisioning: { retries: 0, timeouts } });
  const up = async (): Promise<string> => (await site.stack.fails("up", "--yes", "--skip-preview")).text;
  const told = (text: string, node: string, failure: string, stage: string): void => {
    const name = `${site.stack.project}-dev-site-${node}`;
    const found = new RegExp(`node "${name}" was not provisioned[^]*?\\((\\S+), in stage (\\S+): `).exec(
      text,
    );
    assert.deepEqual(found?.slice(1), [failure, stage], text);
    assert.include(text, "The machine is kept, and the next `pulumi up` watches on");
  };

  it("trust another authority than the orchestrator's: tls; and the next wave is not begun", async () => {
    const other = await certificate("Other CA", { ca: true });
    site.program(
      { a: { onboarding: "nio" }, b: { onboarding: "nio" } },
      { certificates: [other.pem], waves: { maxParallel: 1 }, ...following({ ipxe: "20s" }) },
    );
    const text = await up();
    told(text, "a", "tls", "ipxe");
    assert.include(text, "Check that the CA given to the node has signed the server's certificate");
    assert.match(text, /too few nodes of site-wave-1 are ready: 0 of 1 nodes are ready/);
    assert.lengthOf(site.records().hosts, 1, "nobody is registered for the next wave");
    assert.deepEqual(
      (await host.domains()).filter((name) => name.startsWith(site.stack.project)),
      [`${site.stack.project}-dev-site-a`],
    );
  });

  all("are gone without, where a wave allows it, and waited for by the next up", async () => {
    site.program(
      { small: { onboarding: "nio", disk: "8MiB" }, b: { onboarding: "nio" } },
      { waves: { maxParallel: 1, successThreshold: 0 }, ...following() },
    );
    const { text } = await site.stack.up();
    told(text, "small", "disk-full", "workflow");
    assert.match(text, /goes on without site-small/);
    assert.equal((await site.outputs())["b"]?.["stage"], "running");
    assert.match((await site.stack.preview()).text, /not ready yet: waiting will be resumed/);
  });

  all("find no boot file: http", async () => {
    const file = join(bootFiles, "signed_ipxe.efi");
    renameSync(file, `${file}.away`);
    try {
      site.program({ a: { onboarding: "nio" } }, following({ ipxe: "20s" }));
      const text = await up();
      told(text, "a", "http", "ipxe");
      assert.include(text, "is the file there");
    } finally {
      renameSync(`${file}.away`, file);
    }
  });

  all("are refused, not registered, or have too small a disk: credentials, agent, disk-full", async () => {
    const wrong = { username: operator.username, password: "not-the-password" };
    site.program(
      {
        refused: { onboarding: "io", onboardingUser: wrong },
        stranger: { onboarding: "nio", domain: { smbios: { serial: "STRANGER01" } } },
        small: { onboarding: "nio", disk: "8MiB" },
      },
      following(),
    );
    const text = await up();
    // The agent has said that it got them, and then that they are wrong.
    told(text, "refused", "credentials", "secure-boot");
    assert.include(text, "the user needs the onboarding group of the project");
    assert.notInclude(text, "not-the-password");
    told(text, "stranger", "agent", "registration");
    assert.include(text, "register it, or use onboarding io");
    told(text, "small", "disk-full", "workflow");
    assert.include(text, "Give the node a bigger disk");
  });

  all("lose their orchestrator on the way: agent; and go on when it is back", async () => {
    site.program({ a: { onboarding: "nio" } }, following({ registration: "30s" }));
    const failing = up();
    while (!site.consoleText("a", "console").includes("initramfs-x86_64... ok")) await pause(200);
    await site.close();
    told(await failing, "a", "agent", "registration");
    await site.open();
    site.program({ a: { onboarding: "nio" } }, { provisioning: { retries: 0 } });
    await site.stack.up();
    assert.equal((await site.outputs())["a"]?.["stage"], "running");
  });
});
