// Secrets are planted everywhere a program can put them, and looked for everywhere they could come to light.
import { assert } from "chai";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { inflateRawSync } from "node:zlib";
import { Gate } from "../support/gate";
import { sharedHost, type IsolatedHost } from "../support/isolated-host";
import { allProcesses } from "../support/processes";
import { type Run } from "../support/output";
import { freshSubnet, Stack } from "../support/stack";

/** Values that no other text has. */
const planted = {
  screen: "Vz7#q<P1",
  note: "n0te-h3ld-back-0ne",
  mail: "smtp-p4ss&word",
  option: "t0k3n-in-txt",
  seed: "cl0ud-1nit-p4ss",
};
const changed = { screen: "Vz7#q<P2", note: "n0te-h3ld-back-t00" };
const all = [...Object.values(planted), ...Object.values(changed)];

describe("secrets", function () {
  this.timeout(180_000);
  const folder = mkdtempSync("/tmp/eft-gate-");
  const gate = new Gate(folder);
  const subnet = freshSubnet();
  const shown: string[] = [];
  let host: IsolatedHost;
  let stack: Stack;

  // The CLI itself blacks out what is in its configuration; what a program makes secret it does not know.
  const program = (screen: string, note: string) => `
    const config = new pulumi.Config();
    const note = ${JSON.stringify(note)};
    const lan = new e.Network("lan", {
      subnet: "${subnet}",
      dnsmasqOptions: [pulumi.interpolate\`txt-record=site,\${config.requireSecret("option")}\`],
    });
    const pool = new e.Pool("store", { path: "${folder}/pool" });
    new e.CloudInitDisk("seed", { pool, userData: { password: "${planted.seed}", note } });
    new e.Domain("vm", {
      memory: "32MiB", accelerator: "tcg", shutdownTimeout: "0s",
      description: pulumi.secret("${note}"),
      title: config.requireSecret("mail"),
      nics: { lan: { network: lan } },
      vnc: { password: pulumi.secret("${screen}") },
    });`;

  before(async () => {
    host = await sharedHost();
    stack = await Stack.make(host, {
      program: program(planted.screen, planted.note),
      path: [gate.bin],
      env: { XDG_CACHE_HOME: join(folder, "cache"), HOME: folder },
      secrets: { mail: planted.mail, option: planted.option },
    });
  });

  after(async () => {
    gate.open();
    await stack?.dispose();
    rmSync(folder, { recursive: true, force: true });
  });

  const keep = (run: Run): void => void shown.push(run.text);

  /** Which of the planted values are in this text, also as libvirt's XML or JSON would write them. */
  function found(text: string): string[] {
    const spellings = (value: string) => [
      value,
      value.replaceAll("&", "&amp;").replaceAll("<", "&lt;"),
      JSON.stringify(value).slice(1, -1).replaceAll("<", "\\u003c").replaceAll("&", "\\u0026"),
    ];
    return all.filter((value) => spellings(value).some((spelling) => text.includes(spelling)));
  }

  /** Files in folders of that name; some may vanish while we look. */
  function filesOf(parent: string, name: RegExp): { path: string; mode: number; text: string }[] {
    return readdirSync(parent)
      .filter((entry) => name.test(entry))
      .flatMap((entry) => {
        try {
          const paths = readdirSync(join(parent, entry)).map((file) => join(parent, entry, file));
          return paths.map((path) => ({ path, mode: statSync(path).mode, text: readFileSync(path, "utf8") }));
        } catch {
          return [];
        }
      });
  }

  /** Packed values are looked into as well. */
  function unpacked(text: string): string {
    const packed = text.match(/"[A-Za-z0-9+/]{80,}={0,2}"/g) ?? [];
    return packed
      .map((literal) => {
        try {
          return inflateRawSync(Buffer.from(literal.slice(1, -1), "base64")).toString("utf8");
        } catch {
          return "";
        }
      })
      .join("\n");
  }

  it("are on no command line while they are handed over, and in no file that others can read", async () => {
    gate.close({ verb: "define", when: "before" });
    const run = stack.start(["up", "--yes"]);
    await gate.reached(run);
    const commands = allProcesses().map(({ command }) => command);
    const holding = filesOf("/dev/shm", /^edgefleet-/).filter(({ text }) => found(text).length > 0);
    gate.open();
    keep(await stack.expect(run));
    assert.deepEqual(found(commands.join("\n")), []);
    assert.isNotEmpty(holding, "the document that libvirt is about to read");
    for (const { path, mode } of holding) assert.equal(mode & 0o077, 0, path);
    assert.deepEqual(
      found(
        allProcesses()
          .map(({ command }) => command)
          .join("\n"),
      ),
      [],
      "also not with QEMU running",
    );
    const xml = await host.virsh("dumpxml", "--security-info", stack.resource("vm").id);
    assert.isNotEmpty(found(xml), "they did arrive");
  });

  it("are in no text on the screen, not in preview --json, not when they change", async () => {
    stack.program(program(changed.screen, changed.note));
    keep(await stack.preview("--diff"));
    keep(await stack.preview("--json"));
    keep(await stack.up());
    await host.virsh("desc", stack.resource("vm").id, "--config", "somebody was here");
    keep(await stack.refresh());
    keep(await stack.up());
    assert.deepEqual(found(shown.join("\n")), []);
  });

  it("are not in the text of an error", async () => {
    stack.program(
      program(changed.screen, changed.note).replace("txt-record=site", "no-such-option-of-dnsmasq=site"),
    );
    const run = await stack.fails("up", "--yes", "--skip-preview");
    assert.deepEqual(found(run.text), []);
    stack.program(program(changed.screen, changed.note));
    keep(await stack.up());
  });

  it("are encrypted in the state, its backups and its history", async () => {
    const exported = (await stack.run("stack", "export")).stdout;
    const backend = readdirSync(join(stack.folder, "backend"), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => readFileSync(join(entry.parentPath, entry.name), "utf8"));
    assert.isAbove(backend.length, 3);
    for (const text of [exported, ...backend]) {
      assert.deepEqual(found(text), []);
      assert.deepEqual(found(unpacked(text)), [], "packed");
    }
    const revealed = (await stack.run("stack", "export", "--show-secrets")).stdout;
    assert.includeMembers(found(revealed), [planted.option, planted.seed, changed.note]);
  });

  it("are not in virsh's history, and nothing of a session is left", async () => {
    assert.isFalse(existsSync(join(folder, "cache/libvirt/virsh/history")));
    assert.isFalse(existsSync(join(folder, ".cache/libvirt/virsh/history")));
    await stack.destroy();
    assert.isEmpty(stack.processes());
  });
});
