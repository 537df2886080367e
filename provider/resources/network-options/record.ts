// Whose options a network has: a record in its <metadata>, so that exactly what we added is taken out again. Several
// stacks may add to one network, also the same option.
import { XmlNode } from "../../core/xml";
import type { Mark } from "../../core/mark";
import { namespaces } from "../../core/overlay/text";

const namespace = "urn:edgefleet:options:1";

/** What one NetworkOptions has added. */
export interface Addition {
  mark: Mark;
  options: string[];
  /** The network ran, and was to run again with these options: cut short, it is down and has to be started. */
  restarting: boolean;
}

export interface OptionsRecord {
  additions: Addition[];
  /** Options that somebody of us wants and that were there before: they stay. */
  found: string[];
}

/** dnsmasq's options in a network's definition. */
export const optionsOf = (definition: XmlNode): string[] =>
  definition.all("dnsmasq:options/dnsmasq:option").map((option) => option.value("@value") ?? "");

export function readRecord(definition: XmlNode): OptionsRecord {
  const node = recordNode(definition);
  return {
    additions: (node?.children ?? [])
      .filter((child) => child.name.endsWith(":added"))
      .map((added) => ({
        mark: markOf(added),
        options: valuesIn(added),
        restarting: added.attributes["restarting"] === "yes",
      })),
    found: (node?.children ?? []).filter((child) => child.name.endsWith(":found")).flatMap(valuesIn),
  };
}

/** The definition with that record, and with the options that follow from it. */
export function withRecord(definition: XmlNode, next: OptionsRecord): XmlNode {
  const before = readRecord(definition);
  const there = optionsOf(definition);
  const [had, has] = [before, next].map(
    ({ additions }) => new Set(additions.flatMap(({ options }) => options)),
  );
  const added = [...(has ?? [])].filter((option) => !there.includes(option));
  // Wanted from now on, and there already: somebody else's.
  const found = [...(has ?? [])].filter(
    (option) => before.found.includes(option) || (there.includes(option) && !had?.has(option)),
  );
  const gone = [...(had ?? [])].filter((option) => !has?.has(option) && !before.found.includes(option));
  const options = [...there.filter((option) => !gone.includes(option)), ...added];
  return rewritten(definition, options, { additions: next.additions, found });
}

function rewritten(definition: XmlNode, options: string[], record: OptionsRecord): XmlNode {
  const old = recordNode(definition);
  const metadata = definition.first("metadata") ?? new XmlNode("metadata");
  const kept = metadata.children.filter((child) => child !== old);
  const children = [...kept, ...(record.additions.length > 0 ? [recordXml(record)] : [])];
  const others = definition.children.filter((child) => !["metadata", "dnsmasq:options"].includes(child.name));
  // libvirt's schema takes name, uuid and metadata in any order, and the options last.
  return new XmlNode(
    definition.name,
    { ...definition.attributes, ...(options.length > 0 ? { "xmlns:dnsmasq": namespaces.dnsmasq } : {}) },
    [
      ...others,
      ...(children.length > 0 ? [new XmlNode("metadata", metadata.attributes, children)] : []),
      ...(options.length > 0
        ? [
            new XmlNode(
              "dnsmasq:options",
              {},
              options.map((value) => new XmlNode("dnsmasq:option", { value })),
            ),
          ]
        : []),
    ],
  );
}

const recordXml = ({ additions, found }: OptionsRecord): XmlNode =>
  new XmlNode("edgefleet:options", { "xmlns:edgefleet": namespace }, [
    ...additions.map(({ mark, options, restarting }) => {
      const attributes = { ...mark, ...(restarting ? { restarting: "yes" } : {}) };
      return new XmlNode("edgefleet:added", attributes, options.map(optionXml));
    }),
    ...(found.length > 0 ? [new XmlNode("edgefleet:found", {}, found.map(optionXml))] : []),
  ]);

const optionXml = (value: string): XmlNode => new XmlNode("edgefleet:option", { value });

/** libvirt may choose another prefix. */
const recordNode = (definition: XmlNode): XmlNode | undefined =>
  definition.first("metadata")?.children.find((child) => {
    const prefix = child.name.split(":")[0] as string;
    return child.name.endsWith(":options") && child.attributes[`xmlns:${prefix}`] === namespace;
  });

const valuesIn = (node: XmlNode): string[] => node.children.map((child) => child.value("@value") ?? "");

function markOf({ attributes: { incarnation = "", label = "", by = "" } }: XmlNode): Mark {
  return { incarnation, label, by };
}
