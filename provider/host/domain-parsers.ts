// What virsh prints about domains. Builders: domain.ts.
import type { DomainState, DomainStats } from "./domain";
import type { Lease, Named, Results } from "./results";
import { asItIs, isYes, kib, lines, nothing, readInfo, trimmed } from "./text";

/** `41111111-1111-4111-8111-111111111111 name`: the uuid comes first. */
function readNamed(line: string): Named {
  return { uuid: line.slice(0, 36), name: line.slice(37) };
}

function readStats(block: string): DomainStats {
  const [first = "", ...rest] = lines(block);
  const values = new Map(rest.map((line) => line.trim().split("=") as [string, string]));
  const number = (key: string) => Number(values.get(key) ?? 0);
  return {
    name: first.replace(/^Domain: '(.*)'$/, "$1"),
    state: number("state.state"),
    vcpus: { current: number("vcpu.current"), maximum: number("vcpu.maximum") },
    balloon: {
      current: kib(values.get("balloon.current") ?? ""),
      maximum: kib(values.get("balloon.maximum") ?? ""),
    },
  };
}

/** ` vnet0   02:00:00:00:00:01   ipv4   10.11.0.50/24`; an interface without address shows `N/A`. */
function readAddress(line: string): Lease[] {
  const match = /^\s*\S+\s+(\S+)\s+(ipv4|ipv6)\s+([^\s/]+)/.exec(line);
  if (!match) return [];
  const [, mac, protocol, address] = match as unknown as [string, string, Lease["protocol"], string];
  return [{ mac, protocol, address }];
}

export const domainParsers = {
  list: (stdout: string): Named[] => lines(stdout).map(readNamed),
  dumpxml: asItIs,
  dominfo: (stdout: string): Results["dominfo"] => {
    const info = readInfo(stdout);
    return {
      state: info("State") as DomainState,
      autostart: isYes(info("Autostart")),
      persistent: isYes(info("Persistent")),
    };
  },
  domstats: (stdout: string): DomainStats[] =>
    stdout
      .split(/^(?=Domain: ')/m)
      .filter((block) => block.startsWith("Domain: '"))
      .map(readStats),
  define: nothing,
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
  domifaddr: (stdout: string): Lease[] => lines(stdout).flatMap(readAddress),
  vncdisplay: trimmed,
  ttyconsole: trimmed,
};
