// A libvirt network: NAT, routed, isolated, or an existing bridge. Template: ../templates/network.xml.hbs
import type { Context } from "../core/context";
import {
  bool,
  defineResource,
  int,
  list,
  map,
  object,
  oneOf,
  optional,
  str,
  type Change,
  type Fields,
  type InputsOf,
  type Quiet,
} from "../core/define";
import type { Failure } from "../core/errors";
import { bridgeOf, sameLineage, subnetOf, uuidOf } from "../core/identity";
import { differences, leavesOf } from "../core/drift";
import { readMark, renderMark } from "../core/mark";
import { isMac, isUuid, nameProblem, textProblem } from "../core/rules";
import { render } from "../core/template";
import { hasUnknown, isUnknown } from "../core/values";
import { parseXml, type XmlNode } from "../core/xml";
import { HostError } from "../host/host";
import type { NetworkFact } from "../host/facts";
import * as net from "../host/network";
import { defaultName } from "./names";
import {
  freeSubnet,
  ipv4Problem,
  isIpv4,
  overlapping,
  parseSubnet,
  prefixOf,
  rangeSize,
  subnetAround,
  subnetProblem,
} from "./network/addresses";
import { readDhcpHosts, readDnsHosts } from "./network/entries";
import { reconnectGuests } from "./network/guests";
import { updateEntries } from "./network/live";

const inputs = {
  name: str({ doc: "Name, unique on the host.", derived: true, effect: "replace", xml: "name", check: nameProblem }),
  uuid: str({
    doc: "libvirt's id of the network.",
    derived: true,
    effect: "replace",
    xml: "uuid",
    check: (value) => (isUuid(value) ? undefined : `"${value}" is no uuid.`),
  }),
  mode: oneOf(["nat", "route", "isolated", "bridge"], {
    doc: "How guests reach the outside: `nat` through the host's address, `route` without translation, `isolated` not at all, `bridge` over an existing bridge of the host, which then also gives out addresses.",
    default: "nat",
    effect: "replace",
    xml: "forward@mode",
  }),
  bridge: str({
    doc: "Bridge device on the host, at most 15 characters; with mode `bridge` the existing one. Default: `ef` and ten hex digits.",
    derived: true,
    effect: "replace",
    xml: "bridge@name",
    check: (value) =>
      /^[A-Za-z0-9][A-Za-z0-9_.-]{0,14}$/.test(value)
        ? undefined
        : `"${value}" cannot be a device name: 1 to 15 letters, digits, _ . - are possible.`,
  }),
  subnet: str({
    doc: "IPv4 subnet of the guests, such as `192.168.150.0/24`; the host has its first address. Default: a free /24 within 10.0.0.0/8. Not with mode `bridge`.",
    derived: true,
    effect: "replace",
    xml: "ip",
    check: subnetProblem,
  }),
  dhcp: bool({ doc: "Give out addresses by DHCP. Not with mode `bridge`.", default: true, effect: "restart", xml: "ip/dhcp" }),
  dhcpStart: str({
    doc: "First address that DHCP gives out. Default: the second of the subnet.",
    derived: true,
    effect: "live",
    xml: "ip/dhcp/range",
    check: ipv4Problem,
  }),
  dhcpEnd: str({
    doc: "Last address that DHCP gives out. Default: the last but one of the subnet.",
    derived: true,
    effect: "live",
    xml: "ip/dhcp/range",
    check: ipv4Problem,
  }),
  dhcpHosts: map(
    object("DhcpHost", {
      mac: str({
        doc: "The guest's MAC address.",
        check: (value) => (isMac(value) ? undefined : `"${value}" is no MAC address such as 02:a1:b2:c3:d4:e5.`),
        same: (a, b) => a.toLowerCase() === b.toLowerCase(),
      }),
      ip: str({ doc: "The address it always gets.", check: ipv4Problem }),
      name: optional(str({ doc: "The host name it is told.", check: nameProblem })),
    }, { doc: "A fixed address for one guest.", effect: "live" }),
    { doc: "Fixed addresses, by a key of your choice. Changed without interrupting guests.", default: {}, effect: "live", xml: "ip/dhcp/host" },
  ),
  dnsHosts: map(
    object("DnsHost", {
      ip: str({ doc: "The address that the names stand for.", check: ipv4Problem }),
      names: list(str({ doc: "A host name.", check: nameProblem }), { doc: "The names." }),
    }, { doc: "Names for one address.", effect: "live" }),
    { doc: "Names that the network's DNS answers, by a key of your choice. Changed without interrupting guests.", default: {}, effect: "live", xml: "dns/host" },
  ),
  domain: optional(
    str({ doc: "DNS domain of the guests.", effect: "restart", xml: "domain@name", check: nameProblem }),
  ),
  mtu: optional(int({ doc: "MTU in bytes, 576 to 65521. Default: the kernel's, 1500.", effect: "restart", xml: "mtu@size", min: 576, max: 65521 })),
  dnsmasqOptions: list(
    str({
      doc: "One option as in dnsmasq.conf, without leading dashes.",
      check: (value) => (/[\n\r]/.test(value) ? "An option is one line." : textProblem(value)),
    }),
    {
      doc: "Options that are handed to dnsmasq as they are, such as `dhcp-boot=…`. A wrong one keeps the network from starting.",
      default: [],
      effect: "restart",
      xml: "dnsmasq:options",
    },
  ),
  autostart: bool({ doc: "Start with the host.", default: true, effect: "live" }),
  active: bool({ doc: "Whether the network runs; a stopped one is started again by the next `up`.", default: true, effect: "live" }),
} satisfies Fields;

