// A CommonJS program.
const pulumi = require("@pulumi/pulumi");
const edgefleet = require("pulumi-edgefleet");

const folder = new pulumi.Config().require("folder");
const network = new edgefleet.Network("lan");
const pool = new edgefleet.Pool("store", { path: folder });
const disk = new edgefleet.Volume("disk", { pool, size: "1MiB" });
const machine = new edgefleet.Domain("machine", {
  running: false,
  memory: "64MiB",
  accelerator: "tcg",
  disks: { root: { source: { volume: disk } } },
  nics: { lan: { network } },
});

module.exports = { subnet: network.subnet, path: disk.path, serial: machine.smbios.serial };
