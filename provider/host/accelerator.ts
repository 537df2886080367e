// Does KVM really work there? Capabilities lie on nested machines, so a guest is run for a moment, with the CPU
// that our machines get: its firmware has to leave the address of COM1 in the BIOS data area (0x400), which only
// running code does.
import { randomUUID } from "node:crypto";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { homedir } from "node:os";
import { dirname, join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { parseXml } from "../core/xml";
import * as domains from "./domain";
import type { Host } from "./host";
import * as node from "./node";

export interface Proof {
  accelerator: "kvm" | "tcg";
  /** Said once to the user when KVM was hoped for in vain. */
  because?: string;
}

const patience = 5000;

export async function proveAccelerator(host: Host, identity: string): Promise<Proof> {
  const offered = parseXml(await host.run(node.capabilities()))
    .all("guest/arch/domain")
    .some((domain) => domain.value("@type") === "kvm");
  if (!offered)
    return {
      accelerator: "tcg",
      because: `${host.uri} offers no KVM; guests are emulated (TCG), which is many times slower`,
    };

  const { hypervisor } = await host.run(node.version());
  const key = `${identity} ${hypervisor}`;
  const known = await remembered();
  const works = known[key] ?? (await tryGuest(host));
  if (known[key] === undefined) await remember({ ...known, [key]: works });
  return works
    ? { accelerator: "kvm" }
    : {
        accelerator: "tcg",
        because: `${host.uri} says it has KVM, but a test guest did not run under it; guests are emulated (TCG), which is many times slower. Set edgefleet:accelerator to kvm or tcg to skip the test`,
      };
}

async function tryGuest(host: Host): Promise<boolean> {
  const uuid = randomUUID();
  try {
    await host.run(domains.create(testGuest(uuid)));
    for (const end = Date.now() + patience; Date.now() < end; await pause(100)) {
      if (/0xf8 0x03/.test(await host.run(domains.monitor(uuid, "xp /2xb 0x400")))) return true;
    }
    return false;
  } catch {
    return false;
  } finally {
    await host.find(domains.destroy(uuid)).catch(() => undefined);
  }
}

const testGuest = (uuid: string): string => `<domain type="kvm">
  <name>edgefleet-kvm-test-${uuid.slice(0, 8)}</name>
  <uuid>${uuid}</uuid>
  <memory unit="MiB">32</memory>
  <vcpu>1</vcpu>
  <os><type arch="x86_64" machine="q35">hvm</type></os>
  <cpu mode="host-model"/>
  <devices>
    <serial type="null"/>
    <memballoon model="none"/>
  </devices>
</domain>`;

function cacheFile(): string {
  return join(process.env["XDG_CACHE_HOME"] ?? join(homedir(), ".cache"), "edgefleet", "accelerators.json");
}

async function remembered(): Promise<Record<string, boolean>> {
  try {
    return JSON.parse(await readFile(cacheFile(), "utf8")) as Record<string, boolean>;
  } catch {
    return {};
  }
}

/** Not being able to remember costs five seconds the next time, nothing else. */
async function remember(all: Record<string, boolean>): Promise<void> {
  try {
    await mkdir(dirname(cacheFile()), { recursive: true });
    await writeFile(cacheFile(), `${JSON.stringify(all, undefined, 2)}\n`);
  } catch {
    return;
  }
}
