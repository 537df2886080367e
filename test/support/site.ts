// A site for virtual edge nodes: the stand-in orchestrator, on the address of a network that the stack makes, and
// programs for it. All of it is inside a host's namespaces.
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { execa } from "execa";
import type { Records } from "../../provider/orchestrator/stand-in/store";
import { isolated, repository, type IsolatedHost } from "./isolated-host";
import { freshSubnet, Stack } from "./stack";
import { fqdn, operator } from "./stand-in";

export class Site {
  readonly folder: string;
  private server: ChildProcess | undefined;

  private constructor(
    readonly host: IsolatedHost,
    readonly stack: Stack,
    private readonly bootFiles: string,
    private readonly subnet: string,
  ) {
    this.folder = join(stack.folder, "stand-in");
  }

  static async make(host: IsolatedHost, files?: string): Promise<Site> {
    const built = execa(join(repository, "tools/stand-in/build"), [], { stderr: "ignore" });
    const bootFiles = files ?? (await built).stdout;
    const stack = await Stack.make(host, {
      program: "",
      config: { "edgefleet:accelerator": "tcg" },
      secrets: { operator: operator.password },
      inside: true,
    });
    const site = new Site(host, stack, bootFiles, freshSubnet());
    await site.open();
    return site;
  }

  private get pidFile(): string {
    return join(this.stack.folder, "stand-in.pid");
  }

  get gateway(): string {
    return this.subnet.replace(/0\/24$/, "1");
  }

  /** Starts the orchestrator; it answers as soon as there is its address. */
  async open(): Promise<void> {
    const command = [
      // Its process id in the namespaces: what enters them does not pass signals on.
      ...["exec", this.host.root, "sh", "-c", 'echo $$ >"$0"; exec "$@"', this.pidFile],
      ...[process.execPath, join(repository, "dist/provider/cli/edgefleet.js")],
      ...["orchestrator", "--stand-in", "--listen", this.gateway, "--wait", "--port", "443"],
      ...["--http-port", "80", "--fqdn", fqdn, "--project", "site", "--user", operator.username],
      ...["--dir", this.folder, "--boot-files", this.bootFiles],
    ];
    const server = spawn(isolated, command, {
      stdio: ["ignore", "pipe", "pipe"],
      env: { ...process.env, EDGEFLEET_STAND_IN_PASSWORD: operator.password },
    });
    this.server = server;
    let said = "";
    await new Promise<void>((done, fail) => {
      for (const stream of [server.stdout, server.stderr])
        stream.on("data", (text) => {
          said += String(text);
          if (/\bca: /.test(said)) done();
        });
      server.on("exit", () => fail(new Error(`the stand-in ended: ${said}`)));
    });
  }

  /** As a power cut would. */
  async close(): Promise<void> {
    const { server } = this;
    this.server = undefined;
    if (!server || server.exitCode !== null) return;
    const ended = once(server, "exit");
    await execa(isolated, ["exec", this.host.root, "kill", "-9", readFileSync(this.pidFile, "utf8").trim()]);
    await ended;
  }

  /** A program with nodes such as `{ a: { onboarding: "nio" } }`; `more` are further arguments of VirtualEdgeNodes. */
  program(nodes: object, more: object = {}): void {
    const address = this.gateway;
    const args = {
      subnet: this.subnet,
      dnsHosts: { orchestrator: { ip: address, names: [`tinkerbell-haproxy.${fqdn}`] } },
      // Debian's iPXE has no HTTPS, and no script of its own.
      dnsmasqOptions: [`dhcp-boot=tag:ipxe,http://${address}/tink-stack/boot.ipxe`],
      ...{ vcpu: 1, memory: "512MiB", disk: "64MiB", vnc: false, autostart: false },
      provisioning: { logDir: join(this.stack.folder, "logs") },
      nodes,
      ...more,
    };
    this.stack.program(`
      const ca = require("node:fs").readFileSync(${JSON.stringify(join(this.folder, "ca.pem"))}, "utf8");
      const password = new pulumi.Config().requireSecret("operator");
      const username = ${JSON.stringify(operator.username)};
      const pool = new e.Pool("store", { path: ${JSON.stringify(join(this.stack.folder, "pool"))} });
      const site = new e.VirtualEdgeNodes("site", {
        orchestrator: new e.Orchestrator({
          fqdn: "${fqdn}", project: "site", username, password, ca, address: "${address}:443",
        }),
        onboardingUser: { username, password },
        pool,
        ...${JSON.stringify(args)},
      });
      exports.nodes = Object.fromEntries(Object.entries(site.nodes).map(
        ([key, { name, serial, mac, uuid, ip, hostId, stage }]) => [key, { name, serial, mac, uuid, ip, hostId, stage }],
      ));`);
  }

  /** What the orchestrator has. */
  records(): Records {
    return JSON.parse(readFileSync(join(this.folder, "records.json"), "utf8")) as Records;
  }

  async outputs(): Promise<Record<string, Record<string, string>>> {
    const { stdout } = await this.stack.run("stack", "output", "--json");
    return (JSON.parse(stdout) as { nodes: Record<string, Record<string, string>> }).nodes;
  }

  /** What a serial port has said. */
  consoleText(node: string, port: "console" | "agent"): string {
    const pool = join(this.stack.folder, "pool");
    const file = existsSync(pool) && readdirSync(pool).find((name) => name.includes(`-${node}-${port}-`));
    return file ? readFileSync(join(pool, file), "latin1") : "";
  }

  async dispose(): Promise<void> {
    await this.close();
    await this.stack.dispose();
  }
}
