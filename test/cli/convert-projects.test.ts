// From what other tools were told to projects that compile; no credential is taken over, and what is left out is named.
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { execa } from "execa";
import { edgefleet, type Ended } from "../support/cli";
import { repository } from "../support/isolated-host";

const fixture = (name: string): string => join(repository, "test/fixtures/convert", name);

describe("edgefleet convert, to a project", function () {
  this.timeout(120_000);
  let folder: string;
  beforeEach(() => (folder = mkdtempSync(join(tmpdir(), "eft-project-"))));
  afterEach(() => rmSync(folder, { recursive: true }));

  async function convert(...args: string[]): Promise<Ended & { program: string }> {
    const ended = await edgefleet(["convert", ...args, "--out", folder]);
    expect(ended.exitCode, ended.stderr).to.equal(0);
    const program = readFileSync(join(folder, "index.ts"), "utf8");
    expect(program + ended.stdout + ended.stderr).not.to.include("planted");
    return { ...ended, program };
  }

  /** With the package's own types, as `npm install` would bring them. */
  async function compile(): Promise<string> {
    const modules = join(folder, "node_modules");
    mkdirSync(join(modules, "@pulumi"), { recursive: true });
    symlinkSync(repository, join(modules, "pulumi-edgefleet"));
    for (const name of ["@pulumi/pulumi", "@types"])
      symlinkSync(join(repository, "node_modules", name), join(modules, name));
    const { all } = await execa(join(repository, "node_modules/.bin/tsc"), ["-p", folder], {
      all: true,
      reject: false,
    });
    return String(all);
  }

  it("takes Virtual Edge Node's settings and its inventory", async () => {
    const { program, stderr } = await convert("ven", fixture("ven"));
    expect(program)
      .to.include('fqdn: "edge.example.com"')
      .and.include("vcpu: 6,")
      .and.include('memory: "16384MiB"')
      .and.include('disk: "120GiB"')
      .and.include('pool: "fast"')
      .and.include('network: "edge"')
      .and.include('host1: { uri: "qemu+ssh://edge@192.0.2.11/system", count: 2, onboarding: "nio" }')
      .and.include('host2: { uri: "qemu+ssh://other@192.0.2.12:2222/system", count: 3, onboarding: "io" }')
      .and.include('password: config.requireSecret("onboardingPassword")')
      .and.not.include("host3");
    for (const left of ["LOG_DIR", "CI_CONFIG", "PXE_SERVER", "passwords of host host1", "host host3"])
      expect(stderr).to.include(`${left}: not taken over`);
    expect(stderr).to.include("pulumi config set --secret apiPassword");
    expect(await compile()).to.equal("");
  });

  it("reads an inventory of the other spelling, with the variables of groups", async () => {
    const { program } = await convert(
      "ven",
      fixture("ven/config"),
      "--inventory",
      fixture("ven/inventory.ini"),
    );
    expect(program)
      .to.include('host0: { uri: "qemu:///system", count: 1, onboarding: "io" }')
      .and.include('host1: { uri: "qemu+ssh://edge@192.0.2.11/system", count: 2, onboarding: "nio" }')
      .and.include('host2: { uri: "qemu+ssh://other@192.0.2.12/system", count: 3, onboarding: "io" }');
  });

  it("takes the defaults where nothing was said, and one host without an inventory", async () => {
    const file = join(folder, "settings");
    writeFileSync(file, "");
    const { program, stderr } = await convert("ven", file);
    expect(program)
      .to.include('fqdn: "kind.internal"')
      .and.include('memory: "8192MiB"')
      .and.include('disk: "110GiB"')
      .and.include('count: config.getNumber("count") ?? 1')
      .and.not.include("network:");
    expect(await compile()).to.equal("");
    expect(stderr).not.to.include("not taken over");
  });

  it("takes a node of pico's modules", async () => {
    const { program, stderr } = await convert("pico", fixture("pico/node.tfvars"));
    expect(program)
      .to.include('fqdn: "edge.example.com"')
      .and.include('nodes: { "pico-1": { serial: "PICO12345" } }')
      .and.include("vcpu: 4,")
      .and.include('memory: "4096MiB"')
      .and.include('disk: "110GiB"')
      .and.include('network: "edge"');
    expect(await compile()).to.equal("");
    for (const left of ["smbios_uuid", "colour"]) expect(stderr).to.include(`${left}: not taken over`);
  });

  it("takes pico's clean machine, whose program compiles", async () => {
    const { program, stderr } = await convert("pico", fixture("pico/clean.tfvars"));
    expect(program)
      .to.include('disk: "20GiB"')
      .and.include('new Volume("server-1-data", { pool, size: "10GiB" })')
      .and.include('new Volume("server-1-data2", { pool, size: "5GiB" })')
      .and.include('ssh_authorized_keys: ["ssh-ed25519 AAAA person@desk"]');
    expect(stderr).to.include("pulumi config set edgefleet:uri qemu+ssh://edge@192.0.2.11/system");
    expect(await compile()).to.equal("");
  });

  it("writes over nothing, and says what it cannot read", async () => {
    writeFileSync(join(folder, "index.ts"), "// mine\n");
    const there = await edgefleet(["convert", "ven", fixture("ven"), "--out", folder]);
    expect(there.exitCode).to.equal(1);
    expect(there.stderr).to.include("index.ts is there already");
    expect(readFileSync(join(folder, "index.ts"), "utf8")).to.equal("// mine\n");

    const broken = join(folder, "broken.tfvars");
    writeFileSync(broken, "memory = var.memory\n");
    const unread = await edgefleet(["convert", "pico", broken, "--out", join(folder, "new")]);
    expect(unread.exitCode).to.equal(1);
    expect(unread.stderr).to.include("var is no literal value");

    const nothing = await edgefleet([
      "convert",
      "ven",
      join(folder, "nowhere"),
      "--out",
      join(folder, "new"),
    ]);
    expect(nothing.stderr).to.include("it has no file named config");
    const unnamed = await edgefleet(["convert", "ven", fixture("ven")]);
    expect(unnamed.exitCode).to.equal(2);
    expect(unnamed.stderr).to.include("--out is missing");
  });
});
