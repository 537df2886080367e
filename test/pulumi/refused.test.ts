// Bad input is refused in preview, with the property's path and what to do, and the host is not touched.
import { assert } from "chai";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { readMark } from "../../provider/core/mark";
import { parseXml } from "../../provider/core/xml";
import { InProcess } from "../support/in-process";
import { sharedHost, type IsolatedHost } from "../support/isolated-host";
import { errorsOf } from "../support/output";
import { freshSubnet, Stack } from "../support/stack";

/** Names that have broken something somewhere. */
// prettier-ignore
const hostile = [
  '"><x/>', "it's", 'say "x"', "two\nlines", "a\ttab", "übergröße", "🦊", "x".repeat(300), "--flag", "-c",
  "$(reboot)", "`id`", "a;b", "a/b", "../up", "a b", "&amp;", "\u0000", "\u0007", "",
];

describe("bad input", function () {
  this.timeout(180_000);
  const folder = mkdtempSync("/tmp/eft-bad-");
  const project = `efr${process.pid}`;
  const takenSubnet = freshSubnet();
  let host: IsolatedHost;
  let door: InProcess;
  let untouched: string;

  before(async () => {
    host = await sharedHost();
    await host.define(
      "net-define",
      `<network><name>${project}-there</name><bridge name="efrbr0"/><ip address="${takenSubnet.replace("0/24", "1")}" prefix="24"/></network>`,
    );
    await host.virsh("pool-create-as", `${project}-pool`, "dir", "--target", folder);
    await host.virsh("vol-create-as", `${project}-pool`, "base.qcow2", "64MiB", "--format", "qcow2");
    writeFileSync(join(folder, "image.raw"), "x".repeat(4096));
    untouched = await host.everything();
    door = new InProcess(host, project);
  });

  afterEach(async () => {
    assert.equal(await host.everything(), untouched, "the host was touched");
  });

  after(async () => {
    await door?.close();
    await host.purge(project);
    rmSync(folder, { recursive: true, force: true });
  });

  describe("in every field at once, through the CLI", () => {
    let stack: Stack;

    before(async () => {
      stack = await Stack.make(host, { program: "" });
    });

    after(() => stack?.dispose());

    /** Property paths of the complaints in a preview. */
    async function complaints(program: string): Promise<Record<string, string>> {
      stack.program(program);
      const run = await stack.fails("preview");
      const errors = errorsOf(run, "it").join("\n");
      const found = [
        ...errors.matchAll(
          /[Pp]roperty '?"?([^\s'"]+)'?"? (?:value \S.*? )?(?:has a problem|is invalid)?:? ?(.*)/g,
        ),
      ];
      if (found.length === 0) throw new Error(`no complaints:\n${run.text}`);
      return Object.fromEntries(found.map((match) => [match[1] as string, match[2] as string]));
    }

    it("of a network", async () => {
      const found = await complaints(`new e.Network("it", {
        name: "\\"><x/>", uuid: "not-a-uuid", subnet: "10.1.2.0/33", mtu: 17, bridge: "a-name-of-more-than-15",
        dhcpHosts: { a: { mac: "02:00:00:00:00", ip: "300.1.1.1" } }, colour: "blue",
      });`);
      assert.hasAllKeys(found, [
        "name",
        "uuid",
        "subnet",
        "mtu",
        "bridge",
        "dhcpHosts.a.mac",
        "dhcpHosts.a.ip",
        "colour",
      ]);
    });

    it("of a machine", async () => {
      const found = await complaints(`new e.Domain("it", {
        memory: "lots", vcpu: 0, vnc: { password: "longer than eight" , port: 1 }, machine: "a b",
        disks: { root: { source: {} }, "Bad Key": { source: { file: "/x" } } }, nics: { a: { network: "n", mac: "zz" } },
      });`);
      assert.includeMembers(Object.keys(found), [
        "memory",
        "vcpu",
        "vnc.port",
        "machine",
        "disks.root.source",
        "nics.a.mac",
      ]);
    });

    it("of what the host has already: a name, a directory", async () => {
      const name = await complaints(`new e.Network("it", { name: "${project}-there" });`);
      assert.match(
        name["name"] ?? "",
        /network "efr\d+-there" is there already and carries no mark of Edgefleet\. Choose another name, or take it over/,
      );
      const path = await complaints(`new e.Pool("it", { path: "${folder}/" });`);
      assert.match(path["path"] ?? "", /It is the directory of pool "efr\d+-pool"/);
    });
  });

  it("a host that cannot be reached, by its URI, once", async () => {
    const uri = "qemu+unix:///system?socket=/nonexistent/libvirt-sock";
    const stack = await Stack.make(host, {
      program: `new e.Network("it", {}, { host: new e.Host("far", { uri: "${uri}" }) });`,
    });
    try {
      const errors = errorsOf(await stack.fails("preview"), "it");
      assert.lengthOf(errors, 1);
      assert.include(errors[0], uri);
      assert.include(errors[0], "No such file or directory");
    } finally {
      await stack.dispose();
    }
  });

  it("what only libvirt can refuse: one error with the command, and nothing is left of the attempt", async () => {
    const stack = await Stack.make(host, {
      program: `new e.Network("it", { subnet: "${freshSubnet()}", dnsmasqOptions: ["no-such-option"] });`,
    });
    try {
      const errors = errorsOf(await stack.fails("up", "--yes", "--skip-preview"), "it");
      assert.lengthOf(errors, 1);
      assert.match(errors[0] as string, /was not created on .*net-start/s);
      assert.isUndefined(stack.find("it"));
    } finally {
      await stack.dispose();
    }
  });

  const pool = `${project}-pool`;
  const sha = "0".repeat(64);

  /** What is asked for, where the complaint stands, and a word of it. */
  // prettier-ignore
  const cases: [title: string, noun: string, inputs: Record<string, unknown>, property: string, word: RegExp][] = [
    ["a subnet that is taken", "network", { subnet: takenSubnet }, "subnet", /already used by network ".*-there".*Choose another/],
    ["a subnet inside a taken one", "network", { subnet: takenSubnet.replace("0/24", "128/25") }, "subnet", /already used/],
    ["a subnet around a taken one", "network", { subnet: "10.77.0.0/16" }, "subnet", /already used/],
    ["a taken bridge", "network", { subnet: "10.79.1.0/24", bridge: "efrbr0" }, "bridge", /belongs to network/],
    ["no CIDR", "network", { subnet: "10.1.2.0" }, "subnet", /./],
    ["host bits in a CIDR", "network", { subnet: "10.1.2.300/24" }, "subnet", /./],
    ["an address outside of the subnet", "network", { subnet: "10.79.1.0/24", dhcpStart: "10.79.2.5" }, "dhcpStart", /not inside 10\.79\.1\.0\/24/],
    ["two DHCP hosts with one MAC", "network", { subnet: "10.79.1.0/24", dhcpHosts: { a: { mac: "02:00:00:00:00:0a", ip: "10.79.1.5" }, b: { mac: "02:00:00:00:00:0A", ip: "10.79.1.6" } } }, "dhcpHosts.b.mac", /used by "a"/],
    ["two DHCP hosts with one address", "network", { subnet: "10.79.1.0/24", dhcpHosts: { a: { mac: "02:00:00:00:00:0a", ip: "10.79.1.5" }, b: { mac: "02:00:00:00:00:0b", ip: "10.79.1.5" } } }, "dhcpHosts.b.ip", /used by "a"/],
    ["an option of two lines", "network", { subnet: "10.79.1.0/24", dnsmasqOptions: ["a\nb"] }, "dnsmasqOptions[0]", /one line/],
    ["a misspelt field", "network", { subnett: "10.79.1.0/24" }, "subnett", /Did you mean "subnet"/],
    ["a relative path", "pool", { path: "edge" }, "path", /absolute/],
    ["no such pool", "volume", { pool: "nowhere", size: "1GiB" }, "pool", /no pool "nowhere".*There are: .*-pool/],
    ["no size", "volume", { pool }, "size", /needs a size/],
    ["a size without unit", "volume", { pool, size: "20" }, "size", /unit/],
    ["a negative size", "volume", { pool, size: "-1GiB" }, "size", /unit/],
    ["a disk smaller than its backing", "volume", { pool, size: "32MiB", backing: `${pool}/base.qcow2` }, "size", /smaller than the backing volume, which has 64MiB/],
    ["a raw overlay", "volume", { pool, format: "raw", backing: `${pool}/base.qcow2` }, "format", /qcow2/],
    ["backing and content", "volume", { pool, backing: `${pool}/base.qcow2`, content: { file: join(folder, "image.raw") } }, "content", /not both/],
    ["a missing file", "volume", { pool, format: "raw", content: { file: "/nonexistent/image" } }, "content.file", /no such file/],
    ["another SHA-256", "volume", { pool, format: "raw", content: { file: join(folder, "image.raw"), sha256: sha } }, "content.sha256", /another SHA-256/],
    ["no SHA-256", "volume", { pool, format: "raw", content: { file: join(folder, "image.raw"), sha256: "abc" } }, "content.sha256", /64 hex digits/],
    ["another format", "volume", { pool, content: { file: join(folder, "image.raw") } }, "format", /raw image/],
    ["a size below the content's", "volume", { pool, format: "raw", size: "1KiB", content: { file: join(folder, "image.raw") } }, "size", /smaller than the image/],
    ["more memory than the host has", "domain", { memory: "4096GiB" }, "memory", /more than the host/],
    ["more CPUs than the host has", "domain", { vcpu: 500 }, "vcpu", /more than the host/],
    ["more memory than its own maximum", "domain", { memory: "2GiB", maxMemory: "1GiB" }, "memory", /maxMemory/],
    ["two NICs with one MAC", "domain", { nics: { a: { network: "n", mac: "02:00:00:00:00:0a" }, b: { network: "n", mac: "02:00:00:00:00:0A" } } }, "nics.b.mac", /taken by nics\.a/],
    ["a multicast MAC", "domain", { nics: { a: { network: "n", mac: "03:00:00:00:00:0a" } } }, "nics.a.mac", /single device/],
    ["two disks with one target", "domain", { disks: { a: { source: { file: "/a" }, target: "vda" }, b: { source: { file: "/b" }, target: "vda" } } }, "disks.b.target", /taken by disks\.a/],
    ["a disk of two things", "domain", { disks: { a: { source: { file: "/a", volume: "p/v" } } } }, "disks.a.source", /Exactly one/],
    ["a key of a disk in capitals", "domain", { disks: { Root: { source: { file: "/a" } } } }, 'disks["Root"]', /lower-case/],
    ["a VNC password that is too long", "domain", { vnc: { password: "123456789" } }, "vnc.password", /8 characters/],
    ["VNC for everybody without password", "domain", { vnc: { listen: "0.0.0.0" } }, "vnc.listen", /set vnc\.password/],
    ["no uuid", "domain", { uuid: "123" }, "uuid", /no uuid/],
    ["a title of two lines", "domain", { title: "a\nb" }, "title", /one line/],
    ["a control character", "domain", { description: "bell\u0007" }, "description", /control character/],
  ];

  for (const [title, noun, inputs, property, word] of cases) {
    it(`${title}: ${noun}.${property}`, async () => {
      const failures = await door.failures(noun, inputs);
      const reason = failures.find((failure) => failure.property === property)?.reason;
      assert.isDefined(reason, JSON.stringify(failures));
      assert.match(reason as string, word);
    });
  }

  for (const [noun, inputs] of [
    ["network", { subnet: "10.79.1.0/24" }],
    ["pool", { path: "/srv/x" }],
    ["volume", { pool, size: "1MiB" }],
    ["domain", {}],
  ] as const) {
    it(`hostile names of a ${noun}`, async () => {
      for (const name of hostile) {
        const failures = await door.failures(noun, { ...inputs, name });
        assert.deepEqual(
          failures.map(({ property }) => property),
          ["name"],
          JSON.stringify(name),
        );
      }
    });
  }
});