const outputs = {
  gateway: optional(str({ doc: "The host's own address in the network." })),
} satisfies Fields;

export type NetworkInputs = InputsOf<typeof inputs> & { incarnation: string; resourceUrn: string; adopt?: boolean };
export type NetworkOutputs = InputsOf<typeof outputs> & { drift?: string[] };

const quiet: readonly Quiet[] = [
  { path: "mac", reason: "libvirt picks a bridge MAC when the network is defined without one" },
  { path: "bridge@zone", reason: "firewalld's zone is shown only while firewalld runs" },
  { path: "forward/interface", reason: "the outgoing device is filled in while the network runs" },
  { path: "metadata", reason: "the ownership mark is compared by itself" },
  { path: "@connections", reason: "a count of running guests" },
  { path: "forward/nat", reason: "the default port range is shown only while the network runs" },
];

export const network = defineResource<NetworkInputs, NetworkOutputs>({
  noun: "network",
  type: "Network",
  doc: "A virtual network on one host, with DHCP and DNS. A change of `dnsmasqOptions`, `mtu`, `domain` or `dhcp` restarts the network: guests lose their link for about a second and are connected again.",
  inputs,
  outputs,
  quiet,

  id: (network) => network.uuid,
  fromId: (uuid) => ({ uuid }),
  title: (network) => `network "${network.name}"`,

  async derive(network, context, given) {
    const incarnation = network.incarnation as string;
    if (network.name === undefined) network.name = defaultName(context.label);
    if (network.uuid === undefined) network.uuid = (await adoptedUuid(network, context)) ?? uuidOf(incarnation);
    dropInapplicable(network, given);
    if (network.mode === "bridge") return;
    if (network.bridge === undefined) network.bridge = bridgeOf(incarnation);
    if (network.subnet === undefined) {
      const taken = (await others(network, context)).flatMap((other) => other.addresses);
      network.subnet = freeSubnet((attempt) => subnetOf(incarnation, attempt), taken);
    }
    if (isUnknown(network.subnet) || !network.dhcp) return;
    // A range that belonged to another subnet does not stay.
    const subnet = parseSubnet(network.subnet);
    for (const [bound, address] of [["dhcpStart", subnet.first], ["dhcpEnd", subnet.last]] as const) {
      const kept = network[bound];
      if (kept === undefined || (given[bound] === undefined && !subnet.has(kept))) network[bound] = address;
    }
  },

  async verify(wanted, old, context) {
    const failures = contradictions(wanted);
    const moved = old?.subnet !== wanted.subnet || old?.bridge !== wanted.bridge;
    if (failures.length === 0 && moved) failures.push(...(await clashes(wanted, context)));
    return failures;
  },

  async observe(context, wanted) {
    const xml = await context.find(net.netDumpxml(wanted.uuid, { inactive: true }));
    const info = xml === undefined ? undefined : await context.find(net.netInfo(wanted.uuid));
    if (xml === undefined || info === undefined) return undefined;
    const definition = parseXml(xml);
    const ip = definition.all("ip").find((node) => isIpv4(node.value("@address") ?? ""));
    const mark = readMark(definition);
    const gateway = ip?.value("@address");
    return {
      definition,
      ...(mark ? { mark } : {}),
      inputs: {
        name: definition.value("name") ?? "",
        uuid: wanted.uuid,
        mode: modeOf(definition),
        ...present("bridge", definition.value("bridge@name")),
        ...present("subnet", subnetSeen(ip, wanted.subnet)),
        ...(wanted.mode === "bridge" ? {} : { dhcp: ip?.first("dhcp") !== undefined }),
        ...present("dhcpStart", ip?.value("dhcp/range@start")),
        ...present("dhcpEnd", ip?.value("dhcp/range@end")),
        dhcpHosts: readDhcpHosts(ip, wanted.dhcpHosts),
        dnsHosts: readDnsHosts(definition, wanted.dnsHosts),
        domain: definition.value("domain@name"),
        mtu: numeric(definition.value("mtu@size")),
        dnsmasqOptions: definition.all("dnsmasq:options/dnsmasq:option").map((o) => o.value("@value") ?? ""),
        autostart: info.autostart,
        active: info.active,
      },
      outputs: { gateway },
    };
  },

  async rival(context, wanted) {
    const xml = await context.find(net.netDumpxml(wanted.name, { inactive: true }));
    if (xml === undefined) return undefined;
    const definition = parseXml(xml);
    const mark = readMark(definition);
    const uuid = definition.value("uuid") ?? wanted.name;
    return {
      title: `network "${wanted.name}"`,
      ...(mark ? { mark } : {}),
      remove: () => takeAway(context, uuid),
    };
  },

  async ensure(context, wanted) {
    await context.run(net.netDefine(renderNetwork(context, wanted)));
    context.undo(() => takeAway(context, wanted.uuid));
  },

  async sync(context, wanted, live, changes, known) {
    const relabelled = live.mark?.incarnation !== wanted.incarnation || live.mark?.label !== context.label;
    const redefined = changes.some((change) => !isApart(change)) || (known?.drift ?? []).length > 0;
    if (relabelled || redefined) await context.run(net.netDefine(renderNetwork(context, wanted)));
    else await updateEntries(context, wanted, live.inputs, { live: live.inputs.active === true, config: true });

    let active = live.inputs.active === true;
    if (active && redefined) await updateEntries(context, wanted, live.inputs, { live: true, config: false });
    if (active && (!wanted.active || (redefined && (await waitsForRestart(context, wanted.uuid))))) {
      await context.run(net.netDestroy(wanted.uuid));
      active = false;
    }
    if (wanted.active && !active) {
      await start(context, wanted.uuid);
      if (known) await reconnectGuests(context, wanted.name);
    }
    if (live.inputs.autostart !== wanted.autostart) await context.run(net.netAutostart(wanted.uuid, wanted.autostart));
  },

  remove: (context, wanted) => takeAway(context, wanted.uuid),
});

