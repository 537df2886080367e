// What machines need to boot over HTTPS from the firmware on: the network's options, the list of trusted CAs, and the
// settings of each machine.
import * as pulumi from "@pulumi/pulumi";
import { componentOptions, ComponentOptions } from "../resource";
import { CaListServerArgs, FwCfgArgs, NetworkOptions, NicArgs, Volume } from "../resources";
import { HttpsBootSettingsArgs } from "./edge-node-args";
import { HttpsBootArgs } from "./https-boot-args";
import { Refusal } from "./refusal";

/** UEFI boot over HTTPS. Give it to EdgeNode or EdgeFleet as `httpsBoot`, or spread its parts over a Domain. */
export class HttpsBoot extends pulumi.ComponentResource {
  /** @internal */
  static readonly __pulumiType: string = "edgefleet:index:HttpsBoot";

  /** The URL of the EFI program. */
  readonly url: pulumi.Output<string>;
  /** What dnsmasq tells machines that boot over HTTPS, for Network's `dnsmasqOptions`. */
  readonly dnsmasqOptions: pulumi.Output<string[]>;
  /** The CA certificates as firmware reads them. */
  readonly caList: Volume;
  /** What a Domain needs: `new Domain("vm", { ...boot.domain, nics: { lan: { network, ...boot.nic } } })`. */
  readonly domain: BootSettings["domain"];
  /** What the network card needs that it boots from; it comes second in the boot order. */
  readonly nic: BootSettings["nic"];
  /** Whether PXE comes before HTTPS boot. */
  readonly pxe: boolean;

  constructor(name: string, args: HttpsBootArgs, options?: ComponentOptions) {
    super("edgefleet:index:HttpsBoot", name, {}, componentOptions(options));
    this.url = urlOf(name, args);
    this.dnsmasqOptions = pulumi
      .all([this.url, args.dnsmasqOptions ?? []])
      .apply(([url, more]) => [...bootOptions(url), ...more]);
    const server: CaListServerArgs = {
      url: this.url,
      ...(args.ovmf === undefined ? {} : { ovmf: args.ovmf }),
    };
    this.caList = new Volume(
      `${name}-ca`,
      {
        pool: args.pool ?? "default",
        content: { caList: { certificates: args.certificates, ...(args.check ? { server } : {}) } },
      },
      { parent: this },
    );
    this.pxe = args.pxe ?? false;
    const { domain, nic } = bootSettings(this);
    this.domain = domain;
    this.nic = nic;
    if (args.network !== undefined)
      new NetworkOptions(
        `${name}-options`,
        { network: args.network, dnsmasqOptions: this.dnsmasqOptions },
        { parent: this },
      );
    this.registerOutputs({ url: this.url });
  }
}

/** What a machine needs to boot over HTTPS. */
interface BootSettings {
  domain: { firmware: "uefi"; fwCfg: Record<string, FwCfgArgs> };
  nic: Pick<NicArgs, "bootOrder" | "rom">;
}

/** From the list of CAs that its firmware trusts. */
export function bootSettings({ caList, pxe }: HttpsBootSettingsArgs): BootSettings {
  return {
    domain: {
      firmware: "uefi",
      fwCfg: {
        "etc/edk2/https/cacerts": { volume: caList },
        ...(pxe ? {} : withoutPxe),
      },
    },
    nic: { bootOrder: 2, ...(pxe ? {} : { rom: { enabled: false } }) },
  };
}

/** Firmware would try PXE first, over IPv4 and IPv6, and wait for each to fail. */
const withoutPxe = {
  "opt/org.tianocore/IPv4PXESupport": { value: "n" },
  "opt/org.tianocore/IPv6PXESupport": { value: "n" },
};

function urlOf(name: string, { url, orchestrator }: HttpsBootArgs): pulumi.Output<string> {
  if ((url === undefined) === (orchestrator === undefined))
    throw new Refusal(
      `HttpsBoot "${name}" needs either url or orchestrator; ${url === undefined ? "none" : "both"} given.`,
    );
  return url !== undefined
    ? pulumi.output(url)
    : pulumi.interpolate`https://tinkerbell-haproxy.${orchestrator}/tink-stack/signed_ipxe.efi`;
}

/**
 * Machines that ask as HTTP clients for x64 (RFC 5970, architecture 16) are answered as such, with the URL; the
 * others, iPXE among them, are left alone. dnsmasq logs every step.
 */
const bootOptions = (url: string): string[] => [
  "dhcp-vendorclass=set:efi-http,HTTPClient:Arch:00016",
  "dhcp-option-force=tag:efi-http,60,HTTPClient",
  "dhcp-match=set:ipxe,175",
  `dhcp-boot=tag:efi-http,"${url}"`,
  "log-queries",
  "log-dhcp",
  "log-debug",
];
