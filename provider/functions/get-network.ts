// getNetwork: a network of the host, whoever made it.
import { bool, str } from "../core/define";
import { parseXml } from "../core/xml";
import { netDumpxml } from "../host/network";
import { network } from "../resources/network";
import { inputs, outputs } from "../resources/network/fields";
import { lookUp, nameOrUuid } from "./by-name";
import { defineLookup } from "./function";

const { name, uuid, mode, bridge, subnet, dhcpStart, dhcpEnd, domain, mtu, active } = inputs;

export const getNetwork = defineLookup({
  name: "getNetwork",
  doc: "Looks up a network of the host by name or uuid, whoever made it. Nothing is changed.",
  inputs: nameOrUuid("network"),
  outputs: {
    name,
    uuid,
    mode,
    bridge: maybe(bridge),
    subnet: maybe(subnet),
    gateway: outputs.gateway,
    dhcp: bool({ doc: "Whether it gives out addresses by DHCP." }),
    dhcpStart: maybe(dhcpStart),
    dhcpEnd: maybe(dhcpEnd),
    domain,
    mtu,
    active,
  },
  look: (operation, context, args) =>
    lookUp(network, operation, context, args, async (wanted) => {
      const xml = await context.find(netDumpxml(wanted, { inactive: true }));
      return xml === undefined ? undefined : parseXml(xml).value("uuid");
    }),
});

/** What a network of Edgefleet's always has and another one may lack. */
function maybe(field: ReturnType<typeof str>): ReturnType<typeof str> {
  return { ...field, optional: true };
}
