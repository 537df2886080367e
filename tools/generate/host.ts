// The SDK's Host: the explicit provider for one libvirt connection.
import { settings } from "../../provider/doors/settings";

export function hostClass(): string {
  const members = Object.entries(settings);
  return `// Generated from the provider's settings by \`make generate\`.
import * as pulumi from "@pulumi/pulumi";

/** Arguments of Host. What is not given comes from the stack's configuration. */
export interface HostArgs {
${members.map(([name, doc]) => `  /** ${doc} */\n  ${name}?: pulumi.Input<string>;`).join("\n")}
}

const settings = ${JSON.stringify(members.map(([name]) => name))} as const;

/**
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
