// Which machine is meant: by its name on the host, its uuid, or the logical name that its mark tells.
import type { Context } from "../core/context";
import { EdgeError } from "../core/errors";
import { readMark } from "../core/mark";
import { parseXml, type XmlNode } from "../core/xml";
import * as domains from "../host/domain";
import { configOf, projectIn } from "./stack";
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

export const hostUsage = `NODE is the name or uuid of a libvirt domain, or the logical name of a Domain in a Pulumi program.

  --stack NAME     a node of this stack, on the host of its configuration
  --uri URI        the host; default: that of the stack in this folder, else LIBVIRT_DEFAULT_URI,
                   else qemu:///system`;

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

export async function findMachine(
  context: Context,
  node: string,
  stack: string | undefined,
): Promise<Machine> {
  const machines: Machine[] = [];
  for (const { name, uuid } of await context.run(domains.list())) {
    const xml = await context.find(domains.dumpxml(uuid, { inactive: true }));
    if (xml === undefined) continue;
    const machine = { name, uuid, definition: parseXml(xml) };
    if (answersTo(machine, node, stack)) machines.push(machine);
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

function answersTo({ name, uuid, definition }: Machine, node: string, stack: string | undefined): boolean {
  const [, madeFor, ...logical] = (readMark(definition)?.label ?? "").split("/");
  const inStack = stack === undefined || madeFor === stack.split("/").at(-1);
  return inStack && (name === node || uuid === node || logical.join("/") === node);
}
