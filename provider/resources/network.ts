// A libvirt network: NAT, routed, isolated, or an existing bridge. Template: ../templates/network.xml.hbs
import type { Context } from "../core/context";
import { EdgeError } from "../core/errors";
import { defineResource, type Change, type Live } from "../core/define";
import { differences, leavesOf } from "../core/drift";
import { asSaved } from "../core/evidence";
import { bridgeOf, subnetOf, uuidOf } from "../core/identity";
import { readMark } from "../core/mark";
import { isUnknown } from "../core/values";
import { parseXml, uuidIn } from "../core/xml";
import { HostError } from "../host/host";
import * as net from "../host/network";
import { defaultName } from "./names";
import { otherMode, takeOver } from "./network/adopt";
import { freeSubnet, parseSubnet } from "./network/addresses";
import { describe, normal, seenByFields } from "./network/describe";
import { inputs, outputs, quiet, type NetworkInputs, type NetworkOutputs } from "./network/fields";
import { reconnectGuests } from "./network/guests";
import { updateEntries } from "./network/live";
import { ipv4Of, readNetwork } from "./network/read";
import { clashes, contradictions, others } from "./network/verify";
import { renderNetwork } from "./network/view";
import { tolerate } from "./tolerate";

export type { NetworkInputs, NetworkOutputs } from "./network/fields";

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
    if (network.name === undefined) network.name = defaultName(context.label);
    if (network.uuid === undefined) await takeOver(network, context);
    const incarnation = network.incarnation as string;
    if (network.uuid === undefined) network.uuid = uuidOf(incarnation);
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
    for (const [bound, address] of [
      ["dhcpStart", subnet.first],
      ["dhcpEnd", subnet.last],
    ] as const) {
      const kept = network[bound];
      if (kept === undefined || (given[bound] === undefined && !subnet.has(kept))) network[bound] = address;
    }
  },

  async verify(wanted, old, context) {
    const failures = contradictions(wanted);
    if (!old && wanted.adopt) failures.push(...(await otherMode(wanted, context)));
    const moved = old?.subnet !== wanted.subnet || old?.bridge !== wanted.bridge;
    if (failures.length === 0 && moved) failures.push(...(await clashes(wanted, context)));
    return failures;
  },

  foresee: (_context, wanted) => {
    if (wanted.mode === "bridge") return { gateway: undefined };
    return isUnknown(wanted.subnet) ? {} : { gateway: parseSubnet(wanted.subnet as string).gateway };
  },

  async observe(context, wanted) {
    const [xml, actives, autostarts] = await Promise.all([
      context.find(net.netDumpxml(wanted.uuid, { inactive: true })),
      context.run(net.netList("uuid", "active")),
      context.run(net.netList("uuid", "autostart")),
    ]);
    if (xml === undefined) return undefined;
    // An import asks with a name in the place of the uuid.
    const uuid = uuidIn(xml) ?? wanted.uuid;
    const [active, autostart] = [actives, autostarts].map((uuids) => uuids.includes(uuid));
    if (context.evidence.matches(xml, active, autostart)) return asSaved;
    const definition = parseXml(xml);
    const mark = readMark(definition);
    return {
      definition,
      ...(mark ? { mark } : {}),
      inputs: {
        ...seenByFields(readNetwork(definition, wanted), wanted),
        autostart,
        active,
      },
      outputs: { gateway: ipv4Of(definition)?.value("@address") },
    };
  },

  describe: (_context, live) => Promise.resolve(describe(live)),

  fresh: { active: false, autostart: false },

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
    const wasActive = live.inputs.active === true;
    if (!known && !live.mark) context.undo(() => giveBack(context, wanted, live));
    if (relabelled || redefined) {
      await context.run(net.netDefine(renderNetwork(context, wanted)));
      if (wasActive && live.inputs.subnet === wanted.subnet)
        await updateEntries(context, wanted, live.inputs, { live: true, config: false });
    } else await updateEntries(context, wanted, live.inputs, { live: wasActive, config: true });

    let active = wasActive;
    // Taken over, now or by a create that was cut short, it may run as somebody else defined it.
    const mayDiffer = redefined || !known;
    if (active && (!wanted.active || (mayDiffer && (await waitsForRestart(context, wanted.uuid))))) {
      await context.run(net.netDestroy(wanted.uuid));
      active = false;
    }
    if (wanted.active && !active) {
      await start(context, wanted);
      if (known || wasActive) await reconnectGuests(context, wanted.name);
    }
    if (live.inputs.autostart !== wanted.autostart)
      await context.run(net.netAutostart(wanted.uuid, wanted.autostart));
  },

  remove: (context, wanted) => takeAway(context, wanted.uuid),
});

/** Does it change without a new definition? */
const isApart = (change: Change): boolean => /^(dhcpHosts|dnsHosts|autostart|active)\b/.test(change.path);

/** Does what runs differ from what is defined? */
async function waitsForRestart(context: Context, uuid: string): Promise<boolean> {
  const [running, defined] = await Promise.all([
    context.run(net.netDumpxml(uuid)),
    context.run(net.netDumpxml(uuid, { inactive: true })),
  ]);
  const leaves = (xml: string) => leavesOf(normal(parseXml(xml)), quiet);
  return differences(leaves(defined), leaves(running)).length > 0;
}

/** Somebody else may be faster, or libvirtd starts its autostart networks at this moment. */
async function start(context: Context, wanted: NetworkInputs): Promise<void> {
  try {
    await tolerate("active", context.run(net.netStart(wanted.uuid)));
  } catch (error) {
    // A libvirtd that is killed while it starts a network leaves a bridge that nobody owns, and stumbles over it.
    const device =
      error instanceof HostError ? /bridge interface (\S+): File exists/.exec(error.reason)?.[1] : undefined;
    if (device === undefined) throw error;
    throw new EdgeError(
      `network "${wanted.name}" was not started on ${context.host.uri}`,
      `the host has a device ${device} already, which belongs to no network`,
      `If it is a leftover, remove it there with \`ip link delete ${device}\`; else choose another bridge`,
    );
  }
}

/** An adoption that failed: somebody else's network is again as it was. */
async function giveBack(
  context: Context,
  wanted: NetworkInputs,
  { definition, inputs: { active } }: Live<NetworkInputs, NetworkOutputs>,
): Promise<void> {
  if (!definition) return;
  await context.run(net.netDefine(definition.print()));
  if (!active) return;
  await tolerate("inactive", context.find(net.netDestroy(wanted.uuid)));
  await context.run(net.netStart(wanted.uuid));
  await reconnectGuests(context, wanted.name);
}

/** Stops and removes; what is already stopped or gone is fine. */
async function takeAway(context: Context, uuid: string): Promise<void> {
  await tolerate("inactive", context.find(net.netDestroy(uuid)));
  await context.find(net.netUndefine(uuid));
}

/** What was derived in another mode, or while there was DHCP, is not kept. */
function dropInapplicable(network: Partial<NetworkInputs>, given: Partial<NetworkInputs>): void {
  const derived =
    network.mode === "bridge"
      ? (["subnet", "dhcpStart", "dhcpEnd"] as const)
      : (["dhcpStart", "dhcpEnd"] as const);
  if (network.mode !== "bridge" && network.dhcp) return;
  for (const name of derived) if (given[name] === undefined) delete network[name];
}
