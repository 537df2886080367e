// Changes of DHCP and DNS entries that no guest notices: net-update instead of a restart of dnsmasq.
import type { Context } from "../../core/context";
import { render } from "../../core/template";
import { HostError } from "../../host/host";
import { netUpdate } from "../../host/network";
import type { DhcpHost, DnsHost } from "./entries";

interface Entries {
  uuid: string;
  dhcp: boolean;
  dhcpStart?: string;
  dhcpEnd?: string;
  dhcpHosts: Record<string, DhcpHost>;
  dnsHosts: Record<string, DnsHost>;
}

type Scope = { live: boolean; config: boolean };

interface Step {
  action: "add-last" | "delete";
  section: "ip-dhcp-host" | "ip-dhcp-range" | "dns-host";
  xml: string;
}

/** Moves the entries from what is seen to what is wanted. */
export async function updateEntries(
  context: Context,
  wanted: Entries,
  seen: Partial<Entries>,
  scope: Scope,
): Promise<void> {
  for (const { action, section, xml } of [...rangeSteps(wanted, seen), ...hostSteps(wanted, seen)]) {
    try {
      await context.run(netUpdate(wanted.uuid, action, section, xml, scope));
    } catch (error) {
      // Deleted already, by us in an update that was cut short or by somebody else.
      if (!(action === "delete" && error instanceof HostError && error.code === "not-found")) throw error;
    }
  }
}

function rangeSteps(wanted: Entries, seen: Partial<Entries>): Step[] {
  if (!wanted.dhcp || !seen.dhcp || (seen.dhcpStart === wanted.dhcpStart && seen.dhcpEnd === wanted.dhcpEnd))
    return [];
  const range = (action: Step["action"], start?: string, end?: string): Step => ({
    action,
    section: "ip-dhcp-range",
    xml: render("devices/dhcp-range", { start, end }),
  });
  return [
    ...(seen.dhcpStart ? [range("delete", seen.dhcpStart, seen.dhcpEnd)] : []),
    range("add-last", wanted.dhcpStart, wanted.dhcpEnd),
  ];
}

function hostSteps(wanted: Entries, seen: Partial<Entries>): Step[] {
  const dhcp = (host: DhcpHost) => render("devices/dhcp-host", { ...host, name: host.name });
  const dns = (host: DnsHost) => render("devices/dns-host", host);
  return [
    ...steps("ip-dhcp-host", wanted.dhcp ? wanted.dhcpHosts : {}, seen.dhcpHosts ?? {}, dhcp),
    ...steps("dns-host", wanted.dnsHosts, seen.dnsHosts ?? {}, dns),
  ];
}

/** Deletions first: an address that moves from one entry to another is free by then. */
function steps<T>(
  section: Step["section"],
  wanted: Record<string, T>,
  seen: Record<string, T>,
  print: (entry: T) => string,
): Step[] {
  const want = new Set(Object.values(wanted).map(print));
  const have = new Set(Object.values(seen).map(print));
  return [
    ...[...have].filter((xml) => !want.has(xml)).map((xml): Step => ({ action: "delete", section, xml })),
    ...[...want].filter((xml) => !have.has(xml)).map((xml): Step => ({ action: "add-last", section, xml })),
  ];
}
