// Virtual edge nodes from power-on to an onboarded system: real firmware, HTTPS, iPXE, consoles, and the real CLI; the
// orchestrator is the stand-in.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { assert } from "chai";
import { sharedHost, type IsolatedHost } from "../support/isolated-host";
import { Site } from "../support/site";
import { operator } from "../support/stand-in";

describe("virtual edge nodes", function () {
  this.timeout(420_000);
  let host: IsolatedHost;
  let site: Site;
  let said: string;

  before(async () => {
    host = await sharedHost();
    site = await Site.make(host);
    site.program({
      // The system that the stand-in installs has a user of that name and password.
      alone: { onboarding: "nio", login: { username: "user", password: "user" } },
      attended: { onboarding: "io" },
    });
    said = (await site.stack.up()).text;
  });
  after(() => site?.dispose());

  it("are onboarded by themselves, and with an operator's credentials, until they run", async () => {
    const { hosts } = site.records();
    const nodes = await site.outputs();
    for (const key of ["alone", "attended"]) {
      const { serial, uuid, hostId, stage, ip } = nodes[key] ?? {};
      const record = hosts.find(({ resourceId }) => resourceId === hostId);
      assert.include(record, { serialNumber: serial, uuid, hostStatus: "Running" }, key);
      assert.equal(stage, "running");
      assert.match(String(ip), new RegExp(`^${site.gateway.replace(/1$/, "")}\\d+$`));
    }
    const followed = site.stack.state().find(({ urn }) => urn.endsWith(":Provisioning::site-alone"));
    assert.equal(followed?.outputs["stage"], "installer", "which the login is for");
    assert.notInclude(site.consoleText("alone", "agent"), "Username:");
    assert.include(site.consoleText("attended", "agent"), "Username, Password received: Processing");
  });

  it("boot over HTTPS with the orchestrator's authority, a TPM and no PXE", async () => {
    for (const key of ["alone", "attended"]) {
      const text = site.consoleText(key, "console");
      assert.notMatch(text, /PXE over IPv[46]/);
      const xml = await host.virsh("dumpxml", `${site.stack.project}-dev-site-${key}`);
      assert.match(xml, /<tpm model='tpm-tis'>\s*<backend type='emulator' version='2.0'/);
      assert.match(xml, /name=etc\/edk2\/https\/cacerts/);
    }
  });

  it("show every stage on the way", () => {
    for (const stage of ["UEFI firmware", "iPXE download", "initramfs", "installation"])
      assert.include(said, stage);
    assert.notInclude(said, operator.password);
  });

  it("are what they were for a second up", () => site.stack.same());

  it("leave nothing behind, neither here nor on the orchestrator", async () => {
    await site.stack.destroy();
    const { hosts, instances } = site.records();
    assert.isEmpty([...hosts, ...instances]);
    assert.isEmpty((await host.domains()).filter((name) => name.startsWith(site.stack.project)));
    assert.isEmpty((await host.networks()).filter((name) => name.startsWith(site.stack.project)));
  });

  it("leave no password in any log", () => {
    const logs = join(site.stack.folder, "logs");
    const files = readdirSync(logs);
    assert.lengthOf(files, 4, "a timeline and the consoles of each");
    for (const file of files)
      assert.notInclude(readFileSync(join(logs, file), "utf8"), operator.password, file);
  });
});
