// Measures how long a machine takes from its start to the first line of the iPXE that it got over HTTPS: with PXE and
// the option ROM on, as Virtual Edge Node leaves them, and as Edgefleet sets it. In turn, one machine at a time.
const { spawn } = require("node:child_process");
const fs = require("node:fs");
const path = require("node:path");
const { setTimeout: pause } = require("node:timers/promises");
const { Project, run } = require("./project");

const { BENCH_WORK: work, BENCH_URI: uri, BENCH_TOP: top } = process.env;
const address = "10.88.0.1";
const target = 0.12;
// An option ROM has an iPXE of its own, which says the same before.
const firstLine = /URI: https:[^]*signed_ipxe\.efi[^]*iPXE initialising devices/;

async function main([rounds, json]) {
  const folder = path.join(work, "stand-in");
  const standIn = await start(folder);
  try {
    const pool = path.join(work, "pool");
    const env = { BENCH_POOL: pool, BENCH_CA: path.join(folder, "ca.pem"), BENCH_ADDRESS: address };
    const project = new Project(path.join(work, "boot"), path.join(__dirname, "boot"), env);
    await project.init({ "edgefleet:uri": uri });
    await project.step("create");
    const seconds = { ours: [], ven: [] };
    for (let round = 1; round <= rounds; round++)
      for (const name of ["ours", "ven"]) {
        console.error(`bench: boot of ${name}, round ${round} of ${rounds}`);
        seconds[name].push(await boot(`bench-boot-bench-${name}`, pool, name));
      }
    await project.step("destroy");
    write(json, seconds);
  } finally {
    standIn.kill();
  }
}

/** The stand-in orchestrator, inside the host's namespaces; it answers when there is the network. */
async function start(folder) {
  const files = (await run(path.join(top, "tools/stand-in/build"), [])).trim().split("\n").at(-1);
  const command = path.join(work, "node_modules/pulumi-edgefleet/dist/provider/cli/edgefleet.js");
  const child = spawn(
    path.join(top, "tools/host/isolated"),
    [
      ...["exec", path.join(work, "host"), process.execPath, command, "orchestrator", "--stand-in"],
      ...["--listen", address, "--wait", "--port", "443", "--http-port", "80"],
      ...["--dir", folder, "--boot-files", files],
    ],
    { stdio: "ignore" },
  );
  while (!fs.existsSync(path.join(folder, "names"))) {
    if (child.exitCode !== null) throw new Error("the stand-in orchestrator did not start");
    await pause(100);
  }
  return child;
}

async function boot(domain, pool, name) {
  const virsh = (...args) => run("virsh", ["-q", "-c", uri, ...args]);
  const began = performance.now();
  await virsh("start", domain);
  const log = fs.readdirSync(pool).find((file) => file.includes(`-${name}-console-`));
  while (!firstLine.test(fs.readFileSync(path.join(pool, log), "latin1"))) {
    if (performance.now() - began > 600_000) throw new Error(`${domain} has not come to iPXE in 600 s`);
    await pause(50);
  }
  const seconds = (performance.now() - began) / 1000;
  await virsh("destroy", domain);
  return seconds;
}

function write(json, seconds) {
  const median = (values) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];
  const [ours, ven] = [median(seconds.ours), median(seconds.ven)];
  console.log("from start to the first line of iPXE, in seconds:");
  console.log(`  Edgefleet              ${ours.toFixed(1)}`);
  console.log(`  PXE and option ROM on  ${ven.toFixed(1)}`);
  console.log(`  ratio                  ${(ours / ven).toFixed(3)}, target ${target}`);
  fs.writeFileSync(json, `${JSON.stringify({ seconds, ratio: ours / ven, target }, null, 2)}\n`);
}

main([Number(process.argv[2]), process.argv[3]]).catch((error) => {
  console.error(`bench: ${error.message}`);
  process.exitCode = 1;
});
