// The serial numbers of a site's nodes: given, or made by a scheme; all that is wrong with them is told at once.
import { VenSerialsArgs } from "./virtual-edge-nodes-args";

/** What decides over a site's serial numbers. */
export interface SerialsArgs {
  serials?: string[];
  venSerials?: VenSerialsArgs;
}

/** What an orchestrator takes. */
const allowed = /^[A-Za-z0-9]{5,20}$/;

/** The serial number of each node that has one; the others get theirs when they are made. */
export function serialsOf(
  nodes: Record<string, { serial?: string }>,
  { serials, venSerials }: SerialsArgs,
  problems: string[],
): Record<string, string | undefined> {
  const keys = Object.keys(nodes);
  if (serials && venSerials) problems.push("serials and venSerials are both given; give one of them");
  if (serials && serials.length !== keys.length)
    problems.push(`serials has ${serials.length} entries for ${keys.length} nodes`);
  const found = Object.fromEntries(
    keys.map((key, index) => [
      key,
      nodes[key]?.serial ??
        serials?.[index] ??
        (venSerials ? venSerial(venSerials, key, problems) : undefined),
    ]),
  );
  problems.push(...problemsOf(found));
  return found;
}

function problemsOf(serials: Record<string, string | undefined>): string[] {
  const owners = new Map<string, string[]>();
  for (const [key, serial] of Object.entries(serials))
    if (serial !== undefined) owners.set(serial, [...(owners.get(serial) ?? []), key]);
  return [...owners].flatMap(([serial, keys]) => [
    ...(allowed.test(serial)
      ? []
      : [
          `the serial number "${serial}" of node ${keys[0]} cannot be registered: 5 to 20 letters and digits are`,
        ]),
    ...(keys.length > 1 ? [`the nodes ${keys.join(" and ")} have the same serial number "${serial}"`] : []),
  ]);
}

function venSerial({ hostIp, network = 1 }: VenSerialsArgs, key: string, problems: string[]): string {
  const last = /^(?:\d{1,3}\.){3}(\d{1,3})$/.exec(hostIp)?.[1];
  const told = (problem: string): string | undefined =>
    problems.includes(problem) ? undefined : void problems.push(problem);
  if (last === undefined) told(`venSerials.hostIp "${hostIp}" is no IPv4 address`);
  if (!Number.isInteger(network) || network < 0 || network > 99)
    told(`venSerials.network is a number from 0 to 99; ${network} is given`);
  // By position, removing one node would give its serial number to the next one.
  if (!/^\d{1,2}$/.test(key))
    told(`venSerials needs numbers as names of nodes, as count makes them; "${key}" is none`);
  return `VH${(last ?? "0").padStart(3, "0")}N${network}M${key.padStart(2, "0")}`;
}
