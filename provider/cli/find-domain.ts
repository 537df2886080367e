// Which machine is meant: a node of the stack, or by its name on the host, its uuid, or the logical name in its mark.
import type { Context } from "../core/context";
import { EdgeError } from "../core/errors";
import { readMark } from "../core/mark";
import { parseXml, type XmlNode } from "../core/xml";
import * as domains from "../host/domain";
import { readNodes, type StackNode } from "./nodes";
import { configOf, projectIn, readStack, type Stack } from "./stack";
import type { SettingsOf, Values } from "./command";
import { text } from "./command";

export interface Machine {
  name: string;
  uuid: string;
  definition: XmlNode;
}

export const hostOptions = {
  uri: { type: "string" },
  stack: { type: "string" },
  help: { type: "boolean", short: "h" },
} as const;

export const hostUsage = `NODE is the logical name of a Domain in a Pulumi program, or the name or uuid of a libvirt domain.
A node that the stack has is found on its own host, also on that of a Host or a Provider. Any other
is looked for on one host.

  --stack NAME     a node of this stack; default: the stack that is selected in this folder comes first
  --uri URI        look on this host, and do not ask the stack for it; default: the host of the stack's
                   configuration, else LIBVIRT_DEFAULT_URI, else qemu:///system`;

export interface Sought {
  settings: SettingsOf;
  node: string;
  /** The stack has it, with this one. */
  uuid?: string;
  /** Only machines of this stack. */
  stack?: Owner | undefined;
  /** The stack has it, with this one. */
  shutdownTimeout?: string | undefined;
}

type Owner = Pick<Stack, "project" | "name">;

/** On which host to look for a node, and by which name. */
export async function seek(node: string, values: Values): Promise<Sought> {
  const found = await inStack(node, values);
  if (!found)
    return { settings: await hostSettings(values), node, stack: await ownerOf(text(values, "stack")) };
  // Its mark is not asked: what was moved here names another stack, and what was imported may have none.
  const { domain, uuid, settings, shutdownTimeout } = found;
  return { settings, node: domain, uuid, shutdownTimeout };
}

/** Stacks of several projects have the same name. */
async function ownerOf(stack: string | undefined): Promise<Owner | undefined> {
  if (stack === undefined) return undefined;
  const [, project, name] = /^[^/]+\/([^/]+)\/([^/]+)$/.exec(stack) ?? [];
  return project && name ? { project, name } : readStack({ stack, cwd: "." });
}

async function inStack(node: string, values: Values): Promise<StackNode | undefined> {
  const stack = text(values, "stack");
  if (text(values, "uri") !== undefined) return undefined;
  if (stack === undefined && projectIn(".") === undefined) return undefined;
  // No stack is selected, or it cannot be read: then it does not know the node.
  const nodes = await readNodes(stack).catch((error: unknown) => {
    if (stack !== undefined) throw error;
    return [];
  });
  const called = nodes.filter(({ name, domain, uuid }) => [name, domain, uuid].includes(node));
  const exact = called.filter(({ domain, uuid }) => domain === node || uuid === node);
  const [found, ...others] = exact.length === 1 ? exact : called;
  if (others.length === 0) return found;
  const names = called.map(({ domain, settings }) => `${domain} (${settings.uri ?? "the default host"})`);
  throw new EdgeError(
    `node "${node}" was not found`,
    `several machines of the stack are called so: ${names.join(", ")}`,
    "Give one of these names, or the host with --uri",
  );
}

/** --uri, else what the stack says, else the environment. */
export async function hostSettings(values: Values): Promise<SettingsOf> {
  const uri = text(values, "uri");
  if (uri !== undefined) return { uri };
  const stack = text(values, "stack");
  if (stack !== undefined) return configOf({ stack, cwd: "." });
  if (projectIn(".") === undefined) return {};
  // No stack is selected, or its configuration cannot be read: then it does not say which host.
  return configOf({ cwd: "." }).catch(() => ({}));
}

export async function findMachine(context: Context, sought: Sought): Promise<Machine> {
  const { node } = sought;
  const machines: Machine[] = [];
  for (const { name, uuid } of await context.run(domains.list())) {
    const xml = await context.find(domains.dumpxml(uuid, { inactive: true }));
    if (xml === undefined) continue;
    const machine = { name, uuid, definition: parseXml(xml) };
    if (answersTo(machine, sought)) machines.push(machine);
  }
  const exact = machines.filter((machine) => machine.name === node || machine.uuid === node);
  const [found, ...others] = exact.length === 1 ? exact : machines;
  const what = `node "${node}" was not found on ${context.host.uri}`;
  if (!found) {
    throw new EdgeError(
      what,
      "no domain there has this name, uuid or logical name",
      `See \`virsh -c ${context.host.uri} list --all\`; another host is named with --uri`,
    );
  }
  if (others.length > 0) {
    const names = machines.map((machine) => machine.name).join(", ");
    throw new EdgeError(
      what,
      `several domains are called so: ${names}`,
      "Give one of these names, or --stack",
    );
  }
  return found;
}

function answersTo({ name, uuid, definition }: Machine, sought: Sought): boolean {
  if (sought.uuid !== undefined) return uuid === sought.uuid;
  const { node, stack } = sought;
  const [project, madeFor, ...logical] = (readMark(definition)?.label ?? "").split("/");
  const inStack = stack === undefined || (project === stack.project && madeFor === stack.name);
  return inStack && (name === node || uuid === node || logical.join("/") === node);
}
