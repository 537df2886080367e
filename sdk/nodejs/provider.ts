// Generated from the provider's settings by `make generate`.
import * as pulumi from "@pulumi/pulumi";
import { announcePlugin } from "./plugin";
import { version } from "./version";

/** Arguments of Provider. What is not given comes from the stack's configuration. */
export interface ProviderArgs {
  /** libvirt connection URI, such as `qemu:///system` or `qemu+ssh://user@host/system`. Default: `LIBVIRT_DEFAULT_URI`, else `qemu:///system`. */
  uri?: pulumi.Input<string>;
  /** Who made things, in ownership marks. Default: user@machine. Set it to one name where several people or a CI run the same stack. */
  owner?: pulumi.Input<string>;
  /** `auto` proves KVM by running a guest for a moment and falls back to TCG; `kvm`; `tcg`. Default: `auto`. */
  accelerator?: pulumi.Input<string>;
  /** `fail`: a host that does not answer is an error. `keep`: a warning, state unchanged, while nothing has to change on it. Default: `fail`. */
  unreachable?: pulumi.Input<string>;
  /** `true` after a host was reinstalled or moved: state is accepted although libvirt's host uuid differs. Default: `false`. */
  hostMoved?: pulumi.Input<string>;
  /** Memory of the host that fleets leave free. Default: `1GiB`. */
  reserveMemory?: pulumi.Input<string>;
  /** CPUs of the host that fleets leave free. Default: 0. */
  reserveCpus?: pulumi.Input<string>;
  /** vCPUs that fleets may ask for per CPU of the host. Default: 4. */
  overcommitCpus?: pulumi.Input<string>;
}

const settings = [
  "uri",
  "owner",
  "accelerator",
  "unreachable",
  "hostMoved",
  "reserveMemory",
  "reserveCpus",
  "overcommitCpus",
] as const;

/**
 * One libvirt host, for resources and components that use the native door: give it to them as `{ provider }` or
 * `{ host }`. Each Provider is a process of its own (about 62 MB).
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
