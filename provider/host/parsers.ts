// What virsh prints, as values. One pure parser per verb that says something.
import type { DomainState, DomainStats } from "./domain";
import type { Lease, Results } from "./results";
import type { Verb } from "./command";

/** `Key:   value` lines. */
function table(text: string): Record<string, string> {
  const rows = text.split("\n").map((line) => /^\s*([^:]+?):\s*(.*?)\s*$/.exec(line));
  return Object.fromEntries(rows.flatMap((row) => (row ? [[row[1] as string, row[2] as string]] : [])));
}

const lines = (text: string): string[] =>
  text
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "");

/** `wlp3s0     52:54:00:ab:cd:ef  ipv4   10.0.0.5/24`, in the columns of net-dhcp-leases and domifaddr alike. */
function leases(text: string): Lease[] {
  return lines(text).flatMap((line) => {
    const match = /([0-9a-f]{2}(?::[0-9a-f]{2}){5})\s+(ipv4|ipv6)\s+([^\s/]+)(?:\/\d+)?(?:\s+(\S+))?/i.exec(
      line,
    );
    if (!match) return [];
    const hostname = match[4] && match[4] !== "-" ? { hostname: match[4] } : {};
    return [
      {
        mac: match[1] as string,
        protocol: match[2] as "ipv4" | "ipv6",
        address: match[3] as string,
        ...hostname,
      },
    ];
  });
}

function stats(text: string): DomainStats[] {
  return text
    .split(/^(?=Domain: )/m)
    .filter((part) => part.startsWith("Domain: "))
    .map((part) => {
      const name = /^Domain: '(.*)'$/m.exec(part)?.[1] ?? "";
      const number = (key: string) =>
        Number(new RegExp(`^\\s*${key.replace(".", "\\.")}=(\\d+)`, "m").exec(part)?.[1] ?? 0);
      return {
        name,
        state: number("state.state"),
        vcpus: { current: number("vcpu.current"), maximum: number("vcpu.maximum") },
        balloon: { current: number("balloon.current") * 1024, maximum: number("balloon.maximum") * 1024 },
      };
    });
}

const nothing = (): void => undefined;
const whole = (text: string): string => text.trim();

export const parsers: { [V in Verb]: (stdout: string) => Results[V] } = {
  version(text) {
    const rows = table(text);
    const daemon = rows["Running against daemon"];
    const plain = (value = "") => value.replace(/^libvirt\s+/, "");
    return {
      libvirt: plain(rows["Using library"]),
      hypervisor: rows["Running hypervisor"] ?? rows["Using API"] ?? "",
      ...(daemon ? { daemon } : {}),
    };
  },
  capabilities: whole,
  nodeinfo(text) {
    const rows = table(text);
    const memory = Number.parseInt(rows["Memory size"] ?? "0", 10) * 1024;
    return { cpus: Number(rows["CPU(s)"] ?? 0), memory, model: rows["CPU model"] ?? "" };
  },
  "net-list": lines,
  "net-dumpxml": whole,
  "net-info"(text) {
    const rows = table(text);
    return {
      active: rows["Active"] === "yes",
      autostart: rows["Autostart"] === "yes",
      persistent: rows["Persistent"] === "yes",
    };
  },
  "net-define": nothing,
  "net-create": nothing,
  "net-start": nothing,
  "net-destroy": nothing,
  "net-undefine": nothing,
  "net-autostart": nothing,
  "net-update": nothing,
  "net-dhcp-leases": leases,
  "pool-list": lines,
  "pool-dumpxml": whole,
  "pool-info"(text) {
    const rows = table(text);
    return {
      state: (rows["State"] ?? "inactive") as Results["pool-info"]["state"],
      persistent: rows["Persistent"] === "yes",
      autostart: rows["Autostart"] === "yes",
      capacity: Number(rows["Capacity"] ?? 0),
      allocation: Number(rows["Allocation"] ?? 0),
      available: Number(rows["Available"] ?? 0),
    };
  },
  "pool-define": nothing,
  "pool-build": nothing,
  "pool-start": nothing,
  "pool-destroy": nothing,
  "pool-delete": nothing,
  "pool-undefine": nothing,
  "pool-autostart": nothing,
  "pool-refresh": nothing,
  "vol-list"(text) {
    // Two columns without a header under -q; a name of ours has no spaces, a foreign one may.
    return lines(text).flatMap((line) => {
      const match = /^(.*?)\s+(\/.*)$/.exec(line);
      return match ? [{ name: match[1] as string, path: match[2] as string }] : [];
    });
  },
  "vol-dumpxml": whole,
  "vol-create": nothing,
  "vol-delete": nothing,
  "vol-resize": nothing,
  "vol-upload": nothing,
  "vol-download": nothing,
  list(text) {
    return lines(text).flatMap((line) => {
      const match = /^([0-9a-f-]{36})\s+(.*)$/.exec(line);
      return match ? [{ uuid: match[1] as string, name: match[2] as string }] : [];
    });
  },
  dumpxml: whole,
  dominfo(text) {
    const rows = table(text);
    return {
      state: (rows["State"] ?? "no state") as DomainState,
      autostart: rows["Autostart"] === "enable",
      persistent: rows["Persistent"] === "yes",
    };
  },
  domstats: stats,
  define: nothing,
  create: nothing,
  "qemu-monitor-command": whole,
  start: nothing,
  shutdown: nothing,
  destroy: nothing,
  undefine: nothing,
  autostart: nothing,
  setvcpus: nothing,
  setmem: nothing,
  "attach-device": nothing,
  "detach-device": nothing,
  "update-device": nothing,
  blockresize: nothing,
  "domif-setlink": nothing,
  desc: nothing,
  metadata: nothing,
  domifaddr: leases,
  vncdisplay: whole,
  ttyconsole: whole,
};
