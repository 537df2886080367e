// Real libvirt hosts for tests: each in namespaces of its own, started once per mocha run and stopped at its end.
import { mkdtempSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { execa, execaSync } from "execa";

/** The repository's folder, as seen from dist/test/support. */
export const repository = dirname(dirname(dirname(__dirname)));
export const isolated = join(repository, "tools/host/isolated");

export class IsolatedHost {
  private constructor(
    readonly root: string,
    readonly uri: string,
  ) {}

  static async start(): Promise<IsolatedHost> {
    // A short path: a unix socket goes into it.
    const root = mkdtempSync("/tmp/eft-");
    process.once("exit", () => {
      execaSync(isolated, ["stop", root], { reject: false });
      // Tests have their pools in there.
      rmSync(root, { recursive: true, force: true });
    });
    const { stdout } = await execa(isolated, ["start", root]);
    return new IsolatedHost(root, stdout.trim());
  }

  /** Runs one virsh command here, beside Edgefleet; gives back its stdout. */
  async virsh(...args: string[]): Promise<string> {
    const { stdout } = await execa("virsh", ["-q", "-c", this.uri, ...args], {
      env: { LC_ALL: "C", VIRSH_HISTSIZE: "0" },
    });
    return stdout;
  }

  /** The same with a document as the command's `--file`. */
  async define(verb: string, xml: string): Promise<void> {
    const { stderr, exitCode } = await execa(
      "bash",
      ["-c", 'virsh -q -c "$1" "$2" <(cat)', "-", this.uri, verb],
      { input: xml, reject: false },
    );
    if (exitCode !== 0) throw new Error(`virsh ${verb}: ${stderr}`);
  }

  networks = (): Promise<string[]> => this.names("net-list", "--all", "--name");
  pools = (): Promise<string[]> => this.names("pool-list", "--all", "--name");
  domains = (): Promise<string[]> => this.names("list", "--all", "--name");

  async volumes(pool: string): Promise<string[]> {
    await this.virsh("pool-refresh", pool);
    return (await this.names("vol-list", pool)).map((line) => line.trim().split(/\s+/)[0] as string);
  }

  /** Everything that networks, pools and machines are, as text: equal before and after when nothing was touched. */
  async everything(): Promise<string> {
    const parts: string[] = [];
    for (const [list, dump] of [
      ["net-list", "net-dumpxml"],
      ["pool-list", "pool-dumpxml"],
      ["list", "dumpxml"],
    ] as const) {
      for (const uuid of (await this.names(list, "--all", "--uuid")).sort()) {
        const xml = await this.virsh(dump, uuid);
        parts.push(xml.replace(/<(available|allocation|capacity)[^]*?<\/\1>/g, ""));
      }
    }
    return parts.join("\n");
  }

  /** Removes every object whose name begins so. */
  async purge(prefix: string): Promise<void> {
    const ours = (names: string[]) => names.filter((name) => name.startsWith(prefix));
    const quietly = (...args: string[]) => this.virsh(...args).catch(() => "");
    for (const name of ours(await this.domains())) {
      await quietly("destroy", name);
      await quietly("undefine", name, "--nvram");
    }
    for (const name of ours(await this.networks())) {
      await quietly("net-destroy", name);
      await quietly("net-undefine", name);
    }
    for (const name of ours(await this.pools())) {
      await quietly("pool-destroy", name);
      await quietly("pool-undefine", name);
    }
  }

  async stop(): Promise<void> {
    await execa(isolated, ["stop", this.root]);
  }

  private async names(...args: string[]): Promise<string[]> {
    return (await this.virsh(...args))
      .split("\n")
      .map((line) => line.trim())
      .filter(Boolean);
  }
}

const running = new Map<string, Promise<IsolatedHost>>();

/** The host of that name of this mocha run; started when it is first asked for. */
export function sharedHost(name = "first"): Promise<IsolatedHost> {
  let host = running.get(name);
  if (!host) {
    host = IsolatedHost.start();
    running.set(name, host);
  }
  return host;
}

/** What has to be done before the hosts go. */
export const beforeStop: (() => Promise<void>)[] = [];

// Stands at the top of a file that mocha loads: a hook of the whole run.
after(async function () {
  this.timeout(60_000);
  for (const step of beforeStop) await step();
  for (const host of running.values()) await (await host).stop();
  running.clear();
});
