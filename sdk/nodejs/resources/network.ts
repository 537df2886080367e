// Generated from the resource definitions by `make generate`.
import * as pulumi from "@pulumi/pulumi";
import { EdgeResource, isOfType, tokenOf, ResourceOptions } from "../resource";

/**
 * A fixed address for one guest.
 */
export interface DhcpHostArgs {
  /**
   * The guest's MAC address.
   */
  mac: pulumi.Input<string>;
  /**
   * The address it always gets.
   */
  ip: pulumi.Input<string>;
  /**
   * The host name it is told.
   */
  name?: pulumi.Input<string>;
}

/**
 * A fixed address for one guest.
 */
export interface DhcpHost {
  /**
   * The guest's MAC address.
   */
  mac: string;
  /**
   * The address it always gets.
   */
  ip: string;
  /**
   * The host name it is told.
   */
  name?: string;
}

/**
 * Names for one address.
 */
export interface DnsHostArgs {
  /**
   * The address that the names stand for.
   */
  ip: pulumi.Input<string>;
  /**
   * The names.
   */
  names: pulumi.Input<pulumi.Input<string>[]>;
}

/**
 * Names for one address.
 */
export interface DnsHost {
  /**
   * The address that the names stand for.
   */
  ip: string;
  /**
   * The names.
   */
  names: string[];
}

/** Arguments of Network. */
export interface NetworkArgs {
  /**
   * Name, unique on the host.
   * A change replaces the resource.
   */
  name?: pulumi.Input<string>;
  /**
   * libvirt's id of the network.
   * A change replaces the resource.
   */
  uuid?: pulumi.Input<string>;
  /**
   * How guests reach the outside: `nat` through the host's address, `route` without translation, `isolated` not at all, `bridge` over an existing bridge of the host, which then also gives out addresses. With `adopt` it has to be that of the network that is there.
   * One of `nat`, `route`, `isolated`, `bridge`.
   * Default: `nat`.
   * A change replaces the resource.
   */
  mode?: pulumi.Input<"nat" | "route" | "isolated" | "bridge">;
  /**
   * Bridge device on the host, at most 15 characters; with mode `bridge` the existing one. Default: `ef` and ten hex digits; with `adopt` the one that is there.
   * A change replaces the resource.
   */
  bridge?: pulumi.Input<string>;
  /**
   * IPv4 subnet of the guests, such as `192.168.150.0/24`; the host has its first address. Default: a free /24 within 10.0.0.0/8; with `adopt` the one that is there. Not with mode `bridge`.
   * A change replaces the resource.
   */
  subnet?: pulumi.Input<string>;
  /**
   * Give out addresses by DHCP. Not with mode `bridge`.
   * Default: `true`.
   * A change needs a restart.
   */
  dhcp?: pulumi.Input<boolean>;
  /**
   * First address that DHCP gives out. Default: the second of the subnet; with `adopt` the one that is there.
   * A change is applied at once.
   */
  dhcpStart?: pulumi.Input<string>;
  /**
   * Last address that DHCP gives out. Default: the last but one of the subnet; with `adopt` the one that is there.
   * A change is applied at once.
   */
  dhcpEnd?: pulumi.Input<string>;
  /**
   * Fixed addresses, by a key of your choice. Changed without interrupting guests.
   * A change is applied at once.
   */
  dhcpHosts?: pulumi.Input<Record<string, pulumi.Input<DhcpHostArgs>>>;
  /**
   * Names that the network's DNS answers, by a key of your choice. Changed without interrupting guests.
   * A change is applied at once.
   */
  dnsHosts?: pulumi.Input<Record<string, pulumi.Input<DnsHostArgs>>>;
  /**
   * DNS domain of the guests.
   * A change needs a restart.
   */
  domain?: pulumi.Input<string>;
  /**
   * MTU in bytes, 576 to 65521. Default: the kernel's, 1500.
   * A change needs a restart.
   */
  mtu?: pulumi.Input<number>;
  /**
   * Options that are handed to dnsmasq as they are, such as `dhcp-boot=…`. A wrong one keeps the network from starting.
   * A change needs a restart.
   */
  dnsmasqOptions?: pulumi.Input<pulumi.Input<string>[]>;
  /**
   * What no field says, in libvirt's own form: a `<network>` with only the elements that are added or changed, such as a second `<ip>` or `<dns><forwarder …/></dns>`. An element is found by what tells it apart (an `<ip>` by its family, a DHCP host by MAC, IP and name), attributes are set, children merged, the rest is appended. `edgefleet:absent="yes"` on an element takes it away, `edgefleet:without="a b"` takes attributes away. What a field says is refused here.
   * A change needs a restart.
   */
  xml?: pulumi.Input<string>;
  /**
   * Start with the host.
   * Default: `true`.
   * A change is applied at once.
   */
  autostart?: pulumi.Input<boolean>;
  /**
   * Whether the network runs; a stopped one is started again by the next `up`.
   * Default: `true`.
   * A change is applied at once.
   */
  active?: pulumi.Input<boolean>;
  /**
   * Take over an object of this name that exists already and was not made by Edgefleet. It keeps its id, its place and its data; all else becomes what the program says, defaults included. From then on it is managed, and removed by `pulumi destroy`, like any other.
   * A change is applied at once.
   */
  adopt?: pulumi.Input<boolean>;
}

