// Generated from the resource definitions by `make generate`.
import * as pulumi from "@pulumi/pulumi";
import { EdgeResource, isOfType, tokenOf, ReferenceArgs, ResourceOptions } from "../resource";
import { Network } from "./network";

/** Arguments of NetworkOptions. */
export interface NetworkOptionsArgs {
  /**
   * The network, by name. A Network of Edgefleet has `dnsmasqOptions` of its own.
   * A change replaces the resource.
   */
  network: pulumi.Input<Network | string | ReferenceArgs>;
  /**
   * Options that are added to those of the network, such as `dhcp-boot=…`. dnsmasq reads them when it starts, so a running network is restarted: its guests lose their link for about a second and are connected again. Options that the network has already stay when this is destroyed.
   * Preview says what a change does to the running machine.
   */
  dnsmasqOptions: pulumi.Input<pulumi.Input<string>[]>;
}

/**
 * Options for the dnsmasq of an existing network that Edgefleet did not make. They are merged into its definition, which otherwise stays as it is, and taken out when this is destroyed.
 */
export class NetworkOptions extends EdgeResource {
  /** @internal */
  static readonly __pulumiType: string = tokenOf("NetworkOptions");

  /** Reads an existing network-options that is managed by another stack; nothing is changed. */
  static get(name: string, id: pulumi.Input<pulumi.ID>, options?: ResourceOptions): NetworkOptions {
    return new NetworkOptions(name, undefined as unknown as NetworkOptionsArgs, { ...options, id });
  }

  /** True for an instance of this class, also of another copy of this package. */
  static override isInstance(value: unknown): value is NetworkOptions {
    return isOfType(value, "NetworkOptions");
  }

  /**
   * The network, by name. A Network of Edgefleet has `dnsmasqOptions` of its own.
   * A change replaces the resource.
   */
  declare readonly network: pulumi.Output<{ name: string; incarnation?: string }>;
  /**
   * Options that are added to those of the network, such as `dhcp-boot=…`. dnsmasq reads them when it starts, so a running network is restarted: its guests lose their link for about a second and are connected again. Options that the network has already stay when this is destroyed.
   * Preview says what a change does to the running machine.
   */
  declare readonly dnsmasqOptions: pulumi.Output<string[]>;

  constructor(name: string, args: NetworkOptionsArgs, options?: ResourceOptions) {
    super(
      "NetworkOptions",
      "networkOptions",
      name,
      { ...args },
      {
        outputs: ["network", "dnsmasqOptions"],
        required: ["network", "dnsmasqOptions"],
        secrets: [],
      },
      options,
    );
  }
}
