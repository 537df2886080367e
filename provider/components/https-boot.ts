// What booting over HTTPS can be given: which program, from where, and whom firmware trusts.
import { bool, list, optional, reference, str, type Fields } from "../core/define";
import type { ComponentDefinition } from "./component";

const url = str({ doc: "The URL of the EFI program that firmware starts." });

const inputs = {
  url: optional({ ...url, doc: `${url.doc} Give this or \`orchestrator\`.` }),
  orchestrator: optional(
    str({
      doc: "Domain name of an Edge Orchestrator: the program is `signed_ipxe.efi` of its boot server.",
    }),
  ),
  certificates: list(str({ doc: "One or more certificates." }), {
    doc: "CA certificates that the firmware trusts: PEM, also bundles, or DER in base64.",
  }),
  pool: optional(
    reference("pool", {
      doc: "The pool for the list of them: the resource, or its name. Default: `default`.",
    }),
  ),
  network: optional(
    str({
      doc: "An existing network of the host, by name, that is not Edgefleet's: the boot options are merged into it, and taken out again when this is destroyed. For a Network of the program, give it `dnsmasqOptions` instead.",
    }),
  ),
  dnsmasqOptions: optional(
    list(str({ doc: "One option." }), {
      doc: "Further options of dnsmasq, such as `dhcp-boot=tag:ipxe,http://192.0.2.1/boot.ipxe` for an iPXE that brings no script of its own. They come after those of HTTPS boot. Default: none.",
    }),
  ),
  pxe: optional(
    bool({
      doc: "Leave PXE switched on in the firmware, and the option ROM of the network card, which brings a PXE of its own. Both come before HTTPS boot and wait for a server that does not answer. Default: false.",
      plain: true,
    }),
  ),
  check: optional(
    bool({
      doc: "Ask the server in every preview, from the machine that runs Pulumi, whether firmware will get along with it. Default: false.",
      plain: true,
    }),
  ),
  ovmf: optional(
    str({ doc: "Release of the host's OVMF, such as `2022.11`: `check` then knows what it refuses." }),
  ),
} satisfies Fields;

export const httpsBoot: ComponentDefinition = {
  noun: "https-boot",
  type: "HttpsBoot",
  doc: "UEFI boot over HTTPS. Give it to EdgeNode or EdgeFleet as `httpsBoot`.",
  inputs,
  outputs: {
    url,
    dnsmasqOptions: list(str({ doc: "One option." }), {
      doc: "What dnsmasq tells machines that boot over HTTPS, for Network's `dnsmasqOptions`.",
    }),
    caList: reference("volume", { doc: "The CA certificates as firmware reads them." }),
    pxe: bool({ doc: "Whether PXE comes before HTTPS boot." }),
  },
};
