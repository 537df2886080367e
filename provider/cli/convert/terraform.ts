// States of Terraform and OpenTofu: the state file, and what `terraform show -json` prints.
import { isRecord } from "../../core/changes";
import { Part } from "./part";
import type { Source } from "./declared";

interface Instance {
  index_key?: string | number;
  attributes?: Record<string, unknown>;
}

interface StateResource {
  mode: string;
  type: string;
  name: string;
  module?: string;
  instances?: Instance[];
}

interface ShownResource {
  mode: string;
  type: string;
  name: string;
  address: string;
  index?: string | number;
  values?: Record<string, unknown>;
}

interface ShownModule {
  resources?: ShownResource[];
  child_modules?: (ShownModule & { address?: string })[];
}

/** Undefined when it is no state of Terraform. */
export function terraformSources(state: unknown): Source[] | undefined {
  if (!isRecord(state)) return undefined;
  if (Array.isArray(state["resources"])) return (state["resources"] as StateResource[]).flatMap(fromState);
  const values = state["values"];
  const root = isRecord(values) ? (values["root_module"] as ShownModule | undefined) : undefined;
  return root ? fromModule(root, "") : undefined;
}

function fromState({ mode, type, name, module = "", instances = [] }: StateResource): Source[] {
  if (mode !== "managed" || !type.startsWith("libvirt_")) return [];
  return instances.map(({ index_key: index, attributes = {} }) => {
    const key = index === undefined ? "" : `[${JSON.stringify(index)}]`;
    const address = [module, type, name].filter(Boolean).join(".") + key;
    return { type, address, name: nameOf(module, name, index), part: new Part(attributes) };
  });
}

function fromModule({ resources = [], child_modules: children = [] }: ShownModule, module: string): Source[] {
  const own = resources
    .filter(({ mode, type }) => mode === "managed" && type.startsWith("libvirt_"))
    .map(({ type, name, address, index, values = {} }) => ({
      type,
      address,
      name: nameOf(module, name, index),
      part: new Part(values),
    }));
  return [...own, ...children.flatMap((child) => fromModule(child, child.address ?? ""))];
}

/** `module.site["a"].libvirt_domain.node[2]` → `site-a-node-2`. */
function nameOf(module: string, name: string, index: string | number | undefined): string {
  const modules = module.replace(/(^|\.)module\./g, "$1").split(/[.[\]"]+/);
  return [...modules, name, index === undefined ? "" : String(index)]
    .filter(Boolean)
    .join("-")
    .replace(/[^A-Za-z0-9_.-]+/g, "-");
}
