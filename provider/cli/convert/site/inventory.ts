// An Ansible inventory, INI or YAML: the hosts with their variables, those of their groups below their own.
import { parse } from "yaml";

export type Variables = Record<string, unknown>;
export type Inventory = Record<string, Variables>;

interface Group {
  vars: Variables;
  hosts: Inventory;
  children: string[];
}
type Groups = Map<string, Group>;

export function readInventory(text: string): Inventory {
  const groups: Groups = new Map();
  if (/^\s*\[[^\]]+\]|^[^\s:#]+\s+\w+=/m.test(text)) readIni(text, groups);
  else readYaml("all", parse(text) ?? {}, groups);
  return resolve(groups);
}

function groupOf(groups: Groups, name: string): Group {
  const group = groups.get(name) ?? { vars: {}, hosts: {}, children: [] };
  groups.set(name, group);
  return group;
}

function readIni(text: string, groups: Groups): void {
  let [name, kind] = ["ungrouped", ""];
  for (const raw of text.split(/\r?\n/)) {
    const line = raw.replace(/^\s*[#;].*|\s[#;].*$/, "").trim();
    if (line === "") continue;
    const [, section, part] = /^\[([^\]:]+)(?::(\w+))?\]$/.exec(line) ?? [];
    if (section !== undefined) [name, kind] = [section, part ?? ""];
    else if (kind === "vars") Object.assign(groupOf(groups, name).vars, pairsOf(line));
    else if (kind === "children") groupOf(groups, name).children.push(line);
    else {
      const [host = "", ...rest] = line.split(/\s+(?=\w+=)/);
      groupOf(groups, name).hosts[host.trim()] = Object.assign({}, ...rest.map(pairsOf)) as Variables;
    }
  }
}

function pairsOf(text: string): Variables {
  const [, name, value = ""] = /^(\w+)\s*=\s*(.*)$/.exec(text) ?? [];
  return name === undefined ? {} : { [name]: value.replace(/^(["'])(.*)\1$/, "$2") };
}

interface YamlGroup {
  vars?: Variables | null;
  hosts?: Record<string, Variables | null> | null;
  children?: Record<string, YamlGroup | null> | null;
}

/** The top level may hold groups beside `all`. */
function readYaml(_: string, document: Record<string, YamlGroup | null>, groups: Groups): void {
  const read = (name: string, given: YamlGroup | null): void => {
    const group = groupOf(groups, name);
    Object.assign(group.vars, given?.vars ?? {});
    for (const [host, vars] of Object.entries(given?.hosts ?? {})) group.hosts[host] = vars ?? {};
    for (const [child, inner] of Object.entries(given?.children ?? {})) {
      group.children.push(child);
      read(child, inner);
    }
  };
  for (const [name, group] of Object.entries(document)) read(name, group);
}

/** Variables of `all`, then of the groups from the outside to the inside, then of the host. */
function resolve(groups: Groups): Inventory {
  const found: Inventory = {};
  const parents = (name: string): string[] =>
    [...groups].filter(([, { children }]) => children.includes(name)).map(([parent]) => parent);
  const varsOf = (name: string, seen: readonly string[] = []): Variables =>
    Object.assign(
      {},
      ...parents(name)
        .filter((parent) => !seen.includes(parent))
        .map((parent) => varsOf(parent, [...seen, name])),
      groups.get(name)?.vars ?? {},
    ) as Variables;
  for (const [name, { hosts }] of groups)
    for (const [host, own] of Object.entries(hosts))
      found[host] = { ...groups.get("all")?.vars, ...found[host], ...varsOf(name), ...own };
  return found;
}
