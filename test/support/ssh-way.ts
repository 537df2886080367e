// A way to an isolated host by ssh: a server on loopback, and a user's ssh set-up that leads there over a jump host.
import { spawn, type ChildProcessByStdio } from "node:child_process";
import { once } from "node:events";
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Readable } from "node:stream";
import { execa, execaSync } from "execa";
import { isolated, type IsolatedHost } from "./isolated-host";

type Program = ChildProcessByStdio<null, Readable, Readable>;

export class SshWay {
  /** `site` is a name of the ssh configuration alone. */
  readonly uri = "qemu+ssh://site/system";
  /** Set it for programs that shall know the key. */
  readonly env: Record<string, string>;

  private constructor(
    /** With an `ssh` that has the configuration; to stand first on PATH. */
    readonly folder: string,
    private readonly root: string,
    private readonly port: number,
    private server: Program,
    private readonly agent: Program,
  ) {
    this.env = { SSH_AUTH_SOCK: join(folder, "agent") };
  }

  static async to({ root }: IsolatedHost): Promise<SshWay> {
    const folder = mkdtempSync(join(tmpdir(), "eft-ssh-"));
    const at = (name: string) => join(folder, name);
    for (const key of ["host_key", "jump_key", "site_key"])
      await execa("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-f", at(key)]);
    const admit = [slurp(at("jump_key.pub")), slurp(at("site_key.pub"))].join("");
    writeFileSync(join(root, "ssh/authorized_keys"), admit, { mode: 0o600 });
    writeFileSync(join(root, "ssh/host_key"), slurp(at("host_key")), { mode: 0o600 });
    const port = await freePort();
    const server = await serve(root, port);
    // The key of the host itself is in the agent and nowhere else.
    const agent = start("ssh-agent", "-D", "-a", at("agent"));
    await once(agent.stdout, "data");
    const way = new SshWay(folder, root, port, server, agent);
    process.once("exit", () => [way.server, way.agent].forEach((program) => program.kill("SIGTERM")));
    await execa("ssh-add", ["-q", at("site_key")], { env: way.env });
    rmSync(at("site_key"));
    const user = (await execa("id", ["-un", "0"])).stdout;
    const common = `  HostName 127.0.0.1\n  Port ${port}\n  User ${user}\n  UserKnownHostsFile ${at("known_hosts")}\n`;
    writeFileSync(
      at("config"),
      `Host jump\n${common}  HostKeyAlias jump\n  IdentityFile ${at("jump_key")}\n  IdentitiesOnly yes\n` +
        `Host site\n${common}  HostKeyAlias site\n  ProxyJump jump\n`,
    );
    way.know("jump", "site");
    writeFileSync(at("ssh"), `#!/bin/sh\nexec "${which("ssh")}" -F "${at("config")}" "$@"\n`);
    chmodSync(at("ssh"), 0o755);
    return way;
  }

  /** Whose host keys are known. */
  know(...hosts: string[]): void {
    const key = slurp(join(this.folder, "host_key.pub"));
    writeFileSync(join(this.folder, "known_hosts"), hosts.map((host) => `${host} ${key}`).join(""));
  }

  /** From now on nobody listens. */
  close(): Promise<void> {
    return end(this.server);
  }

  async open(): Promise<void> {
    this.server = await serve(this.root, this.port);
  }

  async dispose(): Promise<void> {
    await Promise.all([end(this.server), end(this.agent)]);
    rmSync(this.folder, { recursive: true, force: true });
  }
}

const start = (program: string, ...args: string[]): Program =>
  spawn(program, args, { stdio: ["ignore", "pipe", "pipe"] });

async function end(program: Program): Promise<void> {
  if (program.exitCode !== null || program.signalCode !== null) return;
  const gone = once(program, "exit");
  program.kill("SIGTERM");
  await gone;
}

const slurp = (file: string): string => readFileSync(file, "utf8");
const which = (program: string): string => execaSync("which", [program]).stdout;

async function serve(root: string, port: number): Promise<Program> {
  const server = start(isolated, "sshd", root, String(port));
  let said = "";
  await new Promise<void>((listening, fail) => {
    server.stderr.setEncoding("utf8").on("data", (text: string) => {
      said += text;
      if (/Server listening/.test(said)) listening();
    });
    server.stderr.once("end", () => fail(new Error(`sshd did not start:\n${said}`)));
  });
  return server;
}

async function freePort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>((bound) => probe.listen(0, "127.0.0.1", bound));
  const { port } = probe.address() as AddressInfo;
  await new Promise((closed) => probe.close(closed));
  return port;
}
