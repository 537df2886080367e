// getDomain: a machine of the host, whoever made it, with its addresses.
import { optional, str, type Fields } from "../core/define";
import { parseXml } from "../core/xml";
import { dumpxml } from "../host/domain";
import { domain } from "../resources/domain";
import { inputs, outputs, type DomainInputs } from "../resources/domain/fields";
import { addresses } from "../resources/domain/observe";
import { lookUp, nameOrUuid } from "./by-name";
import { defineLookup } from "./function";

const { name, uuid, title, description, machine, firmware, vcpu, maxVcpu, memory, maxMemory } = inputs;
const { disks, nics, autostart, running } = inputs;
const { vncAddress, consolePath, acceleratorUsed } = outputs;
const { serial } = inputs.smbios.fields as Fields;

export const getDomain = defineLookup({
  name: "getDomain",
  doc: "Looks up a machine of the host by name or uuid, whoever made it, with the addresses that DHCP gave it. Nothing is changed, nothing is waited for.",
  inputs: nameOrUuid("domain"),
  outputs: {
    ...{ name, uuid, title, description, machine, firmware, vcpu, maxVcpu, memory, maxMemory },
    serial: optional(serial as ReturnType<typeof str>),
    ...{ disks, nics, autostart, running, vncAddress, consolePath, acceleratorUsed },
    addresses: { ...outputs.addresses, doc: "Addresses given out by DHCP; none while it does not run." },
  },
  async look(operation, context, args) {
    const found = await lookUp(domain, operation, context, args, async (wanted) => {
      const xml = await context.find(dumpxml(wanted, { inactive: true }));
      return xml === undefined ? undefined : parseXml(xml).value("uuid");
    });
    const seen = found as unknown as DomainInputs;
    return {
      ...found,
      serial: seen.smbios?.serial || undefined,
      addresses: seen.running ? await addresses(context, seen) : [],
    };
  },
});
