// schema.json in Pulumi's package schema.
import type { Definition, Field, Fields } from "../../provider/core/define";
import { settings } from "../../provider/doors/settings";
import { documentation, userInputs } from "./words";

const token = (type: string): string => `edgefleet:index:${type}`;

export function packageSchema(resources: readonly Definition[], version: string): object {
  const types: Record<string, object> = {
    [token("Reference")]: {
      description: "Another resource: its name, and the incarnation that is meant.",
      type: "object",
      properties: {
        name: { type: "string", description: "Its name." },
        incarnation: { type: "string", description: "Which incarnation; a new one is a planned change." },
        pool: { type: "string", description: "Volumes only: the pool's name." },
      },
      required: ["name"],
    },
  };
  const entries = resources.map((definition) => [token(definition.type), resource(definition, types)]);
  return {
    name: "edgefleet",
    displayName: "Edgefleet",
    version,
    description: "Virtual edge nodes as code, on libvirt, QEMU and KVM.",
    keywords: ["pulumi", "edgefleet", "libvirt", "category/infrastructure", "kind/native"],
    license: "Apache-2.0",
    config: {
      variables: Object.fromEntries(
        Object.entries(settings).map(([name, doc]) => [name, { type: "string", description: doc }]),
      ),
    },
    provider: {
      description: "One libvirt host.",
      inputProperties: Object.fromEntries(
        Object.entries(settings).map(([name, doc]) => [name, { type: "string", description: doc }]),
      ),
    },
    types,
    resources: Object.fromEntries(entries) as object,
  };
}

function resource(definition: Definition, types: Record<string, object>): object {
  const inputs = userInputs(definition);
  const all = { ...definition.inputs, ...definition.outputs };
  const sure = visible(all).filter(([, f]) => !f.optional || f.default !== undefined);
  return {
    description: definition.doc,
    inputProperties: properties(inputs, types, true),
    requiredInputs: visible(inputs)
      .filter(([, f]) => isRequired(f))
      .map(([name]) => name),
    properties: {
      ...properties(all, types, false),
      incarnation: { type: "string", description: "Which incarnation of the resource this is." },
      host: {
        type: "string",
        description: definition.place
          ? "The orchestrator and the project that it belongs to."
          : "The libvirt host it lives on.",
      },
    },
    required: [...sure.map(([name]) => name), "incarnation", "host"],
  };
}

const visible = (fields: Fields): [string, Field][] => Object.entries(fields).filter(([, f]) => !f.internal);

const isRequired = (f: Field): boolean => !f.optional && !f.derived && f.default === undefined;

function properties(fields: Fields, types: Record<string, object>, input: boolean): Record<string, object> {
  return Object.fromEntries(
    visible(fields).map(([name, field]) => [name, property(name, field, types, input)]),
  );
}

function property(name: string, field: Field, types: Record<string, object>, input: boolean): object {
  const scalar = field.default !== undefined && typeof field.default !== "object";
  return {
    ...typeOf(name, field, types),
    description: documentation(field).join("\n"),
    ...(scalar && input && !field.values ? { default: field.default } : {}),
    ...(field.secret ? { secret: true } : {}),
    ...(field.effect === "replace" ? { replaceOnChanges: true } : {}),
  };
}

function typeOf(name: string, field: Field, types: Record<string, object>): object {
  switch (field.kind) {
    case "boolean":
      return { type: "boolean" };
    case "integer":
      return { type: "integer" };
    case "list":
      return { type: "array", items: typeOf(name, field.of as Field, types) };
    case "map":
      return { type: "object", additionalProperties: typeOf(name, field.of as Field, types) };
    case "reference":
      return { $ref: `#/types/${token("Reference")}` };
    case "enum":
      return { type: "string" };
    case "object":
      return objectType(field, types);
    default:
      return { type: "string" };
  }
}

function objectType(field: Field, types: Record<string, object>): object {
  const name = token(field.typeName as string);
  types[name] ??= {
    description: field.doc,
    type: "object",
    properties: properties(field.fields ?? {}, types, true),
    required: visible(field.fields ?? {})
      .filter(([, f]) => isRequired(f))
      .map(([n]) => n),
  };
  return { $ref: `#/types/${name}` };
}
