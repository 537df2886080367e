// An ES module: named imports, and a default import of the same package.
import * as pulumi from "@pulumi/pulumi";
import edgefleet, { Domain, Host, Network, Pool } from "pulumi-edgefleet";

const config = new pulumi.Config();
const host = new Host("lab", { uri: new pulumi.Config("edgefleet").require("uri") });
const network = new Network("lan", {}, { host });
const pool = new Pool("store", { path: config.require("folder") }, { host });
const disk = new edgefleet.Volume("disk", { pool, size: "1MiB" }, { host });
const machine = new Domain(
  "machine",
  {
    running: false,
    memory: "64MiB",
    accelerator: "tcg",
    disks: { root: { source: { volume: disk } } },
    nics: { lan: { network } },
  },
  { host },
);

export const subnet = network.subnet;
export const path = disk.path;
export const serial = machine.smbios.serial;
