// The live truth about a machine: what is defined, what runs, and what of the one is not yet in the other.
import { plan, type PlannedChange } from "../../core/changes";
import type { Context } from "../../core/context";
import type { Live } from "../../core/define";
import { asSaved } from "../../core/evidence";
import { readMark } from "../../core/mark";
import { parseXml, uuidIn, XmlNode } from "../../core/xml";
import * as domains from "../../host/domain";
import type { Named, Results } from "../../host/results";
import { inputs, type DomainInputs, type DomainOutputs } from "./fields";
import { freePorts } from "./graft";
import { seenByFields } from "./overlay";
import { completed, readPlugged, type Plugged } from "./plugged";
import { isRunning } from "./power";
import { readDomain, type Seen } from "./read";
import { acceleratorOf } from "./view";

export interface Machine {
  defined: XmlNode;
  /** Only while it runs. */
  running?: XmlNode;
  plugged: Plugged | undefined;
  autostart: boolean;
  /** Somebody undefined it while it runs: it would vanish when it stops. */
  transient: boolean;
}

/** What libvirt says of a machine, word for word. */
interface Words {
  defined: string;
  running?: string;
  autostart: boolean;
  transient: boolean;
}

/** Both definitions, or nothing when there is no such machine. */
export async function findMachine(context: Context, domain: DomainInputs): Promise<Machine | undefined> {
  const words = await ask(context, domain);
  return words && understand(words);
}

async function ask(context: Context, domain: DomainInputs): Promise<Words | undefined> {
  const secure = domain.vnc?.password !== undefined;
  const [defined, current, autostarting, passing, halted] = await Promise.all([
    context.find(domains.dumpxml(domain.uuid, { inactive: true, secure })),
    context.find(domains.dumpxml(domain.uuid, { secure })),
    context.run(domains.list("autostart")),
    context.run(domains.list("transient")),
    context.run(domains.list("halted")),
  ]);
  if (defined === undefined || current === undefined) return undefined;
  // An import asks with a name in the place of the uuid.
  const own = uuidIn(defined) ?? domain.uuid;
  const isIn = (list: Named[]): boolean => list.some(({ uuid }) => uuid === own);
  const runs = isOn(current) && !(isIn(halted) && (await isHalted(context, domain)));
  return {
    defined,
    ...(runs ? { running: current } : {}),
    autostart: isIn(autostarting),
    transient: isIn(passing),
  };
}

/** Only a definition of what is on has a number. */
const isOn = (definition: string): boolean => /^<domain\s[^>]*\bid=/.test(definition);

/** libvirt lists one that waits for a disk, or is about to be off, with those that are halted. */
async function isHalted(context: Context, domain: DomainInputs): Promise<boolean> {
  const info = await context.find(domains.dominfo(domain.uuid));
  return info !== undefined && !isRunning(info.state);
}

function understand({ autostart, transient, ...words }: Words): Machine {
  const defined = parseXml(words.defined);
  if (words.running === undefined) return { defined, plugged: readPlugged(defined), autostart, transient };
  const running = parseXml(words.running);
  return {
    defined,
    running,
    plugged: completed(readPlugged(running), readPlugged(defined)),
    autostart,
    transient,
  };
}

/** The running machine as inputs, with what the effects of changes depend on. */
export function runningState(
  machine: Machine,
  running: XmlNode,
  wanted: DomainInputs,
): Seen & Record<string, unknown> {
  return {
    ...seenByFields(readDomain(running, wanted, machine.plugged, true), wanted),
    running: true,
    acceleratorUsed: acceleratorOf(running),
    freeSlots: freePorts(running),
  };
}

