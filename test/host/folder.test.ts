// The private folder goes with its last file or its process, and what a killed one left goes with the next.
import { expect } from "chai";
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, readdirSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { VirshHost } from "../../provider/host/session";
import { StubVirsh } from "../support/stub-virsh";

const base = "/dev/shm";
const module_ = join(__dirname, "../../provider/host/session.js");
const ofProcess = (pid: number | undefined): string[] =>
  readdirSync(base).filter((name) => name.startsWith(`edgefleet-${String(pid)}-`));

describe("a private folder", () => {
  const children: ChildProcess[] = [];
  let stub: StubVirsh;

  /** Another process with a document on its way to a virsh that never answers; it lives until it is ended. */
  async function start(then = ""): Promise<ChildProcess> {
    const program = `
      const { VirshHost } = require(${JSON.stringify(module_)});
      const host = new VirshHost("test:///default", { virsh: ${JSON.stringify(stub.program)} });
      const define = { verb: "define", args: [{ option: "file", document: "d" }], documents: { d: { text: "<x/>" } } };
      const running = host.run(define).catch((error) => error.code);
      console.log("ready");
      process.stdin.resume();
      ${then}`;
    const child = spawn(process.execPath, ["-e", program], { stdio: ["pipe", "pipe", "inherit"] });
    children.push(child);
    await once(createInterface({ input: child.stdout }), "line");
    return child;
  }

  beforeEach(() => (stub = new StubVirsh(...Array<"hanging">(4).fill("hanging"))));

  afterEach(() => {
    stub.remove();
    for (const child of children.splice(0)) {
      child.kill("SIGKILL");
      for (const name of ofProcess(child.pid)) rmSync(join(base, name), { recursive: true });
    }
  });

  it("is for its owner alone", async () => {
    const child = await start();
    const [name] = ofProcess(child.pid) as [string];
    expect(statSync(join(base, name)).mode & 0o777).to.equal(0o700);
    for (const file of readdirSync(join(base, name)))
      expect(statSync(join(base, name, file)).mode & 0o077).to.equal(0);
  });

  for (const signal of ["SIGTERM", "SIGINT", "SIGHUP"] as const) {
    it(`is removed at ${signal}, of which the process still dies`, async () => {
      const child = await start();
      expect(ofProcess(child.pid)).to.have.length(1);
      child.kill(signal);
      const [, by] = (await once(child, "exit")) as [number | null, string | null];
      expect(by).to.equal(signal);
      expect(ofProcess(child.pid)).to.deep.equal([]);
    });
  }

  it("is left to whoever else listens to a signal", async () => {
    const child = await start(`process.on("SIGTERM", () => {
      void host.close();
      running.then((code) => process.exit(code === "aborted" ? 7 : 8));
    });`);
    child.kill("SIGTERM");
    const [code] = (await once(child, "exit")) as [number | null];
    expect(code).to.equal(7);
    expect(ofProcess(child.pid)).to.deep.equal([]);
  });

  it("is removed when the process ends by itself", async () => {
    const child = await start("process.exit(3);");
    if (child.exitCode === null) await once(child, "exit");
    expect(ofProcess(child.pid)).to.deep.equal([]);
  });

  it("of a killed process is removed by the next one; those of living ones and of strangers stay", async () => {
    const killed = await start();
    const living = await start();
    killed.kill("SIGKILL");
    await once(killed, "exit");
    expect(ofProcess(killed.pid)).to.have.length(1);
    const [name] = ofProcess(killed.pid) as [string];
    // The same process id, in another container.
    const stranger = join(base, name.replace(/^(edgefleet-\d+)-\d+-/, "$1-1-"));
    mkdirSync(stranger);
    await start();
    expect(existsSync(join(base, name))).to.equal(false);
    expect(existsSync(stranger)).to.equal(true);
    expect(ofProcess(living.pid)).to.have.length(1);
  });

  it("needs no listeners of its own, however many hosts there are", async () => {
    const first = new VirshHost("test:///default");
    const listeners = () =>
      ["exit", "SIGINT", "SIGTERM", "SIGHUP"].map((event) => process.listenerCount(event));
    const before = listeners();
    const hosts = Array.from({ length: 12 }, () => new VirshHost("test:///default"));
    expect(listeners()).to.deep.equal(before);
    for (const host of [first, ...hosts]) await host.close();
  });
});
