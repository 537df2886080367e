// The way in, as people go it: scan a host, import the file, run the program. Nothing changes by that; then one field.
import { assert } from "chai";
import { randomBytes } from "node:crypto";
import { mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import ts from "typescript";
import { edgefleetIn } from "../support/cli";
import { foreign } from "../support/foreign";
import { sharedHost, type IsolatedHost } from "../support/isolated-host";
import { Stack } from "../support/stack";

type Steps = { steps: { op: string; urn: string; detailedDiff?: Record<string, unknown> | null }[] };

describe("scan, import, program", function () {
  this.timeout(240_000);
  let host: IsolatedHost;
  let stack: Stack;
  let names: string[];
  let untouched: string;
  const id = randomBytes(4).toString("hex");
  const pool = `pool-${id}`;
  const node = `node-${id}`;
  const edge = foreign("network").find(({ name }) => name === "edge")?.xml as string;
  const manager = foreign("domain").find(({ name }) => name === "virt-manager")?.xml as string;
  const desk = `desk-${id}`;
  const lan = `lan-${id}`;

  before(async () => {
    host = await sharedHost();
    stack = await Stack.make(host, {
      program: "",
      config: { "edgefleet:door": "native", "edgefleet:accelerator": "tcg" },
    });
    // No program has led the engine to the plugin yet.
    stack.file(
      "Pulumi.yaml",
      `name: ${stack.project}\nruntime: nodejs\nmain: index.js\nplugins:\n  providers:\n    - name: edgefleet\n      path: node_modules/pulumi-edgefleet\n`,
    );
    const folder = join(stack.folder, "pool");
    mkdirSync(folder);
    const fresh = (xml: string, name: string) =>
      xml.replace(/<name>.*?<\/name>/, `<name>${name}</name>`).replace(/<uuid>.*?<\/uuid>/, "");
    await host.define("net-define", fresh(edge, lan));
    await host.virsh("pool-define-as", pool, "dir", "--target", folder);
    await host.virsh("pool-start", pool);
    await host.virsh("vol-create-as", pool, "base.qcow2", "8M", "--format", "qcow2");
    const overlay = ["--backing-vol", "base.qcow2", "--backing-vol-format", "qcow2"];
    await host.virsh("vol-create-as", pool, "root.qcow2", "16M", "--format", "qcow2", ...overlay);
    await host.define(
      "define",
      `<domain type="qemu"><name>${node}</name><memory unit="MiB">64</memory><vcpu>1</vcpu>
       <os><type machine="q35">hvm</type></os><features><acpi/><apic/></features><devices>
       <disk type="volume"><driver name="qemu" type="qcow2"/><source pool="${pool}" volume="root.qcow2"/><target dev="vda"/></disk>
       <interface type="network"><source network="${lan}"/><model type="virtio"/></interface><serial type="pty"/>
       <graphics type="vnc" autoport="yes" passwd="geheim"/><watchdog model="i6300esb"/></devices></domain>`,
    );
    await host.define("define", fresh(manager, desk));
    names = [lan, pool, `${pool}/base.qcow2`, `${pool}/root.qcow2`, node, desk];
    untouched = await host.everything();
  });

  after(async () => {
    await stack?.dispose();
    for (const domain of [node, desk]) await host.virsh("undefine", domain).catch(() => undefined);
    await host.purge(lan);
    await host.purge(pool);
  });

  const run = (change: (program: string) => string = (text) => text): void => {
    const text = change(readFileSync(join(stack.folder, "imported.ts"), "utf8"));
    const { outputText } = ts.transpileModule(text, { compilerOptions: { module: ts.ModuleKind.CommonJS } });
    stack.file("index.js", outputText);
  };

  const changed = async (): Promise<Record<string, string[]>> => {
    const { steps } = (await stack.previewJson()) as Steps;
    const moving = steps.filter(({ op }) => op !== "same");
    return Object.fromEntries(
      moving.map(({ op, urn, detailedDiff }) => [
        `${op} ${urn.split("::").at(-1) as string}`,
        Object.keys(detailedDiff ?? {}),
      ]),
    );
  };

  it("writes the file and a program that compiles, and says what is kept in xml", async () => {
    const { exitCode, stderr } = await edgefleetIn(
      stack,
      ...["scan", "--uri", host.uri, "--out", "import.json", "--program", "imported.ts", ...names],
    );
    assert.equal(exitCode, 0, stderr);
    assert.include(stderr, "1 network, 1 pool, 2 volumes, 2 domains to import; 3 with xml");
    assert.match(stderr, new RegExp(`domain ${node}: kept in xml: .*devices/watchdog`));
    assert.notInclude(readFileSync(join(stack.folder, "imported.ts"), "utf8"), "geheim");
    const program = ts.createProgram([join(stack.folder, "imported.ts")], {
      strict: true,
      noEmit: true,
      skipLibCheck: true,
      types: [],
      module: ts.ModuleKind.CommonJS,
    });
    const problems = ts.getPreEmitDiagnostics(program).map(({ messageText }) => messageText);
    assert.deepEqual(problems, []);
    assert.equal(await host.everything(), untouched);
  });

  it("does not write over a file that is there", async () => {
    const again = await edgefleetIn(stack, "scan", "--uri", host.uri, "--out", "import.json", node);
    assert.equal(again.exitCode, 1);
    assert.include(again.stderr, "import.json was not written");
  });

  it("imports everything in one go, and the program shows no change", async () => {
    const key = /requireSecret\("(.*?)"\)/.exec(readFileSync(join(stack.folder, "imported.ts"), "utf8"))?.[1];
    await stack.run("config", "set", "--secret", key as string, "geheim");
    await stack.run(
      "import",
      ...["--file", "import.json", "--yes", "--protect=false", "--generate-code=false"],
    );
    assert.notInclude((await stack.run("stack", "export")).stdout, "geheim");
    run();
    assert.deepEqual(await changed(), {});
    await stack.refresh("--expect-no-changes");
    assert.deepEqual(await changed(), {});
    assert.equal(await host.everything(), untouched);
  });

  it("then changes one field, and that alone", async () => {
    run((text) => text.replace('memory: "64MiB"', 'memory: "80MiB"'));
    assert.deepEqual(await changed(), { [`update ${node}`]: ["memory"] });
    await stack.up();
    await stack.same();
    const definition = await host.virsh("dumpxml", "--inactive", "--security-info", node);
    assert.include(definition, ">81920</memory>");
    assert.include(definition, "i6300esb");
    assert.include(definition, "passwd='geheim'");
  });
});
