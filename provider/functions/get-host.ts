// getHost: what a libvirt host is and has.
import { int, list, size, str } from "../core/define";
import { formatSize } from "../core/values";
import { parseXml } from "../core/xml";
import * as node from "../host/node";
import { defineLookup } from "./function";

export const getHost = defineLookup({
  name: "getHost",
  doc: "What the libvirt host is and has. Nothing is changed.",
  inputs: {},
  outputs: {
    uri: str({ doc: "The libvirt URI it is reached by." }),
    host: str({ doc: "Its identity: driver, system or session, and libvirt's uuid of the host." }),
    libvirt: str({ doc: "Version of its libvirt daemon, else of the library that talks to it." }),
    hypervisor: str({ doc: "What runs its machines, with the version, such as `QEMU 7.2.22`." }),
    cpus: int({ doc: "Logical CPUs." }),
    cpuModel: str({ doc: "Architecture or model of the CPUs, as libvirt says it." }),
    memory: size({ doc: "Memory of the host." }),
    accelerators: list(str({ doc: "`kvm` or `tcg`." }), {
      doc: "What its QEMU offers. KVM that is offered need not work: `accelerator: auto` proves it by a trial guest.",
    }),
  },
  async look(_operation, context) {
    const [host, { cpus, model, memory }, version, capabilities] = await Promise.all([
      context.facts.identity(),
      context.facts.node(),
      context.run(node.version()),
      context.run(node.capabilities()),
    ]);
    return {
      uri: context.host.uri,
      host,
      libvirt: version.daemon ?? version.libvirt,
      hypervisor: version.hypervisor,
      cpus,
      cpuModel: model,
      memory: formatSize(memory),
      accelerators: acceleratorsOf(capabilities),
    };
  },
});

function acceleratorsOf(capabilities: string): string[] {
  const types = parseXml(capabilities)
    .all("guest/arch/domain")
    .map((domain) => domain.value("@type"));
  return [...(types.includes("kvm") ? ["kvm"] : []), ...(types.includes("qemu") ? ["tcg"] : [])];
}
