// Exports of stacks that use pulumi-libvirt, whose schema is the flat one with other spellings.
import { isRecord } from "../../core/changes";
import { parseUrn } from "../../core/identity";
import type { Source } from "./declared";
import { Part } from "./part";

interface Resource {
  urn: string;
  type: string;
  id?: string;
  custom?: boolean;
  delete?: boolean;
  inputs?: Record<string, unknown>;
  outputs?: Record<string, unknown>;
}

/** Undefined when it is no export of a stack. */
export function pulumiSources(exported: unknown): Source[] | undefined {
  const deployment = isRecord(exported) ? exported["deployment"] : undefined;
  if (!isRecord(deployment) || !Array.isArray(deployment["resources"])) return undefined;
  return (deployment["resources"] as Resource[]).flatMap((resource) => {
    const kind = /^libvirt:index\/(\w+):\w+$/.exec(resource.type)?.[1];
    // What is pending deletion was replaced already.
    if (kind === undefined || resource.delete) return [];
    const { __defaults: _, __meta: __, ...values } = { ...resource.inputs, ...resource.outputs };
    const { name } = parseUrn(resource.urn);
    const part = new Part({ ...(flat(values) as Record<string, unknown>), id: resource.id });
    return [{ type: `libvirt_${snake(kind)}`, address: name, name, part }];
  });
}

/** Names that are more than another case: lists are plural there. */
const singular: Record<string, string> = {
  disks: "disk",
  networkInterfaces: "network_interface",
  consoles: "console",
  filesystems: "filesystem",
  bootDevices: "boot_device",
  devs: "dev",
  cmdlines: "cmdline",
  cloudInitDisk: "cloudinit_disk",
};

const snake = (name: string): string =>
  singular[name] ?? name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

function flat(value: unknown, plain = false): unknown {
  if (Array.isArray(value)) return value.map((item) => flat(item, plain));
  if (!isRecord(value)) return value;
  const known = Object.entries(value).filter(([key]) => !key.startsWith("__"));
  // Keys of a kernel's command line are words of the user.
  return Object.fromEntries(
    known.map(([key, item]) => [plain ? key : snake(key), flat(item, key === "cmdlines")]),
  );
}
