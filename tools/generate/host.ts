// The SDK's Host: the explicit provider for one libvirt connection.
import { settings } from "../../provider/doors/settings";

const members = Object.entries(settings);

const beginning = (name: string): string => `// Generated from the provider's settings by \`make generate\`.
import * as pulumi from "@pulumi/pulumi";
${name === "Provider" ? 'import { announcePlugin } from "./plugin";\nimport { version } from "./version";\n' : ""}
/** Arguments of ${name}. What is not given comes from the stack's configuration. */
export interface ${name}Args {
${members.map(([key, doc]) => `  /** ${doc} */\n  ${key}?: pulumi.Input<string>;`).join("\n")}
}

const settings = ${JSON.stringify(members.map(([key]) => key))} as const;

`;

export function hostClass(): string {
  return `${beginning("Host")}/**
 * One libvirt host. Give it to resources and components as \`{ host }\`; without one they live on the host of the
 * stack's configuration. Each Host is a process of its own (about 83 MB).
 */
export class Host extends pulumi.ProviderResource {
  constructor(name: string, args: HostArgs, options?: pulumi.ResourceOptions) {
    const config = new pulumi.Config("edgefleet");
    const props: Record<string, pulumi.Input<string> | undefined> = {};
    // An explicit provider gets none of the stack's configuration by itself.
    for (const key of settings) props[\`edgefleet:\${key}\`] = args[key] ?? config.get(key);
    super("pulumi-nodejs", name, props, options);
  }
}
`;
}

export function providerClass(): string {
  return `${beginning("Provider")}/**
 * One libvirt host, for resources and components that use the native door: give it to them as \`{ provider }\` or
 * \`{ host }\`. Each Provider is a process of its own (about 62 MB).
 */
export class Provider extends pulumi.ProviderResource {
  /** @internal */
  static readonly __pulumiType: string = "pulumi:providers:edgefleet";

  /** True for an instance of this class, also of another copy of this package. */
  static override isInstance(value: unknown): value is Provider {
    return (value as { __pulumiType?: string } | undefined)?.__pulumiType === Provider.__pulumiType;
  }

  constructor(name: string, args: ProviderArgs, options?: pulumi.ResourceOptions) {
    announcePlugin();
    const config = new pulumi.Config("edgefleet");
    const props: Record<string, pulumi.Input<string> | undefined> = {};
    // An explicit provider gets none of the stack's configuration by itself.
    for (const key of settings) props[key] = args[key] ?? config.get(key);
    super("edgefleet", name, props, pulumi.mergeOptions({ version }, options));
  }
}
`;
}
