// As many Pulumi resources with the same dependencies; their handlers do nothing. What is left is Pulumi.
const pulumi = require("@pulumi/pulumi");

class Nothing extends pulumi.CustomResource {
  constructor(type, name, args) {
    const __provider = 'exports.handler = () => require("edgefleet-bench-nothing").handler;';
    super(`pulumi-nodejs:dynamic/nothing:${type}`, name, { ...args, name, __provider });
  }
}

const pool = new Nothing("Pool", "store", { path: process.env.BENCH_POOL });
const base = new Nothing("Volume", "base", { pool: pool.name, size: "1GiB" });

for (let i = 1; i <= Number(process.env.BENCH_NODES); i++) {
  const network = new Nothing("Network", `lan-${i}`, {});
  const disk = new Nothing("Volume", `disk-${i}`, { pool: pool.name, backing: base.id });
  new Nothing("Domain", `node-${i}`, {
    accelerator: "tcg",
    memory: "64MiB",
    disks: { root: { source: { volume: disk.id } } },
    nics: { lan: { network: network.id } },
  });
}
