// Virtual edge nodes as a preview shows them: what is refused, with everything at once, and what is known before.
import { assert } from "chai";
import { sharedHost } from "../support/isolated-host";
import { freshSubnet, Stack } from "../support/stack";
import { connectionOf, standIn, type TestStandIn } from "../support/stand-in";

describe("virtual edge nodes in a preview", function () {
  this.timeout(120_000);
  let server: TestStandIn;
  let stack: Stack;

  before(async () => {
    server = await standIn();
    const config = { "edgefleet:accelerator": "tcg" };
    stack = await Stack.make(await sharedHost(), { program: "", config });
  });
  after(async () => {
    await stack?.dispose();
    await server?.dispose();
  });

  const program = (args: string, before = ""): string => `
    const orchestrator = new e.Orchestrator(${JSON.stringify(connectionOf(server))});
    const onboardingUser = { username: "ann", password: pulumi.secret("pass-word-1") };
    const sizes = { vcpu: 1, memory: "64MiB", disk: "8MiB" };
    const pool = new e.Pool("store", { path: "${stack.folder}/pool" });
    ${before}
    const site = new e.VirtualEdgeNodes("site", { orchestrator, pool, ...sizes, ${args} });
    exports.serials = Object.values(site.nodes).map(({ serial }) => serial);`;
  const refusal = async (args: string): Promise<string> => {
    stack.program(program(args));
    const { text } = await stack.fails("preview");
    assert.notMatch(text, /\n {4}at /);
    return text;
  };

  it("are refused with everything that is wrong at once, before anything is touched", async () => {
    const text = await refusal(`
      nodes: { a: { serial: "A-1" }, b: { onboarding: "nio", serial: "SAME0001" }, c: { serial: "SAME0001" } },
      venSerials: { hostIp: "here", network: 100 }, serials: ["ONE"]`);
    for (const part of [
      /node a onboards interactively \(io\); give onboardingUser/,
      /the serial number "A-1" of node a cannot be registered: 5 to 20 letters and digits are/,
      /the nodes b and c have the same serial number "SAME0001"/,
      /serials and venSerials are both given/,
      /serials has 1 entries for 3 nodes/,
    ])
      assert.match(text, part);
    assert.isEmpty(server.answers);
  });

  it("need a CA for the firmware, and one place to be", async () => {
    const text = await refusal(
      `onboarding: "nio", count: 1, network: "default", bridge: "br0", subnet: "10.1.2.0/24",
       orchestrator: { ...orchestrator, ca: undefined }`,
    );
    assert.match(text, /network and bridge are both given/);
    assert.match(text, /subnet and dnsHosts are for a network of the site's own/);
    assert.match(text, /the firmware trusts no CA by itself; give certificates/);
  });

  it("would not boot on a network of the program without the boot options: that is told before", async () => {
    const text = await refusal(`onboarding: "nio", count: 1, network: new e.Network("lan", {})`);
    assert.match(text, /would not boot on network ".*-lan": it lacks dhcp-vendorclass=set:efi-http/);
    assert.match(text, /give its dnsmasqOptions to the Network/);
  });

  it("share a network and its way of booting, and have serial numbers of Virtual Edge Node's scheme", async () => {
    const shared = `
      const boot = new e.HttpsBoot("boot", {
        orchestrator: "stand-in.test", certificates: [${JSON.stringify(server.ca)}], pool,
      });
      const lan = new e.Network("lan", { subnet: "${freshSubnet()}", dnsmasqOptions: boot.dnsmasqOptions });`;
    const args = `onboardingUser, count: 2, network: lan, httpsBoot: boot,
      venSerials: { hostIp: "192.0.2.7" }, namePrefix: "${stack.project}-"`;
    stack.program(program(args, shared));
    const { steps } = await stack.previewJson();
    const made = steps
      .filter(({ op }) => op === "create")
      .map(({ urn }) => urn.split("::").slice(-2).join(" "));
    const inside = (type: string, name: string): string =>
      made.find((line) => line.includes(`:${type} `) && line.endsWith(` ${name}`)) ?? "";
    for (const key of ["1", "2"])
      for (const type of ["OrchestratorHost", "Domain", "Provisioning", "Onboarding"])
        assert.notEqual(inside(type, `site-${key}`), "", `${type} site-${key} in ${made.join("\n")}`);
    assert.lengthOf(
      made.filter((line) => line.includes(":Network ")),
      1,
    );
    const { text } = await stack.preview("--diff");
    for (const serial of ["VH007N1M01", "VH007N1M02"]) assert.include(text, serial);
    assert.notInclude(text, "pass-word-1");
    assert.isEmpty(server.answers);
  });

  it("come in waves, each with its gate, and all of it is known before", async () => {
    stack.program(program(`onboarding: "nio", count: 3, waves: { maxParallel: 2 }`));
    const { steps } = await stack.previewJson();
    const gates = steps.filter(({ urn }) => urn.includes(":Wave::"));
    assert.deepEqual(
      gates.map(({ urn }) => urn.split("::").at(-1)),
      ["site-wave-1", "site-wave-2"],
    );
    const record = (key: string) =>
      steps.findIndex(({ urn }) => urn.includes(":OrchestratorHost::") && urn.endsWith(`site-${key}`));
    const gate = steps.findIndex(({ urn }) => urn.endsWith("::site-wave-1"));
    assert.isBelow(Math.max(record("1"), record("2")), gate);
    assert.isAbove(record("3"), gate);
    assert.isEmpty(server.answers);
  });
});
