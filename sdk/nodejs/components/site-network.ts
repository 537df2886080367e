// The network of a site's nodes, with what they need to boot over HTTPS: their own, a shared one, or somebody else's.
import * as pulumi from "@pulumi/pulumi";
import { ComponentOptions, ReferenceArgs } from "../resource";
import { Network } from "../resources";
import { HttpsBootSettingsArgs } from "./edge-node-args";
import { HttpsBoot } from "./https-boot";
import { Refusal, refuse } from "./refusal";
import { VirtualEdgeNodesArgs } from "./virtual-edge-nodes-args";

interface SiteNetwork {
  network: Network | string | ReferenceArgs;
  /** It is a resource of this program. */
  own: Network | undefined;
  httpsBoot: HttpsBootSettingsArgs;
}

export function siteNetwork(
  name: string,
  args: VirtualEdgeNodesArgs,
  options: ComponentOptions,
): SiteNetwork {
  const { network, bridge, subnet, dnsHosts } = args;
  refuseContradictions(name, args);
  const httpsBoot = args.httpsBoot ?? bootOf(name, args, options);
  if (Network.isInstance(network)) {
    if (httpsBoot instanceof HttpsBoot) demandOptions(name, network, httpsBoot);
    return { network, own: network, httpsBoot };
  }
  if (network !== undefined) return { network, own: undefined, httpsBoot };
  const own = new Network(
    `${name}-lan`,
    bridge === undefined
      ? {
          ...(httpsBoot instanceof HttpsBoot ? { dnsmasqOptions: httpsBoot.dnsmasqOptions } : {}),
          ...(subnet === undefined ? {} : { subnet }),
          ...(dnsHosts === undefined ? {} : { dnsHosts }),
        }
      : { mode: "bridge", bridge },
    options,
  );
  return { network: own, own, httpsBoot };
}

function bootOf(name: string, args: VirtualEdgeNodesArgs, options: ComponentOptions): HttpsBoot {
  const { orchestrator, network, pool, pxe, dnsmasqOptions } = args;
  const ca = pulumi.output(orchestrator.ca).apply((pem) => (pem === undefined ? [] : [pem]));
  return new HttpsBoot(
    name,
    {
      orchestrator: orchestrator.fqdn,
      certificates: args.certificates ?? ca,
      ...(pool === undefined ? {} : { pool }),
      ...(pxe === undefined ? {} : { pxe }),
      ...(dnsmasqOptions === undefined ? {} : { dnsmasqOptions }),
      ...(typeof network === "string" ? { network } : {}),
    },
    options,
  );
}

function refuseContradictions(name: string, args: VirtualEdgeNodesArgs): void {
  const { network, bridge, subnet, dnsHosts, dnsmasqOptions, httpsBoot, orchestrator, certificates } = args;
  const problems = [
    network !== undefined && bridge !== undefined && "network and bridge are both given; give one of them",
    (network !== undefined || bridge !== undefined) &&
      (subnet !== undefined || dnsHosts !== undefined) &&
      "subnet and dnsHosts are for a network of the site's own; give them to the network that is there",
    (httpsBoot !== undefined || bridge !== undefined) &&
      dnsmasqOptions !== undefined &&
      "dnsmasqOptions go to HttpsBoot, or to the DHCP server of the bridge",
    httpsBoot === undefined &&
      certificates === undefined &&
      orchestrator.ca === undefined &&
      "the firmware trusts no CA by itself; give certificates, such as the orchestrator's Full_server.crt",
  ].filter((problem) => problem !== false);
  refuse("VirtualEdgeNodes", name, problems);
}

/** A network of the program is not changed behind its back. */
function demandOptions(name: string, network: Network, { dnsmasqOptions }: HttpsBoot): void {
  pulumi.all([network.dnsmasqOptions, dnsmasqOptions, network.name]).apply(([has, needed, called]) => {
    const missing = needed.filter((option) => !(has ?? []).includes(option));
    if (missing.length > 0)
      throw new Refusal(
        `The nodes of VirtualEdgeNodes "${name}" would not boot on network "${called}": it lacks ${missing.join(", ")}. ` +
          "Make an HttpsBoot, give its dnsmasqOptions to the Network, and give it to VirtualEdgeNodes as httpsBoot.",
      );
  });
}

/** The same options, and these resources have to be there before. */
export function after(
  options: ComponentOptions,
  resources: pulumi.Input<pulumi.Resource | pulumi.Resource[]>,
): ComponentOptions {
  const dependsOn = pulumi
    .all([resources, options.dependsOn ?? []])
    .apply((all) => all.flat() as pulumi.Resource[]);
  return { ...options, dependsOn };
}
