// The field table of a network: check, diff, plan, docs and SDK read it.
import { nameField } from "../../core/common";
import {
  bool,
  int,
  list,
  map,
  object,
  oneOf,
  optional,
  str,
  type Fields,
  type InputsOf,
  type Quiet,
} from "../../core/define";
import { overlayProblem, sameDocument } from "../../core/overlay/text";
import { isMac, isUuid, nameProblem, oneLine } from "../../core/rules";
import { ipv4Problem, subnetProblem } from "./addresses";

export const dnsmasqOption = str({
  doc: "One option as in dnsmasq.conf, without leading dashes.",
  check: oneLine("An option"),
});

export const inputs = {
  name: nameField,
  uuid: str({
    doc: "libvirt's id of the network.",
    derived: true,
    effect: "replace",
    xml: "uuid",
    check: (value) => (isUuid(value) ? undefined : `"${value}" is no uuid.`),
  }),
  mode: oneOf(["nat", "route", "isolated", "bridge"], {
    doc: "How guests reach the outside: `nat` through the host's address, `route` without translation, `isolated` not at all, `bridge` over an existing bridge of the host, which then also gives out addresses. With `adopt` it has to be that of the network that is there.",
    default: "nat",
    effect: "replace",
    xml: "forward@mode",
  }),
  bridge: str({
    doc: "Bridge device on the host, at most 15 characters; with mode `bridge` the existing one. Default: `ef` and ten hex digits; with `adopt` the one that is there.",
    derived: true,
    effect: "replace",
    xml: "bridge@name",
    check: (value) =>
      /^[A-Za-z0-9][A-Za-z0-9_.-]{0,14}$/.test(value)
        ? undefined
        : `"${value}" cannot be a device name: 1 to 15 letters, digits, _ . - are possible.`,
  }),
  subnet: str({
    doc: "IPv4 subnet of the guests, such as `192.168.150.0/24`; the host has its first address. Default: a free /24 within 10.0.0.0/8; with `adopt` the one that is there. Not with mode `bridge`.",
    derived: true,
    effect: "replace",
    xml: "ip",
    check: subnetProblem,
  }),
  dhcp: bool({
    doc: "Give out addresses by DHCP. Not with mode `bridge`.",
    default: true,
    effect: "restart",
    xml: "ip/dhcp",
  }),
  dhcpStart: str({
    doc: "First address that DHCP gives out. Default: the second of the subnet; with `adopt` the one that is there.",
    derived: true,
    effect: "live",
    xml: "ip/dhcp/range",
    check: ipv4Problem,
  }),
  dhcpEnd: str({
    doc: "Last address that DHCP gives out. Default: the last but one of the subnet; with `adopt` the one that is there.",
    derived: true,
    effect: "live",
    xml: "ip/dhcp/range",
    check: ipv4Problem,
  }),
  dhcpHosts: map(
    object(
      "DhcpHost",
      {
        mac: str({
          doc: "The guest's MAC address.",
          check: (value) =>
            isMac(value) ? undefined : `"${value}" is no MAC address such as 02:a1:b2:c3:d4:e5.`,
          same: (a, b) => a.toLowerCase() === b.toLowerCase(),
        }),
        ip: str({ doc: "The address it always gets.", check: ipv4Problem }),
        name: optional(str({ doc: "The host name it is told.", check: nameProblem })),
      },
      { doc: "A fixed address for one guest.", effect: "live" },
    ),
    {
      doc: "Fixed addresses, by a key of your choice. Changed without interrupting guests.",
      default: {},
      effect: "live",
      xml: "ip/dhcp/host",
    },
  ),
  dnsHosts: map(
    object(
      "DnsHost",
      {
        ip: str({ doc: "The address that the names stand for.", check: ipv4Problem }),
        names: list(str({ doc: "A host name.", check: nameProblem }), { doc: "The names." }),
      },
      { doc: "Names for one address.", effect: "live" },
    ),
    {
      doc: "Names that the network's DNS answers, by a key of your choice. Changed without interrupting guests.",
      default: {},
      effect: "live",
      xml: "dns/host",
    },
  ),
  domain: optional(
    str({ doc: "DNS domain of the guests.", effect: "restart", xml: "domain@name", check: nameProblem }),
  ),
  mtu: optional(
    int({
      doc: "MTU in bytes, 576 to 65521. Default: the kernel's, 1500.",
      effect: "restart",
      xml: "mtu@size",
      min: 576,
      max: 65521,
    }),
  ),
  dnsmasqOptions: list(dnsmasqOption, {
    doc: "Options that are handed to dnsmasq as they are, such as `dhcp-boot=…`. A wrong one keeps the network from starting.",
    default: [],
    effect: "restart",
    xml: "dnsmasq:options",
  }),
  xml: optional(
    str({
      doc: 'What no field says, in libvirt\'s own form: a `<network>` with only the elements that are added or changed, such as a second `<ip>` or `<dns><forwarder …/></dns>`. An element is found by what tells it apart (an `<ip>` by its family, a DHCP host by MAC, IP and name), attributes are set, children merged, the rest is appended. `edgefleet:absent="yes"` on an element takes it away, `edgefleet:without="a b"` takes attributes away. What a field says is refused here.',
      effect: "restart",
      check: overlayProblem("network"),
      same: sameDocument,
    }),
  ),
  autostart: bool({ doc: "Start with the host.", default: true, effect: "live" }),
  active: bool({
    doc: "Whether the network runs; a stopped one is started again by the next `up`.",
    default: true,
    effect: "live",
  }),
} satisfies Fields;

export const outputs = {
  gateway: optional(str({ doc: "The host's own address in the network." })),
} satisfies Fields;

export type NetworkInputs = InputsOf<typeof inputs> & {
  incarnation: string;
  resourceUrn: string;
  adopt?: boolean;
};
export type NetworkOutputs = InputsOf<typeof outputs> & { drift?: string[] };

export const quiet: readonly Quiet[] = [
  { path: "mac", reason: "libvirt picks a bridge MAC when the network is defined without one" },
  { path: "bridge@zone", reason: "firewalld's zone is shown only while firewalld runs" },
  { path: "forward/interface", reason: "the outgoing device is filled in while the network runs" },
  { path: "metadata", reason: "the ownership mark is compared by itself" },
  { path: "@connections", reason: "a count of running guests" },
  { path: "forward/nat", reason: "the default port range is shown only while the network runs" },
];
