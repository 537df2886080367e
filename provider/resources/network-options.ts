// Options for the dnsmasq of a network that somebody else made: added to what it has, and taken out again.
import type { Context } from "../core/context";
import { defineResource, list, reference, type Fields, type InputsOf } from "../core/define";
import { EdgeError, type Failure } from "../core/errors";
import { isUnknown } from "../core/values";
import { parseXml, type XmlNode } from "../core/xml";
import * as net from "../host/network";
import { dnsmasqOption } from "./network/fields";
import { reconnectGuests } from "./network/guests";
import { optionsOf, readRecord, withRecord, type Addition } from "./network-options/record";
import { tolerate } from "./tolerate";

const outage =
  "the network is restarted: its guests lose their link for about a second and are connected again";

export const inputs = {
  network: reference("network", {
    doc: "The network, by name. A Network of Edgefleet has `dnsmasqOptions` of its own.",
    effect: "replace",
  }),
  dnsmasqOptions: list(dnsmasqOption, {
    doc: "Options that are added to those of the network, such as `dhcp-boot=…`. dnsmasq reads them when it starts, so a running network is restarted: its guests lose their link for about a second and are connected again. Options that the network has already stay when this is destroyed.",
    effect: () => ({ effect: "restart", reason: outage }),
    check: (options) => (options.length > 0 ? undefined : "At least one option is needed."),
  }),
} satisfies Fields;

export type NetworkOptionsInputs = InputsOf<typeof inputs> & { incarnation: string; resourceUrn: string };

export const networkOptions = defineResource<NetworkOptionsInputs, object>({
  noun: "network-options",
  type: "NetworkOptions",
  doc: "Options for the dnsmasq of an existing network that Edgefleet did not make. They are merged into its definition, which otherwise stays as it is, and taken out when this is destroyed.",
  inputs,
  outputs: {},
  adopts: false,

  id: (wanted) => `${wanted.network.name}/${wanted.incarnation}`,
  fromId: (id) => {
    const slash = id.lastIndexOf("/");
    return { network: { name: id.slice(0, slash) }, incarnation: id.slice(slash + 1), dnsmasqOptions: [] };
  },
  title: (wanted) => `options of network "${wanted.network.name}"`,

  async verify(wanted, old, context) {
    if (old || !wanted.network || isUnknown(wanted.network) || isUnknown(wanted.network.name)) return [];
    const failures = await networkProblems(wanted.network.name, context);
    if (failures.length === 0) context.report.info(`${wanted.network.name}: ${outage}, if it runs`);
    return failures;
  },

  async observe(context, wanted) {
    const definition = await read(context, wanted.network.name);
    const mine = definition && additionOf(definition, wanted.incarnation);
    if (!definition || !mine) return undefined;
    const there = optionsOf(definition);
    return {
      mark: mine.mark,
      inputs: { network: wanted.network, dnsmasqOptions: mine.options.filter((o) => there.includes(o)) },
      outputs: {},
    };
  },

  async ensure(context, wanted) {
    await write(context, wanted, wanted.dnsmasqOptions);
    context.undo(() => takeOut(context, wanted));
  },

  async sync(context, wanted, _live, changes, known) {
    const before = known ? additionOf(await found(context, wanted), wanted.incarnation)?.options : undefined;
    if (changes.length > 0 && known) await write(context, wanted, wanted.dnsmasqOptions);
    try {
      await catchUp(context, wanted);
    } catch (error) {
      // An option that dnsmasq does not know keeps the network from starting, and it is not ours to leave it down.
      await write(context, wanted, before ?? []);
      await catchUp(context, wanted);
      throw error;
    }
  },

  async remove(context, wanted) {
    if ((await read(context, wanted.network.name)) === undefined) return;
    // The record goes last: cut short, the next attempt still knows that the network has to run again.
    await write(context, wanted, []);
    await catchUp(context, wanted);
    await takeOut(context, wanted);
  },
});

async function networkProblems(name: string, context: Context): Promise<Failure[]> {
  const networks = await context.facts.networks();
  const there = networks.find((network) => network.name === name);
  const fail = (reason: string): Failure[] => [{ property: "network", reason }];
  if (!there) {
    const names = networks.map((network) => network.name).join(", ") || "none";
    return fail(`There is no network "${name}" on ${context.host.uri}. There are: ${names}.`);
  }
  if (there.mark)
    return fail(
      `Network "${name}" was made by ${there.mark.label} of ${there.mark.by}; give its Network the dnsmasqOptions.`,
    );
  if (there.addresses.length === 0)
    return fail(
      `Network "${name}" has no address of the host, so no dnsmasq runs for it. Set the options where its DHCP server is.`,
    );
  return [];
}

async function read(context: Context, network: string): Promise<XmlNode | undefined> {
  const xml = await context.find(net.netDumpxml(network, { inactive: true }));
  return xml === undefined ? undefined : parseXml(xml);
}

async function found(context: Context, wanted: NetworkOptionsInputs): Promise<XmlNode> {
  const definition = await read(context, wanted.network.name);
  if (definition) return definition;
  throw new EdgeError(
    `network "${wanted.network.name}" did not get its options on ${context.host.uri}`,
    "there is no such network",
    "Make it first, or name another one",
  );
}

const additionOf = (definition: XmlNode, incarnation: string): Addition | undefined =>
  readRecord(definition).additions.find(({ mark }) => mark.incarnation === incarnation);

/** Defines the network with our options as they are wanted now; what runs is not touched. */
async function write(context: Context, wanted: NetworkOptionsInputs, options: string[]): Promise<void> {
  const mark = { incarnation: wanted.incarnation, label: context.label, by: context.config.owner };
  const definition = await found(context, wanted);
  const was = additionOf(definition, wanted.incarnation)?.restarting ?? false;
  const next = withAddition(definition, wanted, { mark, options, restarting: was });
  const restarting = was || (await runsWithOthers(context, wanted.network.name, next));
  await define(context, withAddition(definition, wanted, { mark, options, restarting }));
}

const takeOut = async (context: Context, wanted: NetworkOptionsInputs): Promise<void> =>
  define(context, withAddition(await found(context, wanted), wanted));

function withAddition(definition: XmlNode, wanted: NetworkOptionsInputs, mine?: Addition): XmlNode {
  const record = readRecord(definition);
  const others = record.additions.filter(({ mark }) => mark.incarnation !== wanted.incarnation);
  return withRecord(definition, { ...record, additions: [...others, ...(mine ? [mine] : [])] });
}

const define = (context: Context, definition: XmlNode): Promise<void> =>
  context.run(net.netDefine(definition.print()));

/** Has a running network run with the options that are defined, and starts one that was cut short in that. */
async function catchUp(context: Context, wanted: NetworkOptionsInputs): Promise<void> {
  const { name } = wanted.network;
  const definition = await found(context, wanted);
  const mine = additionOf(definition, wanted.incarnation);
  if (!mine?.restarting) return;
  if (await runsWithOthers(context, name, definition))
    await tolerate("inactive", context.run(net.netDestroy(name)));
  await tolerate("active", context.run(net.netStart(name)));
  await reconnectGuests(context, name);
  await define(context, withAddition(definition, wanted, { ...mine, restarting: false }));
}

/** Does it run, and with other options than these? */
async function runsWithOthers(context: Context, name: string, definition: XmlNode): Promise<boolean> {
  if (!(await context.run(net.netInfo(name))).active) return false;
  const running = parseXml(await context.run(net.netDumpxml(name)));
  return JSON.stringify(optionsOf(running)) !== JSON.stringify(optionsOf(definition));
}
