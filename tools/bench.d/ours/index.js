// N nodes as a user writes them: a network, an overlay and a started machine each.
const edgefleet = require("pulumi-edgefleet");

const pool = new edgefleet.Pool("store", { path: process.env.BENCH_POOL });
const base = new edgefleet.Volume("base", { pool, size: "1GiB" });

for (let i = 1; i <= Number(process.env.BENCH_NODES); i++) {
  const network = new edgefleet.Network(`lan-${i}`, {});
  const disk = new edgefleet.Volume(`disk-${i}`, { pool, backing: base });
  new edgefleet.Domain(`node-${i}`, {
    accelerator: "tcg",
    memory: "64MiB",
    disks: { root: { source: { volume: disk } } },
    nics: { lan: { network } },
  });
}
