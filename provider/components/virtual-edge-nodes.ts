// What virtual edge nodes can be given: the orchestrator, the site, its nodes, and what one node has of its own.
import {
  bool,
  duration,
  int,
  list,
  map,
  object,
  oneOf,
  optional,
  reference,
  size,
  str,
  type Field,
  type Fields,
} from "../core/define";
import { inputs as domain } from "../resources/domain/fields";
import { inputs as network } from "../resources/network/fields";
import { orchestratorField } from "../resources/orchestrator/connection";
import { inputs as provisioning } from "../resources/provisioning/fields";
import { someOf, type ComponentDefinition } from "./component";
import { waves } from "./edge-fleet";
import { inputs as edgeNode, nodeOutputs } from "./edge-node";

const { profile, ending, timeouts, retries, restartPolicy, logDir } = provisioning;

/** What one node can have of its own, and all can have in common. */
const node = {
  onboarding: optional(
    oneOf(["io", "nio"], {
      doc: "`io`: the node asks for an operator's user name and password, which are typed at its console. `nio`: it is registered before it boots, and asks nobody. Default: `io`. A change replaces the node's record.",
      plain: true,
    }),
  ),
  onboardingUser: {
    ...provisioning.credentials,
    doc: "Who onboards with `io`; needs the project's Edge-Onboarding-Group. The password is encrypted in state.",
  },
  login: provisioning.login,
  vcpu: { ...domain.vcpu, default: 4 },
  memory: { ...domain.memory, default: "8GiB" },
  disk: size({
    doc: "Virtual size of the node's disk, such as `20GiB`. It can grow while the node runs.",
    default: "110GiB",
  }),
  provisioning: optional(
    someOf(
      "Provisioning",
      "NodeProvisioning",
      { profile, ending, timeouts, retries, restartPolicy, logDir },
      {
        doc: "How its provisioning is followed: profile, time-outs by stage, retries, and where its logs go.",
        plain: true,
      },
    ),
  ),
  domain: edgeNode.domain,
} satisfies Fields;

const { serial } = domain.smbios.fields as { serial: ReturnType<typeof str> };
const ownNode = Object.fromEntries(
  (Object.entries(node) as [string, Field][]).map(([name, field]) => [
    name,
    optional({ ...field, default: undefined }),
  ]),
) as Fields;

const inputs = {
  orchestrator: { ...orchestratorField, plain: true },
  count: optional(
    int({
      doc: "How many nodes: the same as `nodes` with the keys 1 to `count`. Lowering it removes the last ones. Give this or `nodes`.",
      plain: true,
      min: 0,
    }),
  ),
  nodes: optional(
    map(
      object(
        "SiteNode",
        { ...ownNode, serial: optional({ ...serial, plain: true }) },
        { doc: "What one node has of its own; wins over what all have in common.", plain: true },
      ),
      {
        doc: "The nodes by name, with what each has of its own. Removing an entry removes that node and no other.",
        plain: true,
      },
    ),
  ),
  ...node,
  waves,
  serials: optional(
    list(str({ doc: "5 to 20 letters and digits.", plain: true }), {
      doc: "One serial number for each node, in their order. Default: each has one that stays the same.",
      plain: true,
    }),
  ),
  venSerials: optional(
    object(
      "VenSerials",
      {
        hostIp: str({ doc: "IPv4 address of the host. Its last number goes into them.", plain: true }),
        network: optional(int({ doc: "Number of the network. Default: 1.", plain: true, min: 0, max: 99 })),
      },
      {
        doc: "Serial numbers as Virtual Edge Node makes them: `VH017N1M03` for machine 3 of network 1 on the host 192.0.2.17.",
        plain: true,
      },
    ),
  ),
  namePrefix: optional(
    str({
      doc: "Names of the machines on the host, and of their records, begin with it and end with the node's key. Default: project, stack and resource. A change replaces the machines.",
      plain: true,
    }),
  ),
  pool: optional(
    reference("pool", {
      doc: "The pool for disks, logs and the list of CAs: the resource, or its name. Default: `default`.",
    }),
  ),
  accelerator: domain.accelerator,
  network: optional({
    ...reference("network", {
      doc: "A Network of the program, which has to have the `dnsmasqOptions` of `httpsBoot`; or, by name, one that somebody else made: the boot options are merged into it, and taken out again in the end. Default: a NAT network of the site's own.",
    }),
    plain: true,
  }),
  bridge: optional(
    str({
      doc: "An existing bridge device of the host, instead of `network`. Its DHCP has to offer HTTPS boot.",
      plain: true,
    }),
  ),
  subnet: optional(
    str({
      doc: "Subnet of the site's own network, such as `192.168.150.0/24`. Default: a free one. A change replaces the network.",
    }),
  ),
  dnsHosts: optional({
    ...network.dnsHosts,
    doc: "Names that the DNS of the site's own network answers, where no other DNS knows the orchestrator.",
    default: undefined,
  }),
  dnsmasqOptions: optional(
    list(str({ doc: "One option." }), {
      doc: "Further options of dnsmasq, after those of HTTPS boot; not with `httpsBoot`.",
    }),
  ),
  httpsBoot: {
    ...edgeNode.httpsBoot,
    doc: "How the nodes boot, where several sites share it: an HttpsBoot. Default: from the orchestrator, trusting `certificates`.",
  },
  certificates: optional(
    list(str({ doc: "One or more certificates." }), {
      doc: "CA certificates that the firmware trusts: PEM, or DER in base64. Default: the orchestrator's `ca`.",
    }),
  ),
  pxe: optional(
    bool({
      doc: "Leave PXE and the card's option ROM on. Both wait for a server that does not answer. Default: false.",
      plain: true,
    }),
  ),
  timeout: duration({
    doc: "How long the orchestrator may take to say that an installed node runs.",
    default: "30m",
  }),
  vnc: edgeNode.vnc,
  autostart: edgeNode.autostart,
  restart: domain.restart,
} satisfies Fields;

export const virtualEdgeNodes: ComponentDefinition = {
  noun: "virtual-edge-nodes",
  type: "VirtualEdgeNodes",
  doc: "Nodes of an Edge Orchestrator on one host. Each is registered (`nio`) or onboarded with an operator's credentials that are typed at its console (`io`), boots over HTTPS with the orchestrator's CA, is followed until its system is installed, and is ready when the orchestrator says that it runs.",
  inputs,
  outputs: {
    nodes: map(
      object(
        "VirtualEdgeNode",
        {
          ...nodeOutputs,
          ip: optional(str({ doc: "Address that the installed system got by DHCP." })),
          uuid: str({ doc: "SMBIOS uuid; known in preview." }),
          hostId: optional(str({ doc: "The orchestrator's id of the node." })),
          stage: str({
            doc: "How far it is for the orchestrator: `registered`, `onboarded`, `provisioned` or `running`.",
          }),
        },
        { doc: "One node of a site." },
      ),
      { doc: "The nodes by their key." },
    ),
  },
};