/** Does it change without a new definition? */
const isApart = (change: Change): boolean => /^(dhcpHosts|dnsHosts|autostart|active)\b/.test(change.path);

const present = <K extends string, V>(key: K, value: V | undefined): { [P in K]?: V } =>
  (value === undefined ? {} : { [key]: value }) as { [P in K]?: V };

const numeric = (text: string | undefined): number | undefined => (text === undefined ? undefined : Number(text));

function modeOf(definition: XmlNode): NetworkInputs["mode"] {
  const mode = definition.value("forward@mode");
  return mode === "nat" || mode === "route" || mode === "bridge" ? mode : "isolated";
}

/** The user's own spelling when it is the same subnet. */
function subnetSeen(ip: XmlNode | undefined, wanted: string | undefined): string | undefined {
  const address = ip?.value("@address");
  if (!ip || !address) return undefined;
  const prefix = ip.value("@prefix") ?? prefixOf(ip.value("@netmask") ?? "255.255.255.0");
  const seen = subnetAround(`${address}/${prefix}`);
  return wanted && subnetAround(wanted) === seen ? wanted : seen;
}

function renderNetwork(context: Context, wanted: NetworkInputs): string {
  const subnet = wanted.mode === "bridge" ? undefined : parseSubnet(wanted.subnet);
  return render("network", {
    ...wanted,
    mark: renderMark({ incarnation: wanted.incarnation, label: context.label, by: context.config.owner }),
    forward: wanted.mode === "isolated" ? undefined : wanted.mode,
    subnet,
    range: wanted.dhcp ? { start: wanted.dhcpStart, end: wanted.dhcpEnd } : undefined,
    hosts: Object.values(wanted.dhcpHosts),
    dns: Object.values(wanted.dnsHosts),
    domain: wanted.domain,
    mtu: wanted.mtu,
  });
}

