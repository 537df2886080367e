// A kept virsh: many commands at once, failures, time-outs, lost connections, and its end.
import { expect } from "chai";
import { once } from "node:events";
import { readdirSync } from "node:fs";
import { setImmediate } from "node:timers/promises";
import { secretMark, type Command } from "../../provider/host/command";
import * as domains from "../../provider/host/domain";
import { HostError } from "../../provider/host/host";
import * as net from "../../provider/host/network";
import * as node from "../../provider/host/node";
import * as pools from "../../provider/host/pool";
import { VirshHost, type SessionOptions } from "../../provider/host/session";
import { StubVirsh, type ways } from "../support/stub-virsh";

const uri = "test:///default";
const isolated = (name: string): string => `<network><name>${name}</name></network>`;

describe("a session", () => {
  const opened: { close(): unknown }[] = [];

  function open(options: SessionOptions = {}, at = uri): VirshHost {
    const host = new VirshHost(at, options);
    opened.push(host);
    return host;
  }

  function stub(...bad: (keyof typeof ways)[]): StubVirsh {
    const made = new StubVirsh(...bad);
    opened.push({ close: () => made.remove() });
    return made;
  }

  afterEach(async () => {
    for (const one of opened.splice(0)) await one.close();
  });

  describe("that works", () => {
    it("gives each of many its own answer", async () => {
      const host = open({ sessions: 3 });
      const questions: [Command<"net-dumpxml" | "pool-dumpxml" | "dumpxml">, string][] = [
        [net.netDumpxml("default"), "<network"],
        // The test driver does not know --inactive.
        [{ ...pools.poolDumpxml("default-pool"), args: ["--pool=default-pool"] }, "<pool"],
        [domains.dumpxml("test"), "<domain"],
      ];
      const all = Array.from({ length: 20 }, () => questions).flat();
      const answers = await Promise.all(all.map(([command]) => host.run(command)));
      answers.forEach((answer, index) =>
        expect(answer).to.match(new RegExp(`^${all[index]?.[1] as string}`)),
      );
    });

    it("gives each its own answer or failure when they stand in line in one session", async () => {
      const host = open({ sessions: 1 });
      const names = Array.from({ length: 40 }, (_, i) => (i % 3 === 0 ? `nobody-${i}` : "test"));
      const answers = await Promise.all(names.map((name) => host.find(domains.dumpxml(name))));
      answers.forEach((answer, index) =>
        names[index] === "test"
          ? expect(answer).to.match(/^<domain[^]*<\/domain>\s*$/)
          : expect(answer).to.equal(undefined),
      );
    });

    it("uses no more of them than it may", async () => {
      const virsh = stub();
      const host = open({ sessions: 2, virsh: virsh.program });
      const slow = (text: string) => ({
        ...domains.desc("test", text, { live: false, config: true, title: false }),
        idempotent: false,
      });
      await Promise.all(Array.from({ length: 40 }, (_, i) => host.run(slow(`${i}`))));
      expect(virsh.starts).to.have.length(2);
    });

    it("asks once what several want to know while it waits, and anew what is wanted later", async () => {
      const virsh = stub("overheard");
      const host = open({ sessions: 1, virsh: virsh.program });
      await host.run(node.nodeinfo());
      const names = () => host.run(net.netList("name", "active"));
      const [first, ...others] = await Promise.all([host.run(node.nodeinfo()), names(), names(), names()]);
      expect(first.cpus).to.equal(16);
      expect(others).to.deep.equal([["default"], ["default"], ["default"]]);
      await host.run(net.netDestroy("default"));
      expect(await names()).to.deep.equal([]);
      await host.run(net.netStart("default"));
      expect(virsh.lines.filter((line) => line.startsWith("net-list"))).to.have.length(2);
    });

    it("gives every asker the failure of what was asked once", async () => {
      const host = open({ sessions: 1 });
      const asked = Array.from({ length: 3 }, () =>
        host.run(domains.dumpxml("nobody")).catch((error: HostError) => error.code),
      );
      expect(await Promise.all(asked)).to.deep.equal(["not-found", "not-found", "not-found"]);
    });

    it("goes on after a failure", async () => {
      const host = open({ sessions: 1 });
      const failed = await host.run(net.netStart("default")).catch((error: HostError) => error);
      expect(failed).to.include({ code: "active", uri });
      expect((failed as HostError).message).to.contain(`virsh -c ${uri} net-start --network=default`);
      expect(await host.run(net.netList("name"))).to.deep.equal(["default"]);
    });

    it("tells what is gone from what failed", async () => {
      const host = open();
      expect(await host.find(domains.dominfo("nobody"))).to.equal(undefined);
      expect(await host.find(net.netDumpxml("99999999-1111-4111-8111-111111111111"))).to.equal(undefined);
      expect(await host.find(pools.poolInfo("nowhere"))).to.equal(undefined);
      const error = await host.find(net.netDefine("<network/>")).catch((caught: HostError) => caught);
      expect(error).to.include({ code: "invalid" });
    });

    it("leaves flags out that libvirt does not know over there", async () => {
      const host = open();
      const command: Command<"nodeinfo"> = {
        ...node.nodeinfo(),
        args: [{ flag: "--no-such-flag", since: "99.0.0" }],
      };
      expect((await host.run(command)).cpus).to.equal(16);
      const known = { ...command, args: [{ flag: "--no-such-flag", since: "1.0.0" }] };
      expect(await host.run(known).catch((error: Error) => error.message)).to.contain("no-such-flag");
    });

    it("shows no secret that libvirt quotes, neither as it is nor as XML", async () => {
      const host = open();
      const secret = "pa'ss<word>";
      const document = `<network><name>n</name><ip address="${secretMark("a")}" prefix="24"/></network>`;
      const command = { ...net.netDefine(document), args: [{ option: "file", document: "network" }] };
      const error = await host.run(command, { secrets: { a: secret } }).catch((caught: HostError) => caught);
      expect((error as HostError).message)
        .to.contain("[secret]")
        .and.not.contain("pa'ss")
        .and.not.contain("word");
    });
  });

  describe("leaves nothing behind", () => {
    const folders = (): string[] =>
      readdirSync("/dev/shm").filter((name) => name.startsWith(`edgefleet-${process.pid}-`));

    it("of documents, contents or commands, neither when they work nor when they fail", async () => {
      const before = folders();
      const host = open();
      await host.run(net.netDefine(isolated("n")));
      await host.run(net.netDefine("<network/>")).catch(() => undefined);
      await host.put("default-pool", "none", { bytes: Buffer.from("x") }).catch(() => undefined);
      await host.get("default-pool", "none").catch(() => undefined);
      expect(folders()).to.deep.equal(before);
    });

    it("of a document that was under way when it was closed", async () => {
      const before = folders();
      const host = open({ virsh: stub("hanging").program });
      const running = host.run(net.netDefine(isolated("n"))).catch((error: HostError) => error.code);
      expect(folders()).to.have.length(before.length + 1);
      await host.close();
      expect(folders()).to.deep.equal(before);
      expect(await running).to.equal("aborted");
    });
  });

  describe("that goes wrong", () => {
    it("says that virsh is missing, and what to install", async () => {
      const host = open({ virsh: "/nonexistent/virsh" });
      const error = await host.run(node.nodeinfo()).catch((caught: HostError) => caught);
      expect(error).to.include({ code: "unreachable" });
      expect((error as HostError).reason).to.match(/not installed.*libvirt-clients/);
    });

    it("tells all that wait of a refused connection, after one attempt", async () => {
      const virsh = stub();
      const host = open(
        { sessions: 1, virsh: virsh.program },
        "qemu+unix:///system?socket=/nonexistent/socket",
      );
      const all = await Promise.all(
        Array.from({ length: 5 }, () => host.find(node.nodeinfo()).catch((error: HostError) => error)),
      );
      for (const error of all) {
        expect(error).to.include({ code: "unreachable" });
        expect((error as HostError).reason).to.match(
          /Failed to connect socket to '\/nonexistent\/socket': No such file/,
        );
      }
      expect(await host.run(node.nodeinfo()).catch((error: HostError) => error.code)).to.equal("unreachable");
      expect(virsh.starts).to.have.length(1);
    });

    it("gives up a connection that does not come", async () => {
      const host = open({ virsh: stub("silent").program, connectTimeout: 50 });
      const all = await Promise.all(
        [0, 1].map(() => host.run(node.nodeinfo()).catch((error: HostError) => error)),
      );
      for (const error of all) expect(error).to.include({ code: "unreachable" });
      expect((all[0] as HostError).reason)
        .to.match(/^no connection within/)
        .and.not.match(/outcome/);
    });

    it("gives up a command that hangs, says that its outcome is unknown, and serves the next", async () => {
      const host = open({ virsh: stub("hanging").program, sessions: 1, timeout: 50 });
      const hanging = host.run(net.netDestroy("default")).catch((error: HostError) => error);
      const error = (await hanging) as HostError;
      expect(error).to.include({ code: "timeout" });
      expect(error.reason).to.match(/the outcome is unknown/);
      expect((await host.run({ ...net.netInfo("default"), timeout: 60_000 })).active).to.equal(true);
    });

    it("repeats what stood in line behind a command that hangs, and tells only that one of its time", async () => {
      const virsh = stub("hanging");
      const host = open({ virsh: virsh.program, sessions: 1 });
      const hanging = host.run({ ...net.netInfo("default"), timeout: 50 });
      const others = [net.netDumpxml("default"), domains.dumpxml("test")].map((command) => host.run(command));
      expect(await hanging.catch((error: HostError) => error)).to.include({ code: "timeout" });
      const [network, domain] = await Promise.all(others);
      expect(network).to.match(/^<network/);
      expect(domain).to.match(/^<domain/);
      expect(virsh.starts).to.have.length(2);
    });

    it("lets nothing stand in line behind what asks every QEMU", async () => {
      const virsh = stub("hanging", "dying");
      const host = open({ virsh: virsh.program, sessions: 1 });
      const hanging = host.run({ ...domains.domstats(), timeout: 50 });
      // It never went to the first session: it still has its second attempt when the next one dies.
      const other = host.run(net.netDumpxml("default"));
      expect(await hanging.catch((error: HostError) => error)).to.include({ code: "timeout" });
      expect(await other).to.match(/^<network/);
      expect(virsh.starts).to.have.length(3);
    });

    it("goes on with the sessions that it has when the host gives it no more", async () => {
      const virsh = stub("genuine", "refused", "refused", "refused");
      const host = open({ virsh: virsh.program, sessions: 4 });
      await host.run(node.nodeinfo());
      const [first] = virsh.starts as [number];
      process.kill(first, "SIGSTOP");
      const titled = (text: string) =>
        domains.desc("test", text, { live: false, config: true, title: false });
      const change = (text: string) => host.run({ ...titled(text), idempotent: false });
      const asked = ["a", "b", "c", "d"].map(change);
      const seen = host.run(domains.dumpxml("test"));
      await setImmediate();
      const refused = host["sessions"].filter((session) => !session.connected);
      expect(refused).to.have.length(3);
      await Promise.all(refused.map((session) => once(session["child"], "close")));
      asked.push(change("e"));
      process.kill(first, "SIGCONT");
      await Promise.all(asked);
      expect(await seen).to.match(/^<domain/);
      expect(virsh.starts).to.have.length(4);
    });

    it("tries again once what can be run twice", async () => {
      const virsh = stub("dying");
      const host = open({ virsh: virsh.program, sessions: 1 });
      expect(await host.run(net.netList("name"))).to.deep.equal(["default"]);
      expect(virsh.starts).to.have.length(2);
    });

    it("tries it once, not for ever", async () => {
      const virsh = stub("dying", "dying");
      const host = open({ virsh: virsh.program, sessions: 1 });
      expect(await host.run(net.netList("name")).catch((error: HostError) => error.code)).to.equal(
        "unreachable",
      );
      expect(virsh.starts).to.have.length(2);
    });

    it("says of anything else that its outcome is unknown", async () => {
      const virsh = stub("dying");
      const host = open({ virsh: virsh.program, sessions: 1 });
      const error = (await host
        .run(net.netDestroy("default"))
        .catch((caught: HostError) => caught)) as HostError;
      expect(error).to.include({ code: "unreachable" });
      expect(error.reason).to.match(/the outcome is unknown/);
      expect(virsh.starts).to.have.length(1);
    });

    it("survives that a real virsh is killed while it works", async () => {
      const virsh = stub();
      const host = open({ virsh: virsh.program, sessions: 1 });
      await host.run(node.nodeinfo());
      const [pid] = virsh.starts as [number];
      process.kill(pid, "SIGSTOP");
      const running = host.run(net.netList("name"));
      process.kill(pid, "SIGKILL");
      expect(await running).to.deep.equal(["default"]);
      expect(virsh.starts).to.have.length(2);
    });
  });

  describe("whose engine is gone", () => {
    it("sends nothing any more, not even what was asked for before", async () => {
      let gone = false;
      const guard = (): void => {
        if (gone) throw new HostError("aborted", "the engine is gone", "", uri);
      };
      const host = open({ sessions: 1, guard });
      const asked = [net.netDestroy("default"), net.netUndefine("default")].map((command) =>
        host.run(command).catch((error: HostError) => error.code),
      );
      gone = true;
      expect(await Promise.all(asked)).to.deep.equal(["aborted", "aborted"]);
      expect(await host.run(node.nodeinfo()).catch((error: HostError) => error.code)).to.equal("aborted");
      gone = false;
      expect((await host.run(net.netInfo("default"))).active).to.equal(true);
    });

    it("says so in the guard's own words", async () => {
      const guard = (): void => {
        throw new Error("stop");
      };
      expect(
        await open({ guard })
          .run(node.nodeinfo())
          .catch((error: Error) => error.message),
      ).to.equal("stop");
    });
  });

  describe("that is closed", () => {
    const words = /the connection to the host was closed before this was run/;

    it("fails what waits", async () => {
      const host = open({ sessions: 1 });
      const asked = Array.from({ length: 4 }, () =>
        host.run(node.nodeinfo()).catch((error: HostError) => error),
      );
      await host.close();
      for (const error of await Promise.all(asked)) {
        expect(error).to.include({ code: "aborted", uri });
        expect((error as HostError).reason).to.match(words);
      }
    });

    it("fails what is under way, and does not try it again", async () => {
      const virsh = stub();
      const host = open({ virsh: virsh.program, sessions: 1 });
      await host.run(node.nodeinfo());
      const running = host.run(node.nodeinfo()).catch((error: HostError) => error);
      await host.close();
      expect(await running).to.include({ code: "aborted" });
      expect(virsh.starts).to.have.length(1);
    });

    it("runs nothing any more", async () => {
      const virsh = stub();
      const host = open({ virsh: virsh.program });
      await host.close();
      const later = [
        host.run(node.nodeinfo()),
        host.run(net.netDefine(isolated("n"))),
        host.find(node.nodeinfo()),
        host.put("p", "v", { bytes: Buffer.from("x") }),
        host.get("p", "v"),
      ];
      for (const one of later) {
        const error = await (one as Promise<unknown>).catch((caught: HostError) => caught);
        expect(error).to.include({ code: "aborted" });
        expect((error as HostError).reason).to.match(words);
      }
      expect(virsh.starts).to.deep.equal([]);
    });

    it("can be closed twice", async () => {
      const host = open();
      await host.run(node.nodeinfo());
      await host.close();
      await host.close();
    });
  });
});
