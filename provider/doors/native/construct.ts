// Construct: components of the SDK for programs in every language. Their children use the native door: the dynamic one
// would look for its handlers in the folder of the program.
import { createRequire } from "node:module";
import type * as Pulumi from "@pulumi/pulumi";
import type { ConstructRequest, ConstructResponse as Response } from "@pulumi/pulumi/proto/provider_pb";
import { components } from "../../components";
import type { Fields } from "../../core/define";
import { pulumi } from "../pulumi";
import { provider, StructMessage } from "./protocol";
import { schema } from "./schema";
import { asOutputs, innermost } from "./values";

const sdk = pulumi("@pulumi/pulumi") as typeof Pulumi;
const { runtime } = sdk;

/* What a Pulumi program's start does before the program's own code. These parts have no public declarations. */
const { withLocalStorage } = pulumi("@pulumi/pulumi/runtime/state") as {
  withLocalStorage<T>(run: () => Promise<T>): Promise<T>;
};
const { awaitFeatureSupport, waitForRPCs } = pulumi("@pulumi/pulumi/runtime/settings") as {
  awaitFeatureSupport(): Promise<void>;
  waitForRPCs(): Promise<void>;
};
const { setAllConfig } = pulumi("@pulumi/pulumi/runtime/config") as {
  setAllConfig(values: Record<string, string>, secretKeys: string[]): void;
};
const { hookBindingFromProto } = pulumi("@pulumi/pulumi/runtime/resource") as {
  hookBindingFromProto?(binding: unknown): Pulumi.ResourceHookBinding | undefined;
};

interface Component {
  new (name: string, args: unknown, options: Pulumi.ComponentResourceOptions): Pulumi.ComponentResource;
  __pulumiType: string;
}

/* At run time only: the SDK is generated from what the provider says, and must not be needed to compile it. */
const sdkModules = createRequire(__filename)("../../../sdk/nodejs") as Record<string, unknown>;

/** Every component that the SDK has, by its token. */
const byToken = new Map(
  Object.values(sdkModules)
    .filter((made): made is Component => typeof made === "function" && "__pulumiType" in made)
    .map((made) => [made.__pulumiType, made]),
);

/** Serves one request. Each has a runtime of its own, for many are served at a time. */
export function construct(request: ConstructRequest, engineAddress: string): Promise<Response> {
  return withLocalStorage(async () => {
    const Made = byToken.get(request.getType());
    const definition = components.find(({ type }) => request.getType() === `edgefleet:index:${type}`);
    if (!Made || !definition)
      throw new Error(`there is no component ${request.getType()} in this version of Edgefleet`);
    runtime.resetOptions(
      request.getProject(),
      request.getStack(),
      request.getParallel(),
      engineAddress,
      request.getMonitorendpoint(),
      request.getDryrun(),
      request.getOrganization(),
    );
    await awaitFeatureSupport();
    const config = Object.fromEntries(request.getConfigMap().entries());
    setAllConfig({ ...config, "edgefleet:door": "native" }, request.getConfigsecretkeysList());

    const component = new Made(request.getName(), inputsOf(request), optionsOf(request));
    const response = await responseOf(component, definition.outputs);
    await waitForRPCs();
    return response;
  });
}

/** Values with dependencies or marks become outputs; resources become instances of their classes. */
function inputsOf(request: ConstructRequest): Record<string, unknown> {
  const wire = (request.getInputs()?.toJavaScript() ?? {}) as Record<string, unknown>;
  const dependencies = request.getInputdependenciesMap();
  const plain = plainInputs(request.getType());
  return Object.fromEntries(
    Object.entries(wire).map(([key, value]) => {
      const marked = plain.has(key) ? innermost(value) : asOutputs(value);
      const struct = StructMessage.fromJavaScript({ value: marked } as never);
      const input: unknown = runtime.deserializeProperties(struct)["value"];
      const urns = dependencies.get(key)?.getUrnsList() ?? [];
      // The class of the component takes it as it is: what it depends on is known by now.
      if (plain.has(key) || urns.length === 0 || holdsOutputs(input)) return [key, input];
      return [key, dependent(input, urns)];
    }),
  );
}

/** Arguments that a component needs as values: `count`, and objects whose members may be outputs. */
function plainInputs(token: string): Set<string> {
  const { resources } = schema as {
    resources: Record<string, { inputProperties?: Record<string, { plain?: boolean }> }>;
  };
  const inputs = Object.entries(resources[token]?.inputProperties ?? {});
  return new Set(inputs.filter(([, input]) => input.plain).map(([name]) => name));
}

