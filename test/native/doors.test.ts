// A stack that goes from one door to the other and back: nothing is replaced, and nothing on the host is touched.
import { assert } from "chai";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { sharedHost, type IsolatedHost } from "../support/isolated-host";
import { counts, freshSubnet, Stack } from "../support/stack";

const types = (stack: Stack): string[] => [
  ...new Set(
    stack
      .state()
      .filter(({ urn }) => /edgefleet:(?!index:Edge)/.test(urn))
      .map(({ type }) => type.replace(/:[A-Za-z]+$/, "").replace("pulumi:providers", "provider")),
  ),
];

describe("from one door to the other", function () {
  this.timeout(180_000);
  let host: IsolatedHost;

  before(async () => {
    host = await sharedHost();
  });

  const life = (options: string) => (folder: string, subnet: string) => `
    const lan = new e.Network("lan", { subnet: "${subnet}" }, { ${options} });
    const pool = new e.Pool("store", { path: "${folder}/pool" }, { ${options} });
    const base = new e.Volume("base", { pool, size: "8MiB", }, { ${options} });
    // A child of a resource, and machines inside of components.
    const child = new e.Volume("child", { pool, size: "4MiB" }, { parent: base${options && `, ${options}`} });
    const fleet = new e.EdgeFleet("edge", {
      count: 1, network: lan, pool, image: base, memory: "32MiB", vnc: false, ready: {},
      domain: { description: pulumi.secret("s3cret words"), shutdownTimeout: "0s" },
    }, { ${options} });
    exports.uuid = fleet.nodes["1"].domain.uuid;
    exports.type = lan.__pulumiType;
    exports.known = e.Network.isInstance(lan) && !e.Pool.isInstance(lan);`;

  for (const { what, dynamic, native, door } of [
    { what: "the default host", dynamic: life(""), native: life(""), door: true },
    {
      what: "explicit hosts",
      dynamic: (folder: string, subnet: string) =>
        `const h1 = new e.Host("h1", { accelerator: "tcg" });${life("host: h1")(folder, subnet)}`,
      native: (folder: string, subnet: string) =>
        `const h1 = new e.Provider("h1", { accelerator: "tcg" });${life("host: h1")(folder, subnet)}`,
      door: false,
    },
  ]) {
    describe(`with ${what}`, () => {
      const subnet = freshSubnet();
      let stack: Stack;
      let was: string;
      let domain: string;

      const use = (way: "dynamic" | "native") => {
        stack.program((way === "native" ? native : dynamic)(stack.folder, subnet));
        if (door) stack.config({ "edgefleet:door": way });
      };

      /** libvirt's own number of the running machine changes when it restarts. */
      const running = () => host.virsh("domid", domain);

      before(async () => {
        stack = await Stack.make(host, { program: "", config: { "edgefleet:accelerator": "tcg" } });
        use("dynamic");
        await stack.up();
        domain = (await stack.run("stack", "output", "uuid")).stdout.trim();
        was = `${await host.everything()}${await running()}`;
      });

      after(() => stack?.dispose());

      const untouched = async () => assert.equal(`${await host.everything()}${await running()}`, was);

      it("takes the native door without a change", async () => {
        use("native");
        const preview = await stack.previewJson();
        assert.doesNotHaveAnyKeys(preview.changeSummary, ["replace", "create-replacement", "update"]);
        const up = counts(await stack.up());
        assert.doesNotHaveAnyKeys(up, ["replaced", "updated"]);
        await untouched();
        assert.notInclude(types(stack).join(), "dynamic");
        await stack.same();
        await stack.refresh("--expect-no-changes");
        const read = JSON.parse((await stack.run("stack", "output", "--json")).stdout) as object;
        assert.deepInclude(read, { type: "edgefleet:index:Network", known: true });
      });

      it("needed nothing from the user to find the plugin", () => {
        assert.isTrue(existsSync(join(stack.folder, "home/plugins/resource-edgefleet-v0.1.0")));
      });

      // The same code whatever the host: once is enough, but in the exhaustive run.
      if (door || process.env["EDGEFLEET_TEST_ALL"]) thereAndBack();

      function thereAndBack(): void {
        it("drops the line of the dynamic door with the next update, and keeps secrets", async () => {
          stack.program(
            native(stack.folder, subnet).replace("4MiB", "6MiB").replace("s3cret words", "s3cret word"),
          );
          assert.include(counts(await stack.up()), { updated: 2 });
          for (const name of ["child", "edge-1"])
            assert.notProperty(stack.resource(name).outputs, "__provider");
          assert.notInclude(JSON.stringify(stack.state()), "s3cret");
          stack.program(native(stack.folder, subnet).replace("4MiB", "6MiB"));
          await stack.up();
        });

        it("goes back by an update that touches nothing", async () => {
          was = `${await host.everything()}${await running()}`;
          use("dynamic");
          stack.program(dynamic(stack.folder, subnet).replace("4MiB", "6MiB"));
          const preview = await stack.previewJson();
          assert.doesNotHaveAnyKeys(preview.changeSummary, ["replace", "create-replacement"]);
          await stack.up();
          await untouched();
          assert.notInclude(types(stack).join(), "edgefleet:index");
          await stack.same();
          await stack.refresh("--expect-no-changes");
        });
      }

      it("is removed by the door that it is at", async () => {
        await stack.destroy();
        assert.isEmpty((await host.domains()).filter((name) => name.startsWith(stack.project)));
        assert.isEmpty((await host.networks()).filter((name) => name.startsWith(stack.project)));
      });
    });
  }
});
