// From the states of other tools: what is declared keeps its name, refers to each other, and what has no counterpart
// is named with the way on.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { edgefleet, type Ended } from "../support/cli";
import { repository, sharedHost } from "../support/isolated-host";

const fixture = (name: string): string => join(repository, "test/fixtures/convert", name);

interface Converted extends Ended {
  program: string;
  /** type name → id */
  entries: Record<string, string>;
}

describe("edgefleet convert", function () {
  this.timeout(60_000);
  let folder: string;
  beforeEach(() => (folder = mkdtempSync(join(tmpdir(), "eft-convert-"))));
  afterEach(() => rmSync(folder, { recursive: true }));

  async function convert(format: string, name: string, ...more: string[]): Promise<Converted> {
    const [out, program] = [join(folder, "import.json"), join(folder, "index.ts")];
    const ended = await edgefleet(
      ["convert", format, fixture(name), "--out", out, "--program", program, ...more],
      // Without --uri no host is asked: this one would not answer.
      { env: { LIBVIRT_DEFAULT_URI: "qemu+unix:///system?socket=/nonexistent/sock" } },
    );
    expect(ended.exitCode, ended.stderr).to.equal(0);
    const { resources } = JSON.parse(readFileSync(out, "utf8")) as {
      resources: { type: string; name: string; id: string }[];
    };
    const entries = resources.map(({ type, name: key, id }) => [`${type.split(":")[2]} ${key}`, id]);
    return {
      ...ended,
      program: readFileSync(program, "utf8"),
      entries: Object.fromEntries(entries) as never,
    };
  }

  it("takes the flat schema of terraform-provider-libvirt 0.8", async () => {
    const { program, entries, stderr } = await convert("terraform", "terraform-0.8.tfstate");
    expect(entries).to.deep.equal({
      "Network site": "3f0c5a9e-1111-4222-8333-444444444444",
      "Pool edge": "7b5d2c8e-1111-4222-8333-555555555555",
      "Volume base": "edge/base.qcow2",
      "Volume node-0": "edge/node-0.qcow2",
      "Volume node-1": "edge/node-1.qcow2",
      "Domain node-0": "1c3b0c4e-52c7-4b35-9c55-000000000000",
      "Domain node-1": "1c3b0c4e-52c7-4b35-9c55-000000000001",
      "Domain site-a-gateway-north-west": "1c3b0c4e-52c7-4b35-9c55-000000000009",
    });
    expect(program)
      .to.include("backing: base,")
      .and.include("volume: node1,")
      .and.include("network: site,")
      .and.include('cmdline: "console=ttyS0 quiet"')
      .and.include('memory: "2GiB"')
      .and.include('"dhcp-option=42,10.44.0.40"')
      .and.include('<ip family="ipv6" address="fd00:44::1" prefix="64"/>')
      .and.include('<interface type="direct">');
    expect(stderr)
      .to.match(/libvirt_cloudinit_disk\.init: .*import it by `pool\/name`/)
      .and.include("xslt of libvirt_domain.node[1]");
  });

  it("takes the nested schema of terraform-provider-libvirt 0.9", async () => {
    const { program, entries, stderr } = await convert("terraform", "terraform-0.9.tfstate");
    expect(Object.keys(entries)).to.deep.equal([
      "Network fleet",
      "Pool fleet",
      "Volume base",
      "Volume root-edge-a",
      "Domain node-edge-a",
    ]);
    expect(program)
      .to.include("const fleetPool = new Pool")
      .and.include('size: "20GiB"')
      .and.include("backing: base,")
      .and.include("volume: rootEdgeA,")
      .and.include('cache: "none"')
      .and.include('<driver type="virtiofs"/>')
      .and.include("on_crash>restart<")
      .and.not.include("geheim");
    expect(stderr)
      .to.include("pool rbd: not taken over: it is a pool of type rbd")
      .and.match(/libvirt_ignition\.ign: /)
      .and.include("features.smm");
  });

  it("takes a stack of pulumi-libvirt, without what is on its way out", async () => {
    const { program, entries, stderr } = await convert("pulumi-libvirt", "pulumi-libvirt.json");
    expect(Object.keys(entries)).to.deep.equal([
      "Network lan",
      "Pool store",
      "Volume base",
      "Volume root",
      "Domain edge",
    ]);
    expect(program)
      .to.include('name: "edge-9f8e7d6"')
      .and.include('mode: "route"')
      .and.include('cmdline: "console=ttyS0"')
      .and.include('"dhcp-boot=ipxe.efi"')
      .and.include('<graphics type="spice"');
    expect(stderr).to.match(/seed: not taken over: .*cloud-init/);
  });

  it("with a host, takes in what is there and names what is not", async () => {
    const host = await sharedHost();
    const xml = (memory: number) =>
      `<domain type="qemu"><name>tf-node-0</name><uuid>1c3b0c4e-52c7-4b35-9c55-000000000000</uuid>
       <memory unit="MiB">${memory}</memory><os><type machine="q35">hvm</type></os></domain>`;
    await host.define("define", xml(96));
    try {
      const { program, entries, stderr } = await convert(
        "terraform",
        "terraform-0.8.tfstate",
        ...["--uri", host.uri],
      );
      expect(entries).to.deep.equal({ "Domain node-0": "1c3b0c4e-52c7-4b35-9c55-000000000000" });
      expect(program).to.include('memory: "96MiB"');
      expect(stderr).to.include("network site: not taken over: it is not there any more");
    } finally {
      await host.virsh("undefine", "tf-node-0");
    }
  });

  for (const option of ["--out", "--program"])
    it(`writes over no file that ${option} names, as its help says`, async () => {
      const file = join(folder, "mine");
      writeFileSync(file, "mine");
      const { exitCode, stderr } = await edgefleet([
        "convert",
        "terraform",
        fixture("terraform-0.8.tfstate"),
        ...[option, file],
      ]);
      expect(exitCode).to.equal(1);
      expect(stderr).to.include(`${file} was not written: it is there already`);
      expect(readFileSync(file, "utf8")).to.equal("mine");
      for (const command of ["scan", "convert"])
        expect((await edgefleet([command, "--help"])).stdout).to.include("Neither file may be there already");
    });

  it("refuses what is no such state, and a format it does not know", async () => {
    const wrong = await edgefleet(["convert", "terraform", fixture("pulumi-libvirt.json")]);
    expect(wrong.exitCode).to.equal(1);
    expect(wrong.stderr).to.include("it is no state of terraform").and.not.include("    at ");
    const missing = await edgefleet(["convert", "terraform", "/nonexistent/state"]);
    expect(missing.stderr).to.include("ENOENT").and.not.include("    at ");
    const unknown = await edgefleet(["convert", "vagrant", fixture("pulumi-libvirt.json")]);
    expect(unknown.exitCode).to.equal(2);
  });
});
