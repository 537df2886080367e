// The base of every resource class: the line that leads to the handlers, identity, references, hosts.
import * as pulumi from "@pulumi/pulumi";
import { doorOf, tokenIn, typeOf } from "./door";
import { Host } from "./host";
import { announcePlugin } from "./plugin";
import { Provider } from "./provider";
import { version } from "./version";

/** Options of an Edgefleet resource. */
export interface ResourceOptions extends pulumi.CustomResourceOptions {
  /** The libvirt host it lives on. Default: the parent's, else the one of the stack's configuration. */
  host?: Host | Provider;
}

/** Options of an Edgefleet component. */
export interface ComponentOptions extends pulumi.ComponentResourceOptions {
  /** The libvirt host of everything inside. Default: the parent's, else the one of the stack's configuration. */
  host?: Host | Provider;
}

/** What one resource knows of another: which object it is, and which incarnation of it. */
export interface ReferenceArgs {
  name: pulumi.Input<string>;
  /** A new incarnation is a planned change of everything that refers to it. */
  incarnation?: pulumi.Input<string>;
  /** Volumes only: the pool's name. */
  pool?: pulumi.Input<string>;
}

/** A resource on a libvirt host. */
export abstract class EdgeResource extends pulumi.CustomResource {
  /** Which incarnation of the resource this is. */
  declare readonly incarnation: pulumi.Output<string>;
  /** The libvirt host it lives on: driver, system or session, and host uuid. */
  declare readonly host: pulumi.Output<string>;

  /** @internal */
  protected constructor(
    type: string,
    handler: string,
    name: string,
    args: Record<string, unknown>,
    table: { outputs: readonly string[]; required: readonly string[]; secrets: readonly string[] },
    options: ResourceOptions = {},
  ) {
    const { host, ...rest } = options;
    const reads = options.id !== undefined || options.urn !== undefined;
    const missing = reads ? [] : table.required.filter((key) => args[key] === undefined);
    if (missing.length > 0) throw new Error(`${type} "${name}" needs ${missing.join(", ")}`);
    const door = doorOf(options);
    if (door === "native") announcePlugin();
    const token = tokenIn(door, type);
    const inputs: Record<string, unknown> = { incarnation: undefined, host: undefined };
    for (const output of table.outputs) inputs[output] = undefined;
    Object.assign(inputs, withReferences(args));
    if (door === "dynamic") {
      inputs["secretPaths"] = secretPaths(args);
      if (!reads) inputs["resourceUrn"] = urnOf(name, token, options.parent);
      // Encrypted in state even when the program hands it over as plain text. The native door sees to that itself.
      for (const key of table.secrets)
        if (inputs[key] !== undefined) inputs[key] = pulumi.secret(inputs[key]);
      inputs["__provider"] = `exports.handler = () => require("pulumi-edgefleet/handlers").${handler};`;
    }
    const known = {
      // Whichever door made it, it is the same resource.
      aliases: [{ type: tokenIn(door === "native" ? "dynamic" : "native", type) }],
      ...(door === "native" ? { version } : { additionalSecretOutputs: [...table.secrets] }),
      ...(host ? { provider: host } : {}),
    };
    // Pulumi takes down a stack trace for four promises of each property: a quarter of a program's time.
    const { stackTraceLimit } = Error;
    Error.stackTraceLimit = 0;
    try {
      super(token, name, inputs, pulumi.mergeOptions(known, rest));
    } catch (error) {
      Error.stackTraceLimit = stackTraceLimit;
      if (error instanceof Error) Error.captureStackTrace(error);
      throw error;
    } finally {
      Error.stackTraceLimit = stackTraceLimit;
    }
  }

  /** @internal */
  reference(): ReferenceArgs {
    const { name, pool, incarnation } = this as unknown as {
      name: pulumi.Output<string>;
      pool?: pulumi.Output<{ name: string }>;
      incarnation: pulumi.Output<string>;
    };
    return pool ? { name, incarnation, pool: pool.apply((p) => p.name) } : { name, incarnation };
  }
}

/** The resource type token of a class by default, as aliases write it. */
export function tokenOf(type: string): string {
  return tokenIn("dynamic", type);
}

/** Is it an instance of that class, in either door? Policies ask with a type alone. */
export function isOfType(value: unknown, type: string): boolean {
  return typeOf((value as { __pulumiType?: string } | undefined)?.__pulumiType) === type;
}

/**
 * The URN as a bare value. As an output it would depend on the parent, and to depend on a component is to depend on
 * all its children: siblings would wait for each other.
 */
function urnOf(name: string, token: string, parent: pulumi.Resource | undefined): Promise<string> {
  return new Promise((resolve) => pulumi.createUrn(name, token, parent).apply(resolve));
}

/** Paths of the arguments that the program made secret; handlers get plain values and have to know. */
async function secretPaths(args: Record<string, unknown>): Promise<string[] | undefined> {
  const found = await Promise.all(Object.entries(args).map(([key, value]) => secretsAt(key, value)));
  const paths = found.flat();
  return paths.length > 0 ? paths : undefined;
}

async function secretsAt(path: string, value: unknown): Promise<string[]> {
  if (pulumi.Output.isInstance(value)) return (await pulumi.isSecret(value)) ? [path] : [];
  if (value instanceof EdgeResource || typeof value !== "object" || value === null) return [];
  if (value instanceof Promise) return secretsAt(path, await value);
  return (
    await Promise.all(Object.entries(value).map(([step, item]) => secretsAt(`${path}/${step}`, item)))
  ).flat();
}

/** Resources among the arguments become references, at any depth. */
function withReferences(value: unknown): unknown {
  if (value instanceof EdgeResource) return value.reference();
  if (Array.isArray(value)) return value.map(withReferences);
  if (
    typeof value !== "object" ||
    value === null ||
    pulumi.Output.isInstance(value) ||
    value instanceof Promise
  )
    return value;
  if (Object.getPrototypeOf(value) !== Object.prototype) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, withReferences(inner)]));
}

/** Component options with the host as the provider of all children. */
export function componentOptions({
  host,
  ...options
}: ComponentOptions = {}): pulumi.ComponentResourceOptions {
  if (!host) return options;
  const name = Provider.isInstance(host) ? "edgefleet" : "pulumi-nodejs";
  return { ...options, providers: { [name]: host } };
}