function dependent(value: unknown, urns: string[]): Pulumi.Output<unknown> {
  const resources = urns.map((urn) => new sdk.DependencyResource(urn));
  const Output = sdk.Output as unknown as new (
    resources: Pulumi.Resource[],
    value: Promise<unknown>,
    isKnown: Promise<boolean>,
    isSecret: Promise<boolean>,
    all: Promise<Pulumi.Resource[]>,
  ) => Pulumi.Output<unknown>;
  const yes = Promise.resolve(true);
  return new Output(resources, Promise.resolve(value), yes, Promise.resolve(false), Promise.resolve([]));
}

/** Those that are there carry their dependencies themselves. */
function holdsOutputs(value: unknown): boolean {
  if (sdk.Output.isInstance(value) || sdk.Resource.isInstance(value)) return true;
  return typeof value === "object" && value !== null && Object.values(value).some(holdsOutputs);
}

function optionsOf(request: ConstructRequest): Pulumi.ComponentResourceOptions {
  const own = request.getProvidersMap().get("edgefleet");
  const timeouts = request.getCustomtimeouts()?.toObject();
  const hooks = request.hasResourceHooks() ? hookBindingFromProto?.(request.getResourceHooks()) : undefined;
  const deletedWith = request.getDeletedwith();
  return {
    aliases: request.getAliasesList().map(aliasOf),
    dependsOn: request.getDependenciesList().map((urn) => new sdk.DependencyResource(urn)),
    ...(request.getParent() ? { parent: new sdk.DependencyResource(request.getParent()) } : {}),
    ...(own ? { providers: { edgefleet: new sdk.DependencyProviderResource(own) } } : {}),
    ...(request.hasProtect() ? { protect: request.getProtect() as boolean } : {}),
    ...(request.hasRetainondelete() ? { retainOnDelete: request.getRetainondelete() as boolean } : {}),
    ...(timeouts ? { customTimeouts: timeouts } : {}),
    ...(hooks ? { hooks } : {}),
    ...(deletedWith ? { deletedWith: new sdk.DependencyResource(deletedWith) } : {}),
    ignoreChanges: request.getIgnorechangesList(),
    replaceOnChanges: request.getReplaceonchangesList(),
  };
}

function aliasOf(alias: ReturnType<ConstructRequest["getAliasesList"]>[number]): string | Pulumi.Alias {
  if (alias.hasUrn()) return alias.getUrn();
  const spec = alias.getSpec();
  const parent = spec?.hasParenturn()
    ? spec.getParenturn()
    : spec?.getNoparent()
      ? sdk.rootStackResource
      : undefined;
  return {
    ...(spec?.getName() ? { name: spec.getName() } : {}),
    ...(spec?.getProject() ? { project: spec.getProject() } : {}),
    ...(spec?.getStack() ? { stack: spec.getStack() } : {}),
    ...(parent === undefined ? {} : { parent }),
  };
}

/** What the table of the component promises, in its shape: of a node in a fleet, the outputs of a node. */
function outputsOf(fields: Fields, source: object): Pulumi.Inputs {
  const values = source as Record<string, unknown>;
  return Object.fromEntries(
    Object.entries(fields).map(([name, { kind, of }]) => {
      const value = values[name];
      if (kind === "reference" && sdk.Resource.isInstance(value))
        return [name, (value as Pulumi.Resource & { reference(): Pulumi.Inputs }).reference()];
      if (kind !== "map" || !of?.fields) return [name, value];
      const entries = Object.entries(value as Record<string, object>);
      return [
        name,
        Object.fromEntries(entries.map(([key, entry]) => [key, outputsOf(of.fields as Fields, entry)])),
      ];
    }),
  );
}

async function responseOf(component: Pulumi.ComponentResource, outputs: Fields): Promise<Response> {
  const shown = outputsOf(outputs, component);
  const [state, dependencies] = await runtime.serializeResourceProperties("construct", shown);
  const response = new provider.ConstructResponse();
  response.setUrn(await urnOf(component));
  response.setState(StructMessage.fromJavaScript(state));
  for (const [key, resources] of dependencies) {
    const urns = new provider.ConstructResponse.PropertyDependencies();
    urns.setUrnsList(await Promise.all([...resources].map(urnOf)));
    response.getStatedependenciesMap().set(key, urns);
  }
  return response;
}

const urnOf = (resource: Pulumi.Resource): Promise<string> =>
  new Promise((resolve) => resource.urn.apply(resolve));
