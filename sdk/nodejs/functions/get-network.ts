// Generated from the lookups by `make generate`.
import * as pulumi from "@pulumi/pulumi";
import { announcePlugin } from "../plugin";
import { version } from "../version";

/** Arguments of getNetwork. */
export interface GetNetworkArgs {
  /**
   * Name of the network on the host. Give this or `uuid`.
   */
  name?: string;
  /**
   * libvirt's id of the network. Give this or `name`.
   */
  uuid?: string;
}

/** Arguments that may be outputs of getNetwork. */
export interface GetNetworkOutputArgs {
  /**
   * Name of the network on the host. Give this or `uuid`.
   */
  name?: pulumi.Input<string>;
  /**
   * libvirt's id of the network. Give this or `name`.
   */
  uuid?: pulumi.Input<string>;
}

/** What is found by getNetwork. */
export interface GetNetworkResult {
  /**
   * Name, unique on the host.
   * A change replaces the resource.
   */
  name: string;
  /**
   * libvirt's id of the network.
   * A change replaces the resource.
   */
  uuid: string;
  /**
   * How guests reach the outside: `nat` through the host's address, `route` without translation, `isolated` not at all, `bridge` over an existing bridge of the host, which then also gives out addresses. With `adopt` it has to be that of the network that is there.
   * One of `nat`, `route`, `isolated`, `bridge`.
   * Default: `nat`.
   * A change replaces the resource.
   */
  mode: "nat" | "route" | "isolated" | "bridge";
  /**
   * Bridge device on the host, at most 15 characters; with mode `bridge` the existing one. Default: `ef` and ten hex digits; with `adopt` the one that is there.
   * A change replaces the resource.
   */
  bridge?: string;
  /**
   * IPv4 subnet of the guests, such as `192.168.150.0/24`; the host has its first address. Default: a free /24 within 10.0.0.0/8; with `adopt` the one that is there. Not with mode `bridge`.
   * A change replaces the resource.
   */
  subnet?: string;
  /**
   * The host's own address in the network.
   */
  gateway?: string;
  /**
   * Whether it gives out addresses by DHCP.
   */
  dhcp: boolean;
  /**
   * First address that DHCP gives out. Default: the second of the subnet; with `adopt` the one that is there.
   * A change is applied at once.
   */
  dhcpStart?: string;
  /**
   * Last address that DHCP gives out. Default: the last but one of the subnet; with `adopt` the one that is there.
   * A change is applied at once.
   */
  dhcpEnd?: string;
  /**
   * DNS domain of the guests.
   * A change needs a restart.
   */
  domain?: string;
  /**
   * MTU in bytes, 576 to 65521. Default: the kernel's, 1500.
   * A change needs a restart.
   */
  mtu?: number;
  /**
   * Whether the network runs; a stopped one is started again by the next `up`.
   * Default: `true`.
   * A change is applied at once.
   */
  active: boolean;
}

/**
 * Looks up a network of the host by name or uuid, whoever made it. Nothing is changed.
 * It uses the native door: give a `{ provider }` to look on another host than that of the configuration.
 */
export function getNetwork(args: GetNetworkArgs, options?: pulumi.InvokeOptions): Promise<GetNetworkResult> {
  announcePlugin();
  return pulumi.runtime.invoke(
    "edgefleet:index:getNetwork",
    { ...args },
    { version, ...options },
  ) as Promise<GetNetworkResult>;
}

/**
 * The same for arguments that may be outputs.
 * Looks up a network of the host by name or uuid, whoever made it. Nothing is changed.
 */
export function getNetworkOutput(
  args: GetNetworkOutputArgs,
  options?: pulumi.InvokeOutputOptions,
): pulumi.Output<GetNetworkResult> {
  announcePlugin();
  return pulumi.runtime.invokeOutput(
    "edgefleet:index:getNetwork",
    { ...args },
    { version, ...options },
  ) as pulumi.Output<GetNetworkResult>;
}
