// What the fields of a network say about each other, and what the host's other networks have taken.
import type { Context } from "../../core/context";
import type { Failure } from "../../core/errors";
import { sameLineage } from "../../core/identity";
import { hasUnknown, isUnknown } from "../../core/values";
import type { NetworkFact } from "../../host/facts";
import { overlayFailures } from "./describe";
import { overlapping, parseSubnet, rangeSize } from "./addresses";
import type { NetworkInputs } from "./fields";

/** What the fields say about each other. */
export function contradictions(wanted: Partial<NetworkInputs>): Failure[] {
  const failures: Failure[] = [];
  const fail = (property: string, reason: string) => failures.push({ property, reason });
  failures.push(...overlayFailures(wanted));
  if (wanted.mode === "bridge") {
    if (!wanted.bridge) fail("bridge", "Mode bridge needs the name of an existing bridge of the host.");
    for (const name of ["subnet", "dhcpStart", "dhcpEnd", "domain", "mtu"] as const) {
      if (wanted[name] !== undefined)
        fail(name, "Not with mode bridge: the bridge's own network decides this. Leave it out.");
    }
    for (const name of ["dhcpHosts", "dnsHosts", "dnsmasqOptions"] as const) {
      if (Object.keys(wanted[name] ?? {}).length > 0)
        fail(name, "Not with mode bridge: libvirt runs no DHCP or DNS there. Leave it out.");
    }
    return failures;
  }
  if (wanted.dhcp === false) {
    for (const name of ["dhcpStart", "dhcpEnd", "dhcpHosts"] as const) {
      if (Object.keys(wanted[name] ?? {}).length > 0) fail(name, "Not with dhcp: false. Leave it out.");
    }
  }
  if (isUnknown(wanted.subnet) || !wanted.subnet) return failures;
  const dhcpHosts = knownEntries(wanted.dhcpHosts);
  const subnet = parseSubnet(wanted.subnet);
  const within = (property: string, address: string | undefined) => {
    if (address && !isUnknown(address) && !subnet.has(address)) {
      fail(property, `${address} is not inside ${wanted.subnet}.`);
    }
  };
  within("dhcpStart", wanted.dhcpStart);
  within("dhcpEnd", wanted.dhcpEnd);
  const [start, end] = [wanted.dhcpStart, wanted.dhcpEnd];
  if (start && end && subnet.has(start) && subnet.has(end) && rangeSize(start, end) < 1) {
    fail("dhcpEnd", `${end} is in front of dhcpStart, ${start}.`);
  }
  for (const [key, host] of Object.entries(dhcpHosts)) within(`dhcpHosts.${key}.ip`, host.ip);
  for (const member of ["mac", "ip"] as const) {
    for (const twice of repeated(dhcpHosts, (host) => host[member].toLowerCase())) {
      fail(`dhcpHosts.${twice.key}.${member}`, `${twice.value} is used by "${twice.first}" as well.`);
    }
  }
  for (const twice of repeated(knownEntries(wanted.dnsHosts), (host) => host.ip)) {
    fail(
      `dnsHosts.${twice.key}.ip`,
      `${twice.value} is used by "${twice.first}" as well; put all names into one entry.`,
    );
  }
  return failures;
}

const knownEntries = <T>(entries: Record<string, T> | undefined): Record<string, T> =>
  isUnknown(entries) ? {} : (entries ?? {});

function repeated<T>(
  entries: Record<string, T>,
  by: (entry: T) => string,
): { key: string; first: string; value: string }[] {
  const seen = new Map<string, string>();
  return Object.entries(entries).flatMap(([key, entry]) => {
    if (hasUnknown(entry)) return [];
    const value = by(entry);
    const first = seen.get(value);
    if (first === undefined) seen.set(value, key);
    return first === undefined ? [] : [{ key, first, value }];
  });
}

/** The host's networks without this one and its own older incarnation, which a replacement takes away. */
export async function others(wanted: Partial<NetworkInputs>, context: Context): Promise<NetworkFact[]> {
  return (await context.facts.networks()).filter((fact) => {
    const older = fact.mark && wanted.incarnation && sameLineage(fact.mark.incarnation, wanted.incarnation);
    return fact.uuid !== wanted.uuid && !older;
  });
}

/** What other networks of the host have taken. */
export async function clashes(wanted: Partial<NetworkInputs>, context: Context): Promise<Failure[]> {
  if (wanted.mode === "bridge" || !wanted.subnet || isUnknown(wanted.subnet)) return [];
  const failures: Failure[] = [];
  for (const other of await others(wanted, context)) {
    const taken = other.addresses.find((address) => overlapping(address, wanted.subnet as string));
    if (taken) {
      const reason = `${wanted.subnet} is already used by network "${other.name}" (${taken}) of ${context.host.uri}. Choose another subnet, or leave it out to get a free one.`;
      failures.push({ property: "subnet", reason });
    }
    if (other.bridge && other.bridge === wanted.bridge) {
      failures.push({
        property: "bridge",
        reason: `Device ${other.bridge} belongs to network "${other.name}". Choose another name.`,
      });
    }
  }
  return failures;
}
