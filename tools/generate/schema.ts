// schema.json in Pulumi's package schema.
import type { ComponentDefinition } from "../../provider/components";
import type { Definition, Fields } from "../../provider/core/define";
import { choices, kinds, settings, type Setting } from "../../provider/doors/settings";
import type { LookupFunction } from "../../provider/functions";
import { requiredOf, SchemaTypes, token } from "./schema-types";
import { capital, userInputs, visible } from "./words";

export interface Said {
  resources: readonly Definition[];
  components: readonly ComponentDefinition[];
  functions: readonly LookupFunction[];
}

/** How the package is called in each language; docs/adr/0011 says why. */
const language = {
  nodejs: { packageName: "pulumi-edgefleet", respectSchemaVersion: true },
  python: {
    packageName: "pulumi_edgefleet",
    requires: { pulumi: ">=3.216.0,<4.0.0" },
    pythonRequires: ">=3.10",
    pyproject: { enabled: true },
    respectSchemaVersion: true,
  },
  go: {
    importBasePath: "edgefleet/sdk/go/edgefleet",
    rootPackageName: "edgefleet",
    respectSchemaVersion: true,
  },
};

export function packageSchema({ resources, components, functions }: Said, version: string): object {
  const types = new SchemaTypes();
  const of = <T>(entries: readonly T[], name: (entry: T) => string, say: (entry: T) => object) =>
    Object.fromEntries(entries.map((entry) => [name(entry), say(entry)]));
  const config = configuration(types);
  return {
    name: "edgefleet",
    displayName: "Edgefleet",
    version,
    description: "Virtual edge nodes as code, on libvirt, QEMU and KVM.",
    keywords: ["pulumi", "edgefleet", "libvirt", "category/infrastructure", "kind/native"],
    license: "Apache-2.0",
    language,
    config: { variables: config },
    provider: { description: "One libvirt host.", inputProperties: config },
    resources: {
      ...of(
        resources,
        ({ type }) => token(type),
        (definition) => resource(definition, types),
      ),
      ...of(
        components,
        ({ type }) => token(type),
        (definition) => component(definition, types),
      ),
    },
    functions: of(
      functions,
      (lookup) => lookup.token,
      (lookup) => lookupFunction(lookup, types),
    ),
    types: types.types,
  };
}

function configuration(types: SchemaTypes): Record<string, object> {
  const typeOf = (name: Setting, doc: string): object => {
    const values = (choices as Partial<Record<Setting, readonly string[]>>)[name];
    return values ? types.choice(`Host${capital(name)}`, doc, values) : { type: kinds[name] ?? "string" };
  };
  return Object.fromEntries(
    (Object.entries(settings) as [Setting, string][]).map(([name, doc]) => [
      name,
      { ...typeOf(name, doc), description: doc },
    ]),
  );
}

function resource(definition: Definition, types: SchemaTypes): object {
  const { type, doc } = definition;
  const inputs = userInputs(definition);
  const all = { ...definition.inputs, ...definition.outputs };
  return {
    description: doc,
    inputProperties: types.properties(type, inputs, "input"),
    requiredInputs: requiredOf(inputs),
    properties: {
      ...types.properties(type, all, "output"),
      incarnation: { type: "string", description: "Which incarnation of the resource this is." },
      host: {
        type: "string",
        description: definition.place
          ? "The orchestrator and the project that it belongs to."
          : "The libvirt host it lives on.",
      },
    },
    required: [...sure(all), "incarnation", "host"],
  };
}

function component({ type, doc, inputs, outputs }: ComponentDefinition, types: SchemaTypes): object {
  return {
    description: doc,
    isComponent: true,
    inputProperties: types.properties(type, inputs, "input", true),
    requiredInputs: requiredOf(inputs),
    properties: types.properties(type, outputs, "output", true),
    required: sure(outputs),
  };
}

function lookupFunction({ token: name, doc, inputs, outputs }: LookupFunction, types: SchemaTypes): object {
  const owner = capital(name.split(":").pop() as string);
  return {
    description: doc,
    inputs: {
      type: "object",
      properties: types.properties(owner, inputs, "input", true),
      required: requiredOf(inputs),
    },
    outputs: {
      type: "object",
      properties: types.properties(owner, outputs, "output", true),
      required: sure(outputs),
    },
  };
}

/** Outputs that are always there. */
const sure = (fields: Fields): string[] =>
  visible(fields)
    .filter(([, field]) => !field.optional || field.default !== undefined)
    .map(([name]) => name);
