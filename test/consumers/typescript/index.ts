// A TypeScript program, also for the compiler that Pulumi brings along where the user has none.
import * as pulumi from "@pulumi/pulumi";
import * as edgefleet from "pulumi-edgefleet";
import {
  CloudInitDiskArgs,
  Domain,
  DomainArgs,
  EdgeNode,
  HttpsBootArgs,
  Network,
  NetworkArgs,
  Pool,
  ResourceOptions,
  Volume,
} from "pulumi-edgefleet";

const config = new pulumi.Config();
const options: ResourceOptions = {};
const wanted: NetworkArgs = {
  mode: "nat",
  dhcpHosts: { printer: { mac: "02:00:00:00:00:07", ip: "10.210.0.7" } },
  subnet: "10.210.0.0/24",
};

const network: Network = new Network("lan", wanted, options);
const pool = new Pool("store", { path: config.require("folder") });
const disk = new Volume("disk", { pool, size: "1MiB" });
const args: DomainArgs = {
  running: false,
  memory: "64MiB",
  accelerator: "tcg",
  disks: { root: { source: { volume: disk } } },
  nics: { lan: { network } },
};
const machine = new Domain("machine", args);
const node = new EdgeNode("node", {
  network,
  pool,
  image: disk,
  memory: "64MiB",
  running: false,
  ready: { lease: false },
  domain: { accelerator: "tcg" },
});

const seed: CloudInitDiskArgs = {
  pool,
  userData: { hostname: "edge" },
  metaData: "instance-id: one\n",
};
const boot: HttpsBootArgs = {
  url: "https://boot.example/ipxe.efi",
  certificates: [config.get("ca") ?? ""],
  pool,
};

if (seed.pool !== boot.pool) throw new Error("arguments");

const base: pulumi.CustomResource = machine;
if (!Network.isInstance(network) || Network.isInstance(base)) throw new Error("isInstance");
if (edgefleet.Network !== Network) throw new Error("two copies");

export const subnet: pulumi.Output<string> = network.subnet;
export const path: pulumi.Output<string> = disk.path;
export const serial: pulumi.Output<string> = machine.smbios.serial;
export const nodeSerial: pulumi.Output<string> = node.serial;
