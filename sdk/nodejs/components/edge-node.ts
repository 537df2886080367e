// One edge node: a machine with a disk of its own, a console that is logged, and a moment when it is ready.
import * as pulumi from "@pulumi/pulumi";
import { componentOptions, ComponentOptions } from "../resource";
import { Domain, Volume } from "../resources";
import { EdgeNodeArgs } from "./edge-node-args";
import { bootSettings, HttpsBoot } from "./https-boot";

/** A virtual edge node. */
export class EdgeNode extends pulumi.ComponentResource {
  /** @internal */
  static readonly __pulumiType: string = "edgefleet:index:EdgeNode";

  /** The machine. */
  readonly domain: Domain;
  /** The node's disk, if it has one. */
  readonly disk: Volume | undefined;
  /** Name of the machine on the host. */
  readonly name: pulumi.Output<string>;
  /** SMBIOS serial number; known in preview. */
  readonly serial: pulumi.Output<string>;
  /** MAC address; known in preview. */
  readonly mac: pulumi.Output<string>;
  /** Address given by DHCP; known once `ready.lease` was waited for. */
  readonly ip: pulumi.Output<string | undefined>;
  /** Where VNC listens while the machine runs, as `address:port`. */
  readonly vncAddress: pulumi.Output<string | undefined>;
  /** Whether what `ready` waits for has come. */
  readonly isReady: pulumi.Output<boolean | undefined>;

  constructor(name: string, args: EdgeNodeArgs, options?: ComponentOptions) {
    super("edgefleet:index:EdgeNode", name, {}, componentOptions(options));
    // What the component waits for, its children wait for; Pulumi does not pass that on.
    const parent = {
      parent: this,
      ...(options?.dependsOn === undefined ? {} : { dependsOn: options.dependsOn }),
    };
    const pool = args.pool ?? "default";
    this.disk =
      args.image === undefined && args.disk === undefined
        ? undefined
        : new Volume(
            `${name}-root`,
            { pool, backing: args.image, size: args.disk, replaceData: args.replaceData },
            parent,
          );

    const boot = args.httpsBoot && bootSettings(args.httpsBoot);
    const {
      ready = { console: "login:", lease: true },
      domain: { disks, fwCfg, nics, serials, ...more } = {},
    } = args;
    this.domain = new Domain(
      name,
      {
        vcpu: args.vcpu,
        maxVcpu: args.maxVcpu,
        memory: args.memory,
        maxMemory: args.maxMemory,
        firmware: args.firmware ?? boot?.domain.firmware,
        fwCfg: boot || fwCfg ? { ...boot?.domain.fwCfg, ...fwCfg } : undefined,
        kernel: args.kernel,
        disks: {
          ...(this.disk
            ? // The first disk, which firmware boots from, whatever the keys of others are.
              { root: { source: { volume: this.disk }, target: "vda", ...(boot ? { bootOrder: 1 } : {}) } }
            : {}),
          ...disks,
        },
        nics: { lan: { network: args.network, ...boot?.nic }, ...nics },
        serials: { console: { log: { pool } }, ...serials },
        smbios: { serial: args.serial, product: "Edgefleet virtual edge node" },
        vnc: pulumi.output(args.vnc ?? true).apply((on) => (on ? {} : undefined)) as pulumi.Input<
          Record<string, never>
        >,
        autostart: args.autostart ?? true,
        running: args.running,
        restart: args.restart,
        ready,
        ...more,
      },
      args.httpsBoot instanceof HttpsBoot
        ? { ...parent, dependsOn: afterToo(args.httpsBoot, options?.dependsOn) }
        : parent,
    );
    this.name = this.domain.name;
    this.serial = this.domain.smbios.apply((smbios) => smbios?.serial as string);
    this.mac = this.domain.nics.apply((nics) => nics["lan"]?.mac as string);
    this.ip = this.domain.addresses.apply((addresses) => addresses?.find((a) => a.nic === "lan")?.address);
    this.vncAddress = this.domain.vncAddress;
    this.isReady = this.domain.isReady;
    this.registerOutputs(nodeOutputs(this));
  }
}

/** What programs in other languages see of a node. */
export function nodeOutputs({ name, serial, mac, ip, vncAddress, isReady }: EdgeNode): pulumi.Inputs {
  return { name, serial, mac, ip, vncAddress, isReady };
}

/** The network's options come with it, and they have to be there before the machine asks. */
function afterToo(
  boot: pulumi.Resource,
  others: pulumi.ResourceOptions["dependsOn"],
): pulumi.Output<pulumi.Resource[]> {
  return pulumi.output(others ?? []).apply((known) => [boot, ...[known].flat()] as pulumi.Resource[]);
}
