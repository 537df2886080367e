// IPv4 subnets: what is in them, and which are free.
import ipaddr from "ipaddr.js";

export interface Subnet {
  /** `10.1.2.0/24` */
  cidr: string;
  prefix: number;
  /** The host's own address: the first. */
  gateway: string;
  /** First and last address for guests. */
  first: string;
  last: string;
  has(address: string): boolean;
}

export const isIpv4 = (text: string): boolean => ipaddr.IPv4.isValidFourPartDecimal(text);

export const ipv4Problem = (text: string): string | undefined =>
  isIpv4(text) ? undefined : `"${text}" is no IPv4 address such as 192.168.150.20.`;

export function subnetProblem(text: string): string | undefined {
  const match = /^([\d.]+)\/(\d+)$/.exec(text);
  if (!match || !isIpv4(match[1] as string) || Number(match[2]) > 32) {
    return `"${text}" is no IPv4 subnet such as 192.168.150.0/24.`;
  }
  const prefix = Number(match[2]);
  if (prefix < 8 || prefix > 29) return `/${prefix} cannot be used: /8 to /29 are possible.`;
  const subnet = subnetAround(text);
  return subnet === text ? undefined : `"${text}" has bits behind the prefix; write ${subnet}.`;
}

const toNumber = (address: string): number =>
  ipaddr.IPv4.parse(address).octets.reduce((value, octet) => value * 256 + octet, 0);

const toAddress = (value: number): string =>
  [24, 16, 8, 0].map((shift) => (value / 2 ** shift) & 255).join(".");

function bounds(cidr: string): { base: number; size: number; prefix: number } {
  const [address, bits] = cidr.split("/") as [string, string];
  const size = 2 ** (32 - Number(bits));
  const base = Math.floor(toNumber(address) / size) * size;
  return { base, size, prefix: Number(bits) };
}

/** The subnet that an address with a prefix lies in. */
export function subnetAround(cidr: string): string {
  const { base, prefix } = bounds(cidr);
  return `${toAddress(base)}/${prefix}`;
}

export function parseSubnet(cidr: string): Subnet {
  const { base, size, prefix } = bounds(cidr);
  return {
    cidr,
    prefix,
    gateway: toAddress(base + 1),
    first: toAddress(base + 2),
    last: toAddress(base + size - 2),
    has: (address) => isIpv4(address) && toNumber(address) > base && toNumber(address) < base + size - 1,
  };
}

/** How many addresses a range gives out. */
export const rangeSize = (start: string, end: string): number => toNumber(end) - toNumber(start) + 1;

export function overlapping(a: string, b: string): boolean {
  if (a.includes(":") || b.includes(":")) return false;
  const [x, y] = [bounds(a), bounds(b)];
  return x.base < y.base + y.size && y.base < x.base + x.size;
}

/** The first choice that overlaps with nothing that is taken. */
export function freeSubnet(choice: (attempt: number) => string, taken: string[]): string {
  for (let attempt = 0; attempt < 65536; attempt++) {
    const subnet = choice(attempt);
    if (!taken.some((address) => overlapping(address, subnet))) return subnet;
  }
  throw new Error("every /24 of 10.0.0.0/8 is taken on this host; give a subnet");
}

/** 255.255.255.0 → 24 */
export const prefixOf = (netmask: string): number => 32 - Math.log2(2 ** 32 - toNumber(netmask));