describe("odd but possible input", function () {
  this.timeout(120_000);

  it("reaches the host as it is, and comes back unchanged", async () => {
    const host = await sharedHost();
    const logical = `"><x/> 'q' $(id) übergröße 🦊`;
    const text = `</description><x a='1'/> "q" & 'r'\n\ttwo ]]> lines 🦊 &amp; \\`;
    const stack = await Stack.make(host, { program: "" });
    try {
      stack.program(`
        new e.Network(${JSON.stringify(logical)}, { subnet: "${freshSubnet()}" });
        new e.Domain("vm", { memory: "16MiB", running: false, description: ${JSON.stringify(text)} });`);
      await stack.up();
      await stack.same();
      await stack.refresh("--expect-no-changes");
      const { outputs, id } = stack.resource(logical);
      assert.match(String(outputs["name"]), /^[A-Za-z0-9_.-]+$/);
      assert.equal(await host.virsh("net-uuid", String(outputs["name"])), id);
      assert.equal(
        readMark(parseXml(await host.virsh("net-dumpxml", id)))?.label,
        `${stack.project}/dev/${logical}`,
      );
      assert.equal((await host.virsh("desc", stack.resource("vm").id)).trim(), text);
      await stack.destroy();
      assert.isEmpty((await host.networks()).filter((name) => name.startsWith(stack.project)));
    } finally {
      await stack.dispose();
    }
  });
});
