// No name changes the structure of a command: not in a session, not in the words that a person could type.
import { expect } from "chai";
import { execFileSync } from "node:child_process";
import fc from "fast-check";
import { HostError, type Host } from "../../provider/host/host";
import * as domains from "../../provider/host/domain";
import * as net from "../../provider/host/network";
import { commandLine } from "../../provider/host/line";
import * as volumes from "../../provider/host/volume";
import { contents, testDriver } from "../support/hosts";

const nasty = fc.constantFrom(
  "; net-destroy default",
  "default; net-undefine default #",
  `" ; net-destroy default ; echo "`,
  "' net-destroy default '",
  "\\",
  '\\"',
  "--all",
  "-h",
  "$(id)",
  "`id`",
  "#",
  "a b",
  "ü😀",
  "echo",
  "\n net-destroy default\n",
  "\t",
  "\u0000",
  "quit",
  "'",
);
const names = fc
  .array(fc.oneof(nasty, fc.string({ unit: "binary", maxLength: 20 })), { minLength: 1, maxLength: 3 })
  .map((parts) => parts.join(""));

describe("commands, for every name", function () {
  this.timeout(30_000);
  let host: Host;
  before(async () => {
    host = await testDriver.open();
  });
  after(() => host.close());

  it("ask for that name and nothing else, and the session goes on", async () => {
    const untouched = await contents(host);
    const commands = (name: string) => [
      net.netDestroy(name),
      net.netDumpxml(name),
      volumes.volDumpxml("default-pool", name),
      domains.dumpxml(name),
    ];
    await fc.assert(
      fc.asyncProperty(names, fc.integer({ min: 0, max: 3 }), async (name, which) => {
        const command = commands(name)[which] as ReturnType<typeof net.netDumpxml>;
        const answer = await host.run(command).then(
          () => undefined,
          (error: HostError) => error,
        );
        // "1" is the id of the test driver's one domain, "test" its name.
        if (answer === undefined) {
          expect(["default", "test", "1"]).to.include(name.trim());
          return;
        }
        expect(answer).to.be.instanceOf(HostError);
        expect(["not-found", "invalid", "failed"]).to.include(answer.code);
        expect(await host.run(net.netList("name"))).to.deep.equal(["default"]);
      }),
      { numRuns: 150 },
    );
    expect(await contents(host)).to.deep.equal(untouched);
    expect((await host.run(net.netInfo("default"))).active).to.equal(true);
  });

  it("are shown so that a shell reads the same words", () => {
    const clean = names.map((name) => name.replaceAll("\0", ""));
    fc.assert(
      fc.property(clean, clean, (a, b) => {
        const line = commandLine("qemu:///system", volumes.volDumpxml(a, b));
        const read = execFileSync("bash", ["-c", `printf '%s\\0' ${line}`], { encoding: "utf8" })
          .split("\0")
          .slice(0, -1);
        expect(read).to.deep.equal([
          "virsh",
          "-c",
          "qemu:///system",
          "vol-dumpxml",
          `--pool=${a}`,
          `--vol=${b}`,
        ]);
      }),
      { numRuns: 40 },
    );
  });
});
