// The edge site in Python and YAML: the real CLI, the real language hosts, the plugin, and nodes that really boot.
import { assert } from "chai";
import { appendFileSync, cpSync } from "node:fs";
import { join } from "node:path";
import { repository, sharedHost, type IsolatedHost } from "../support/isolated-host";
import { Languages } from "../support/languages";
import { Stack } from "../support/stack";

const image = join(process.env["EDGEFLEET_GUEST"] ?? "", "disk.qcow2");

interface Node {
  name: string;
  serial: string;
  mac: string;
  ip: string;
}

interface Example {
  language: string;
  count: number;
  /** What asks for the first node, at the end of a program. */
  lookup: [file: string, text: string];
}

const examples: Example[] = [
  {
    language: "python",
    count: 2,
    lookup: [
      "__main__.py",
      `
from pulumi_edgefleet import get_domain_output
pulumi.export("found", get_domain_output(name=fleet.nodes["1"].name))
`,
    ],
  },
  {
    language: "yaml",
    count: 1,
    lookup: [
      "Pulumi.yaml",
      `  found:
    fn::invoke:
      function: edgefleet:getDomain
      arguments: { name: '\${edge.nodes["1"].name}' }
`,
    ],
  },
];

describe("the edge site in another language", function () {
  this.timeout(240_000);
  let host: IsolatedHost;
  let languages: Languages;

  before(async () => {
    host = await sharedHost();
    languages = await Languages.make();
  });
  after(() => languages?.dispose());

  for (const { language, count, lookup } of examples) {
    describe(language, () => {
      const project = `edgefleet-site-${language}`;
      const keys = Array.from({ length: count }, (_, i) => String(i + 1));
      let stack: Stack;

      before(async () => {
        stack = await Stack.make(host, {
          program: "",
          project,
          path: languages.path,
          env: languages.environment,
          config: {
            "edgefleet:accelerator": "tcg",
            [`${project}:image`]: image,
            [`${project}:count`]: String(count),
          },
        });
        cpSync(join(repository, `examples/edge-site-${language}`), stack.folder, { recursive: true });
        languages.equip(stack.folder);
      });
      after(() => stack?.dispose());

      const output = async <T>(name: string): Promise<T> =>
        JSON.parse((await stack.run("stack", "output", name, "--json")).stdout) as T;

      it("is previewed, and nothing happens", async () => {
        const { text } = await stack.preview();
        assert.match(text, /edgefleet:index:Domain\s+edge-1\s+create/);
        assert.deepEqual(await host.domains(), []);
      });

      it("comes up with a serial number and an address for each node", async () => {
        await stack.up();
        const nodes = await output<Record<string, Node>>("nodes");
        assert.sameMembers(Object.keys(nodes), keys);
        for (const [key, node] of Object.entries(nodes)) {
          assert.equal(node.name, `${project}-dev-edge-${key}`);
          assert.match(node.serial, /^[0-9A-F]{10}$/);
          assert.match(node.ip, /^10\.\d+\.\d+\.\d+$/);
          assert.include(await host.virsh("dumpxml", node.name), node.mac);
        }
      });

      it("finds nothing to do in a refresh and in a second up, and can look a node up", async () => {
        await stack.refresh("--expect-no-changes");
        appendFileSync(join(stack.folder, lookup[0]), lookup[1]);
        await stack.same();
        const { "1": node } = await output<Record<string, Node>>("nodes");
        const found = await output<{ running: boolean; addresses: { address: string }[] }>("found");
        assert.isTrue(found.running);
        assert.deepEqual(
          found.addresses.map(({ address }) => address),
          [node?.ip],
        );
      });

      const several = count > 1 ? it : () => undefined;
      several("says in preview which node goes and that no other is touched", async () => {
        stack.config({ [`${project}:count`]: String(count - 1) });
        const { text } = await stack.preview();
        assert.match(text, new RegExp(`edgefleet:index:Domain\\s+edge-${count}\\s+delete`));
        assert.notMatch(text, /edge-1\s+(update|replace|delete)/);
      });

      it("goes away and leaves nothing", async () => {
        await stack.destroy();
        const all = [...(await host.domains()), ...(await host.networks()), ...(await host.pools())];
        assert.deepEqual(
          all.filter((name) => name.startsWith(project)),
          [],
        );
      });
    });
  }
});