/**
 * A virtual network on one host, with DHCP and DNS. A change of `dnsmasqOptions`, `mtu`, `domain` or `dhcp` restarts the network: guests lose their link for about a second and are connected again.
 */
export class Network extends EdgeResource {
  /** @internal */
  static readonly __pulumiType: string = tokenOf("Network");

  /** Reads an existing network that is managed by another stack; nothing is changed. */
  static get(name: string, id: pulumi.Input<pulumi.ID>, options?: ResourceOptions): Network {
    return new Network(name, undefined as unknown as NetworkArgs, { ...options, id });
  }

  /** True for an instance of this class, also of another copy of this package. */
  static override isInstance(value: unknown): value is Network {
    return isOfType(value, "Network");
  }

  /**
   * Name, unique on the host.
   * A change replaces the resource.
   */
  declare readonly name: pulumi.Output<string>;
  /**
   * libvirt's id of the network.
   * A change replaces the resource.
   */
  declare readonly uuid: pulumi.Output<string>;
  /**
   * How guests reach the outside: `nat` through the host's address, `route` without translation, `isolated` not at all, `bridge` over an existing bridge of the host, which then also gives out addresses. With `adopt` it has to be that of the network that is there.
   * One of `nat`, `route`, `isolated`, `bridge`.
   * Default: `nat`.
   * A change replaces the resource.
   */
  declare readonly mode: pulumi.Output<"nat" | "route" | "isolated" | "bridge">;
  /**
   * Bridge device on the host, at most 15 characters; with mode `bridge` the existing one. Default: `ef` and ten hex digits; with `adopt` the one that is there.
   * A change replaces the resource.
   */
  declare readonly bridge: pulumi.Output<string>;
  /**
   * IPv4 subnet of the guests, such as `192.168.150.0/24`; the host has its first address. Default: a free /24 within 10.0.0.0/8; with `adopt` the one that is there. Not with mode `bridge`.
   * A change replaces the resource.
   */
  declare readonly subnet: pulumi.Output<string>;
  /**
   * Give out addresses by DHCP. Not with mode `bridge`.
   * Default: `true`.
   * A change needs a restart.
   */
  declare readonly dhcp: pulumi.Output<boolean>;
  /**
   * First address that DHCP gives out. Default: the second of the subnet; with `adopt` the one that is there.
   * A change is applied at once.
   */
  declare readonly dhcpStart: pulumi.Output<string>;
  /**
   * Last address that DHCP gives out. Default: the last but one of the subnet; with `adopt` the one that is there.
   * A change is applied at once.
   */
  declare readonly dhcpEnd: pulumi.Output<string>;
  /**
   * Fixed addresses, by a key of your choice. Changed without interrupting guests.
   * A change is applied at once.
   */
  declare readonly dhcpHosts: pulumi.Output<Record<string, DhcpHost>>;
  /**
   * Names that the network's DNS answers, by a key of your choice. Changed without interrupting guests.
   * A change is applied at once.
   */
  declare readonly dnsHosts: pulumi.Output<Record<string, DnsHost>>;
  /**
   * DNS domain of the guests.
   * A change needs a restart.
   */
  declare readonly domain: pulumi.Output<string | undefined>;
  /**
   * MTU in bytes, 576 to 65521. Default: the kernel's, 1500.
   * A change needs a restart.
   */
  declare readonly mtu: pulumi.Output<number | undefined>;
  /**
   * Options that are handed to dnsmasq as they are, such as `dhcp-boot=…`. A wrong one keeps the network from starting.
   * A change needs a restart.
   */
  declare readonly dnsmasqOptions: pulumi.Output<string[]>;
  /**
   * What no field says, in libvirt's own form: a `<network>` with only the elements that are added or changed, such as a second `<ip>` or `<dns><forwarder …/></dns>`. An element is found by what tells it apart (an `<ip>` by its family, a DHCP host by MAC, IP and name), attributes are set, children merged, the rest is appended. `edgefleet:absent="yes"` on an element takes it away, `edgefleet:without="a b"` takes attributes away. What a field says is refused here.
   * A change needs a restart.
   */
  declare readonly xml: pulumi.Output<string | undefined>;
  /**
   * Start with the host.
   * Default: `true`.
   * A change is applied at once.
   */
  declare readonly autostart: pulumi.Output<boolean>;
  /**
   * Whether the network runs; a stopped one is started again by the next `up`.
   * Default: `true`.
   * A change is applied at once.
   */
  declare readonly active: pulumi.Output<boolean>;
  /**
   * The host's own address in the network.
   * A change is applied at once.
   */
  declare readonly gateway: pulumi.Output<string | undefined>;

  constructor(name: string, args?: NetworkArgs, options?: ResourceOptions) {
    super(
      "Network",
      "network",
      name,
      { ...args },
      {
        outputs: [
          "name",
          "uuid",
          "mode",
          "bridge",
          "subnet",
          "dhcp",
          "dhcpStart",
          "dhcpEnd",
          "dhcpHosts",
          "dnsHosts",
          "domain",
          "mtu",
          "dnsmasqOptions",
          "xml",
          "autostart",
          "active",
          "gateway",
        ],
        required: [],
        secrets: [],
      },
      options,
    );
  }
}