export async function observe(
  context: Context,
  domain: DomainInputs,
): Promise<Live<DomainInputs, DomainOutputs> | undefined> {
  const words = await ask(context, domain);
  if (!words) return undefined;
  const leases = words.running !== undefined && domain.ready?.lease ? await leasesOf(context, domain) : [];
  // A digest of words with a password in them would help to guess it.
  if (domain.vnc?.password === undefined && context.evidence.matches(words, leases)) return asSaved;
  const machine = understand(words);
  const { defined, running, autostart } = machine;
  const seen = seenByFields(readDomain(defined, domain, readPlugged(defined)), domain);
  const lag = running ? behind(runningState(machine, running, domain), seen) : [];
  const mark = readMark(defined);
  const { restart, shutdownTimeout, ready } = domain;
  return {
    ...(mark ? { mark } : {}),
    definition: shown(machine),
    inputs: {
      ...asItRuns(seen, lag),
      autostart,
      running: running !== undefined,
      restart,
      shutdownTimeout,
      ready,
    },
    outputs: {
      addresses: addressesOf(seen, leases),
      vncAddress: running && vncAddress(running),
      consolePath: running?.value("devices/serial/source@path"),
      acceleratorUsed: acceleratorOf(running ?? defined),
      freeSlots: running && freePorts(running),
      pending: lag.filter(isPending).map((change) => change.path),
    },
  };
}

/** In what the running machine is behind its definition. */
function behind(running: Seen & Record<string, unknown>, defined: Seen): PlannedChange[] {
  return plan(inputs, { old: running, wanted: { ...running, ...defined } });
}

/** It takes a restart, or a guest that lets go. */
const isPending = ({ path, effect, to }: PlannedChange): boolean =>
  effect === "restart" || (effect === "live" && /^(disks|nics)\.[^.]+$/.test(path) && to === undefined);

/**
 * What can change while the machine runs is as it runs, not as it is defined. Guests eject media and give memory
 * back when they like: that is no difference.
 */
function asItRuns(defined: Seen, lag: PlannedChange[]): Seen {
  const seen = structuredClone(defined) as Seen & Record<string, unknown>;
  for (const { path, from, effect } of lag) {
    if (effect !== "live" || !/^(vcpu|vnc\.password|nics\..*|disks\.[^.]+)$/.test(path)) continue;
    const steps = path.split(".");
    const last = steps.pop() as string;
    const parent = steps.reduce(
      (node, step) => node[step] as Record<string, unknown>,
      seen as Record<string, unknown>,
    );
    if (from === undefined) delete parent[last];
    else parent[last] = from;
  }
  return seen;
}

/** By key of the NIC; several of one NIC stand one after the other. */
export async function addresses(
  context: Context,
  domain: DomainInputs,
  seen: Pick<Seen, "nics"> = domain,
): Promise<DomainOutputs["addresses"]> {
  return addressesOf(seen, await leasesOf(context, domain));
}

type Leases = Results["domifaddr"];

const leasesOf = async (context: Context, domain: DomainInputs): Promise<Leases> =>
  (await context.find(domains.domifaddr(domain.uuid, "lease"))) ?? [];

function addressesOf(seen: Pick<Seen, "nics">, leases: Leases): DomainOutputs["addresses"] {
  return Object.entries(seen.nics).flatMap(([nic, { mac }]) =>
    leases
      .filter((lease) => lease.mac.toLowerCase() === mac.toLowerCase())
      .map((lease) => ({ nic, address: lease.address })),
  );
}

function vncAddress(running: XmlNode): string | undefined {
  const node = running.all("devices/graphics").find((graphics) => graphics.value("@type") === "vnc");
  const [listen, port] = [node?.value("listen@address") ?? node?.value("@listen"), node?.value("@port")];
  if (!listen || !port || port === "-1") return undefined;
  return listen.includes(":") ? `[${listen}]:${port}` : `${listen}:${port}`;
}

/** What drift is measured on. */
function shown({ defined, transient }: Machine): XmlNode {
  const definition = withoutSecrets(defined);
  if (transient) definition.attributes["transient"] = "yes";
  return definition;
}

/** As libvirt prints it without --security-info. */
function withoutSecrets(definition: XmlNode): XmlNode {
  const { name, children, text } = definition;
  const attributes = { ...definition.attributes };
  if (name === "graphics") delete attributes["passwd"];
  return new XmlNode(name, attributes, children.map(withoutSecrets), text);
}
