// What a state declares, as inputs: without a host, so far as the state goes.
import { isRecord } from "../../core/changes";
import { withoutDefaults } from "../../core/look";
import { absent, without } from "../../core/overlay";
import type { Reference } from "../../core/define";
import { formatSize } from "../../core/values";
import { parseXml, XmlNode } from "../../core/xml";
import { resources } from "../../resources";
import { describeDefinition as describeDomain, type Surroundings } from "../../resources/domain/describe";
import { describeDefinition as describeNetwork } from "../../resources/network/describe";
import type { State } from "../../core/state";
import type { Taken } from "../import/taken";
import type { Declared, Reading } from "./declared";

export function describeAll({ declared, remarks }: Reading): Taken[] {
  const volumes = new Map(declared.flatMap((one) => (one.path ? [[one.path, one]] : [])));
  return declared.flatMap((one): Taken[] => {
    if (one.kind === "pool" && one.inputs?.["type"] !== "dir") {
      const reason = `it is a pool of type ${String(one.inputs?.["type"])}, and Edgefleet manages those of type dir. Refer to its volumes as \`pool/name\``;
      remarks.push({ title: `pool ${one.title}`, reason });
      return [];
    }
    const { kind, name, title, id } = one;
    const fields = resources.find(({ noun }) => noun === kind)?.inputs ?? {};
    return [{ kind, name, title, id, inputs: withoutDefaults(fields, inputsOf(one, volumes)) }];
  });
}

function inputsOf(one: Declared, volumes: Map<string, Declared>): State {
  const { kind, definition, inputs = {} } = one;
  if (kind === "network" && definition) return additive({ ...describeNetwork(definition), ...inputs });
  if (kind === "domain" && definition)
    return additive({ ...describeDomain(definition, surroundings(volumes)), ...inputs });
  const { type: _, bytes, backing, ...said } = inputs;
  const base = isRecord(backing) ? backingOf(backing, volumes) : undefined;
  return {
    ...said,
    ...(typeof bytes === "number" ? { size: formatSize(bytes) } : {}),
    ...(base ? { backing: base } : {}),
  };
}

function backingOf({ path, ...named }: Record<string, unknown>, volumes: Map<string, Declared>): unknown {
  const there = volumes.get(String(path));
  return there ? { pool: (there.inputs?.["pool"] as Reference).name, name: there.inputs?.["name"] } : named;
}

function surroundings(volumes: Map<string, Declared>): Surroundings {
  const files = new Map([...volumes].map(([path, { id }]) => [id, path]));
  return {
    volumeAt(path) {
      const inputs = volumes.get(path)?.inputs;
      if (!inputs) return undefined;
      const reference = { pool: (inputs["pool"] as Reference).name, name: String(inputs["name"]) };
      return { reference, format: String(inputs["format"]) };
    },
    network: (name) => ({ name }),
    pathOf: (pool, name) => files.get(`${pool}/${name}`) ?? `/${pool}/${name}`,
  };
}

/** What a state does not say is not taken away. Ports are libvirt's matter: no state of these tools lists them. */
function additive(inputs: object): State {
  const { xml, hotplugSlots: _, ...said } = inputs as State;
  if (typeof xml !== "string") return said;
  const kept = onlyAdded(parseXml(xml));
  return kept && (kept.children.length > 0 || kept.text) ? { ...said, xml: kept.print() } : said;
}

function onlyAdded(node: XmlNode): XmlNode | undefined {
  if (node.attributes[absent] === "yes") return undefined;
  const attributes = Object.fromEntries(
    Object.entries(node.attributes).filter(([name]) => name !== without && name !== "xmlns:edgefleet"),
  );
  const children = node.children.map(onlyAdded).filter((child) => child !== undefined);
  const emptied = children.length < node.children.length || without in node.attributes;
  const nothing = children.length === 0 && Object.keys(attributes).length === 0 && !node.text;
  return nothing && emptied ? undefined : new XmlNode(node.name, attributes, children, node.text);
}
