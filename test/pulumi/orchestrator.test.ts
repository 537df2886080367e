// Orchestrator resources under the real CLI, against the stand-in orchestrator.
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { assert } from "chai";
import { sharedHost } from "../support/isolated-host";
import { Stack } from "../support/stack";
import { clientOf, connectionOf, operator, standIn, type TestStandIn } from "../support/stand-in";

describe("an orchestrator in a program", function () {
  this.timeout(400_000);
  let server: TestStandIn;
  let stack: Stack;

  const program = (name: string) => `
    const orchestrator = new e.Orchestrator(${JSON.stringify(connectionOf(server))});
    const os = new e.OsProfile("os", { orchestrator, profile: "microvisor-nonrt" });
    const host = new e.OrchestratorHost("n1", { orchestrator, name: ${JSON.stringify(name)} }, { dependsOn: os });
    exports.serial = host.serial;
    exports.id = host.hostId;`;

  before(async () => {
    server = await standIn();
    // No libvirt answers there, and none is needed.
    const config = { "edgefleet:uri": "qemu+unix:///system?socket=/nonexistent/sock" };
    stack = await Stack.make(await sharedHost(), { program: program("n1"), config });
  });
  after(async () => {
    await stack?.dispose();
    await server?.dispose();
  });

  it("registers, changes, survives a refresh, and leaves nothing, without any libvirt", async () => {
    const client = clientOf(server);
    await stack.up();
    const [record] = await client.hosts();
    assert.deepInclude(record, {
      name: "n1",
      serialNumber: stack.resource("n1").outputs["serial"] as string,
    });
    await stack.refresh();
    await stack.same();
    stack.program(program("cellar"));
    const shown = await stack.preview("--diff");
    assert.match(shown.text, /name: n1 → cellar \(live\)/);
    await stack.up();
    assert.equal((await client.hosts())[0]?.name, "cellar");

    const exported = (await stack.run("stack", "export")).stdout;
    const files = readdirSync(join(stack.folder, "backend"), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => readFileSync(join(entry.parentPath, entry.name), "utf8"));
    const spelled = [operator.password, JSON.stringify(operator.password).slice(1, -1), 'pa\\\\"ss'];
    for (const text of [shown.text, exported, ...files])
      for (const secret of spelled) assert.notInclude(text, secret);

    await stack.destroy();
    assert.isEmpty(await client.hosts());
    await client.close();
  });

  it("that lets nobody in, says so once, where, and what to do", async () => {
    stack.program(program("n1").replace(JSON.stringify(operator.password), '"not-the-password"'));
    const { text } = await stack.fails("up", "--yes", "--skip-preview");
    assert.include(text, 'user "operator" was not let in');
    assert.include(text, "orchestrator stand-in.test");
    assert.notInclude(text, "not-the-password");
    assert.notMatch(text, /\n {4}at /);
  });
});
