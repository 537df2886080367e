// Networks, as virsh commands.
import { attach, flag, once, option, repeatable, scope, type Scope } from "./build";
import type { Command } from "./command";
import type { Lease, Results } from "./results";
import { asItIs, isYes, lines, nothing, readInfo } from "./text";

const network = (uuid: string): string[] => ["--network", uuid];

export const netList = (what: "uuid" | "name"): Command<"net-list"> =>
  repeatable("net-list", ["--all", `--${what}`]);

export const netDumpxml = (uuid: string, { inactive }: { inactive?: boolean } = {}): Command<"net-dumpxml"> =>
  repeatable("net-dumpxml", [...network(uuid), ...flag("--inactive", inactive)]);

export const netInfo = (uuid: string): Command<"net-info"> => repeatable("net-info", network(uuid));

export const netDefine = (xml: string): Command<"net-define"> => {
  const { argument, extras } = attach("network.xml", xml);
  return repeatable("net-define", ["--file", argument, "--validate"], extras);
};

export const netStart = (uuid: string): Command<"net-start"> => once("net-start", network(uuid));
export const netDestroy = (uuid: string): Command<"net-destroy"> => once("net-destroy", network(uuid));
export const netUndefine = (uuid: string): Command<"net-undefine"> => once("net-undefine", network(uuid));

export const netAutostart = (uuid: string, on: boolean): Command<"net-autostart"> =>
  repeatable("net-autostart", [...network(uuid), ...flag("--disable", !on)]);

/** `section` is libvirt's word, such as `ip-dhcp-host` or `dns-host`. */
export const netUpdate = (
  uuid: string,
  action: "add-last" | "delete" | "modify",
  section: string,
  xml: string,
  where: Scope & { parentIndex?: number },
): Command<"net-update"> => {
  const { argument, extras } = attach("section.xml", xml);
  const what = ["--command", action, "--section", section];
  const args = [...network(uuid), ...what, "--xml", argument, ...option("--parent-index", where.parentIndex)];
  return { ...once("net-update", [...args, ...scope(where)], extras), idempotent: action === "modify" };
};

export const netDhcpLeases = (uuid: string): Command<"net-dhcp-leases"> =>
  repeatable("net-dhcp-leases", network(uuid));

/** ` 2026-11-21 09:46:40   02:00:00:00:00:01   ipv4   10.11.0.50/24   h1   01:02:…`; `-` stands for nothing. */
function readLease(line: string): Lease[] {
  const match = /^\s*\S+ \S+\s+(\S+)\s+(ipv4|ipv6)\s+([^\s/]+)\S*\s+(\S+)/.exec(line);
  if (!match) return [];
  const [, mac, protocol, address, hostname] = match as unknown as [
    string,
    string,
    Lease["protocol"],
    string,
    string,
  ];
  return [{ mac, protocol, address, ...(hostname === "-" ? {} : { hostname }) }];
}

export const networkParsers = {
  "net-list": lines,
  "net-dumpxml": asItIs,
  "net-info": (stdout: string): Results["net-info"] => {
    const info = readInfo(stdout);
    return {
      active: isYes(info("Active")),
      autostart: isYes(info("Autostart")),
      persistent: isYes(info("Persistent")),
    };
  },
  "net-define": nothing,
  "net-start": nothing,
  "net-destroy": nothing,
  "net-undefine": nothing,
  "net-autostart": nothing,
  "net-update": nothing,
  "net-dhcp-leases": (stdout: string): Lease[] => lines(stdout).flatMap(readLease),
};
