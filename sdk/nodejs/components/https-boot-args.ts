// Generated from the component definitions by `make generate`.
import * as pulumi from "@pulumi/pulumi";
import { ReferenceArgs } from "../resource";
import { Pool } from "../resources";

/** Arguments of HttpsBoot. */
export interface HttpsBootArgs {
  /**
   * The URL of the EFI program that firmware starts. Give this or `orchestrator`.
   */
  url?: pulumi.Input<string>;
  /**
   * Domain name of an Edge Orchestrator: the program is `signed_ipxe.efi` of its boot server.
   */
  orchestrator?: pulumi.Input<string>;
  /**
   * CA certificates that the firmware trusts: PEM, also bundles, or DER in base64.
   */
  certificates: pulumi.Input<pulumi.Input<string>[]>;
  /**
   * The pool for the list of them: the resource, or its name. Default: `default`.
   */
  pool?: pulumi.Input<Pool | string | ReferenceArgs>;
  /**
   * An existing network of the host, by name, that is not Edgefleet's: the boot options are merged into it, and taken out again when this is destroyed. For a Network of the program, give it `dnsmasqOptions` instead.
   */
  network?: pulumi.Input<string>;
  /**
   * Further options of dnsmasq, such as `dhcp-boot=tag:ipxe,http://192.0.2.1/boot.ipxe` for an iPXE that brings no script of its own. They come after those of HTTPS boot. Default: none.
   */
  dnsmasqOptions?: pulumi.Input<pulumi.Input<string>[]>;
  /**
   * Leave PXE switched on in the firmware, and the option ROM of the network card, which brings a PXE of its own. Both come before HTTPS boot and wait for a server that does not answer. Default: false.
   */
  pxe?: boolean;
  /**
   * Ask the server in every preview, from the machine that runs Pulumi, whether firmware will get along with it. Default: false.
   */
  check?: boolean;
  /**
   * Release of the host's OVMF, such as `2022.11`: `check` then knows what it refuses.
   */
  ovmf?: pulumi.Input<string>;
}