/** Does what runs differ from what is defined? */
async function waitsForRestart(context: Context, uuid: string): Promise<boolean> {
  const [running, defined] = await Promise.all([
    context.run(net.netDumpxml(uuid)),
    context.run(net.netDumpxml(uuid, { inactive: true })),
  ]);
  return differences(leavesOf(parseXml(defined), quiet), leavesOf(parseXml(running), quiet)).length > 0;
}

async function start(context: Context, uuid: string): Promise<void> {
  try {
    await context.run(net.netStart(uuid));
  } catch (error) {
    // Somebody else was faster, or libvirtd starts its autostart networks at this moment.
    if (!(error instanceof HostError && error.code === "active")) throw error;
  }
}

/** Stops and removes; what is already stopped or gone is fine. */
async function takeAway(context: Context, uuid: string): Promise<void> {
  try {
    await context.find(net.netDestroy(uuid));
  } catch (error) {
    if (!(error instanceof HostError && error.code === "inactive")) throw error;
  }
  await context.find(net.netUndefine(uuid));
}

/** With `adopt`, a network of that name that is nobody's keeps its uuid. */
async function adoptedUuid(wanted: Partial<NetworkInputs>, context: Context): Promise<string | undefined> {
  if (!wanted.adopt) return undefined;
  const there = (await context.facts.networks()).find((fact) => fact.name === wanted.name);
  return there && !there.mark ? there.uuid : undefined;
}

/** What was derived in another mode, or while there was DHCP, is not kept. */
function dropInapplicable(network: Partial<NetworkInputs>, given: Partial<NetworkInputs>): void {
  const derived = network.mode === "bridge" ? (["subnet", "dhcpStart", "dhcpEnd"] as const) : (["dhcpStart", "dhcpEnd"] as const);
  if (network.mode !== "bridge" && network.dhcp) return;
  for (const name of derived) if (given[name] === undefined) delete network[name];
}

/** What the fields say about each other. */
function contradictions(wanted: Partial<NetworkInputs>): Failure[] {
  const failures: Failure[] = [];
  const fail = (property: string, reason: string) => failures.push({ property, reason });
  if (wanted.mode === "bridge") {
    if (!wanted.bridge) fail("bridge", "Mode bridge needs the name of an existing bridge of the host.");
    for (const name of ["subnet", "dhcpStart", "dhcpEnd", "domain", "mtu"] as const) {
      if (wanted[name] !== undefined) fail(name, "Not with mode bridge: the bridge's own network decides this. Leave it out.");
    }
    for (const name of ["dhcpHosts", "dnsHosts", "dnsmasqOptions"] as const) {
      if (Object.keys(wanted[name] ?? {}).length > 0) fail(name, "Not with mode bridge: libvirt runs no DHCP or DNS there. Leave it out.");
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
    fail(`dnsHosts.${twice.key}.ip`, `${twice.value} is used by "${twice.first}" as well; put all names into one entry.`);
  }
  return failures;
}

const knownEntries = <T>(entries: Record<string, T> | undefined): Record<string, T> => (isUnknown(entries) ? {} : (entries ?? {}));

function repeated<T>(entries: Record<string, T>, by: (entry: T) => string): { key: string; first: string; value: string }[] {
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
async function others(wanted: Partial<NetworkInputs>, context: Context): Promise<NetworkFact[]> {
  return (await context.facts.networks()).filter((fact) => {
    const older = fact.mark && wanted.incarnation && sameLineage(fact.mark.incarnation, wanted.incarnation);
    return fact.uuid !== wanted.uuid && !older;
  });
}

/** What other networks of the host have taken. */
async function clashes(wanted: Partial<NetworkInputs>, context: Context): Promise<Failure[]> {
  if (wanted.mode === "bridge" || !wanted.subnet || isUnknown(wanted.subnet)) return [];
  const failures: Failure[] = [];
  for (const other of await others(wanted, context)) {
    const taken = other.addresses.find((address) => overlapping(address, wanted.subnet as string));
    if (taken) {
      const reason = `${wanted.subnet} is already used by network "${other.name}" (${taken}) of ${context.host.uri}. Choose another subnet, or leave it out to get a free one.`;
      failures.push({ property: "subnet", reason });
    }
    if (other.bridge && other.bridge === wanted.bridge) {
      failures.push({ property: "bridge", reason: `Device ${other.bridge} belongs to network "${other.name}". Choose another name.` });
    }
  }
  return failures;
}
