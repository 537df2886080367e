// A provisioning from check to state, on a host whose consoles say what the test wants.
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { assert } from "chai";
import type { State } from "../../provider/core/state";
import { provisioning } from "../../provider/resources/provisioning";
import { ConsoleHost } from "../support/console-host";
import { Engine } from "../support/engine";
import { compactProfile } from "../support/provisioning-guest";

const incarnation = "0123456789abcdef-1";
const password = "pa55word-of-ann";

describe("a provisioning", function () {
  this.timeout(30_000);
  let folder: string;
  let program: State;

  before(() => {
    folder = mkdtempSync(join(tmpdir(), "eft-provisioning-"));
    const profile = join(folder, "compact.json");
    writeFileSync(profile, JSON.stringify(compactProfile));
    program = {
      domain: { name: "node", incarnation },
      profile,
      credentials: { username: "ann", password },
      logDir: join(folder, "logs"),
    };
  });

  after(() => rmSync(folder, { recursive: true }));

  /** A guest that goes through when the credentials are typed. */
  const willing = (host: ConsoleHost, { text }: { text: string }): void => {
    if (text === "") host.say(1, "test-agent: started\r\nUsername: ");
    if (text === "ann\r") host.say(1, "ann\r\nPassword: ");
    if (text === `${password}\r`) {
      host.say(
        1,
        `\r\nUsername, Password received: Processing\r\n${password} leaked\r\nSecure Boot Status MATCH\r\n`,
      );
      host.say(0, "edge login: ");
    }
  };
  const failed = async (engine: Engine, what: State): Promise<string> =>
    engine.up(what).then(
      () => assert.fail("it should have failed"),
      (error: Error) => error.message,
    );

  it("types the credentials, keeps the way in its state, and is silent from then on", async () => {
    const host = new ConsoleHost(willing);
    host.say(1, "test-agent: started\r\nUsername: ");
    const engine = new Engine(provisioning, host);
    assert.equal(await engine.up(program), "create");
    assert.deepEqual(host.typed, [
      { device: "serial1", text: "ann\r" },
      { device: "serial1", text: `${password}\r` },
    ]);
    assert.include(engine.kept?.outputs, { node: "node", stage: "login" });
    assert.isTrue(
      engine.words.some((word) =>
        /node: credentials \d+ s of about 2 s, 2 of 4 stages, \d+ s left/.test(word),
      ),
    );
    assert.equal(await engine.up(program), "same");
    await engine.refresh();
    assert.equal(await engine.up(program), "same");
    host.say(1, "Incorrect username and password provided.\r\n");
    assert.equal(await engine.up({ ...program, retries: 5 }), "update");
    assert.lengthOf(host.typed, 2, "a node that was provisioned is left alone");
  });

  it("writes a timeline and a console log for its owner alone, with secrets blacked out", () => {
    for (const name of readdirSync(join(folder, "logs"))) {
      const file = join(folder, "logs", name);
      assert.equal(statSync(file).mode & 0o777, 0o600);
      assert.notInclude(readFileSync(file, "utf8"), password);
    }
    const log = readFileSync(join(folder, "logs", "node.console.log"), "utf8");
    assert.match(log, /^\S+Z agent\| \[secret\] leaked$/m);
  });

  it("fails with what to do, is saved as not ready, and is gone on with", async () => {
    const host = new ConsoleHost();
    host.say(1, "test-agent: started\r\nUsername, Password received: Processing\r\n");
    const engine = new Engine(provisioning, host);
    const message = await failed(engine, { ...program, timeouts: { "secure-boot": "1s" } });
    assert.match(message, /^node "node" was not provisioned on qemu:\/\/\/system: nothing that is known/);
    assert.include(message, "(stalled, in stage secure-boot: time is up)");
    assert.include(message, "    Username, Password received: Processing\n");
    assert.include(engine.kept?.outputs, { stage: "secure-boot", failure: "stalled", isReady: false });
    host.say(1, "Secure Boot Status MATCH\r\n");
    host.say(0, "edge login: ");
    assert.equal(await engine.up(program), "update");
    assert.notProperty(engine.kept?.outputs, "failure");
  });

  it("is followed again when its machine was made anew", async () => {
    const host = new ConsoleHost(willing);
    host.say(0, "edge login: ");
    const engine = new Engine(provisioning, host);
    await engine.up({ ...program, domain: { name: "node", incarnation: "0123456789abcdef-1" } });
    const outputs = engine.kept?.outputs as State;
    outputs["machine"] = "0123456789abcdef-0/1";
    outputs["domain"] = { name: "node", incarnation: "0123456789abcdef-0" };
    assert.equal(await engine.up(program), "update");
    assert.equal(engine.kept?.outputs["machine"], `${incarnation}/1`);
  });

  it("switches a failed node off and on where that is wanted and helps", async () => {
    const host = new ConsoleHost(willing);
    host.running = false;
    const engine = new Engine(provisioning, host);
    assert.equal(await engine.up({ ...program, restartPolicy: "onFailure" }), "create");
    assert.equal(host.starts, 1);

    const refused = new ConsoleHost();
    refused.say(1, "test-agent: started\r\nIncorrect username and password provided.\r\nbye\r\n");
    const other = new Engine(provisioning, refused);
    assert.match(await failed(other, { ...program, restartPolicy: "onFailure" }), /refused \(credentials/);
    assert.equal(refused.starts, 0);
  });

  it("reads the parts of a log that were put aside as well", async () => {
    const host = new ConsoleHost();
    host.say(1, "test-agent: started\r\nUsername, Password received: Processing\r\n", ".1");
    host.say(1, "Secure Boot Status MATCH\r\n", ".0");
    host.say(1, "much more\r\n");
    host.say(0, "edge login: ");
    const engine = new Engine(provisioning, host);
    assert.equal(await engine.up(program), "create");
    assert.isEmpty(host.typed);
  });

  it("needs both consoles logged, and says how", async () => {
    const host = new ConsoleHost();
    host.ports = [true, false];
    assert.match(
      await failed(new Engine(provisioning, host), program),
      /its serial port 1 \(ttyS1\) keeps no log.*serials: \{ agent: \{ port: 1, log: \{ pool \} \} \}/,
    );
    host.ports = [true];
    assert.match(await failed(new Engine(provisioning, host), program), /it has no serial port 1 \(ttyS1\)/);
  });

  it("is checked before anything is touched, all at once", async () => {
    const engine = new Engine(provisioning, new ConsoleHost());
    const { credentials: _, ...without } = program;
    const { failures } = await engine.preview({ ...without, ending: "happy", timeouts: { nap: "1s" } });
    assert.sameMembers(
      failures.map(({ property }) => property),
      ["credentials", "ending", "timeouts.nap"],
    );
    const named = await engine.preview({ ...program, profile: "nobody" });
    assert.match(named.failures[0]?.reason ?? "", /no profile has this name/);
    const typed = await engine.preview({ ...program, credentials: { username: "ann", password: "a\rb" } });
    assert.deepEqual(
      typed.failures.map(({ property }) => property),
      ["credentials.password"],
    );
    assert.notInclude(JSON.stringify(typed.failures), "a\\rb");
  });
});
