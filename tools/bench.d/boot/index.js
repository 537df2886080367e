// Two machines that are the same but for one setting: HTTPS boot as Edgefleet sets it, and with PXE and option ROM on.
const { readFileSync } = require("node:fs");
const edgefleet = require("pulumi-edgefleet");

const { BENCH_POOL, BENCH_CA, BENCH_ADDRESS } = process.env;
const pool = new edgefleet.Pool("store", { path: BENCH_POOL });
const boot = (name, pxe) =>
  new edgefleet.HttpsBoot(name, {
    orchestrator: "stand-in.test",
    certificates: [readFileSync(BENCH_CA, "utf8")],
    pool,
    pxe,
  });
const ours = boot("ours", false);
const network = new edgefleet.Network("lan", {
  subnet: BENCH_ADDRESS.replace(/\d+$/, "0/24"),
  dnsHosts: { orchestrator: { ip: BENCH_ADDRESS, names: ["tinkerbell-haproxy.stand-in.test"] } },
  dnsmasqOptions: ours.dnsmasqOptions,
});
for (const [name, httpsBoot] of [
  ["ours", ours],
  ["ven", boot("ven", true)],
])
  new edgefleet.EdgeNode(name, {
    httpsBoot,
    network,
    pool,
    disk: "64MiB",
    memory: "512MiB",
    running: false,
    ready: {},
    domain: { accelerator: "tcg", tpm: {} },
  });
