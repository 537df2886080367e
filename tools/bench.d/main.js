// Measures our steps against the two floors, alternating within one run, and prints the table.
const fs = require("node:fs");
const os = require("node:os");
const path = require("node:path");
const { Project, run } = require("./project");
const { print, rows, spent } = require("./figures");

const { BENCH_WORK: work, BENCH_URI: uri, BENCH_PYTHON: python = "/usr/bin/python3" } = process.env;
const steps = ["create", "noop", "refresh", "destroy"];

async function main([sizes, runs, json]) {
  const results = [];
  for (const nodes of sizes.split(",").map(Number)) {
    const rounds = Number(runs) || (nodes > 8 ? 2 : 3);
    results.push(await measure(nodes, rounds));
    write(json, results);
  }
  print(results);
}

async function measure(nodes, rounds) {
  const env = { BENCH_NODES: String(nodes), BENCH_POOL: path.join(work, "pool") };
  const ours = new Project(path.join(work, `ours-${nodes}`), path.join(__dirname, "ours"), env);
  const nothing = new Project(path.join(work, `nothing-${nodes}`), path.join(__dirname, "nothing"), env);
  // Our states in the hands of those that do nothing: what part of a refresh is the size of the states.
  const idle = new Project(path.join(work, "idle", `ours-${nodes}`), path.join(__dirname, "ours"), env);
  await ours.init({ "edgefleet:uri": uri });
  await nothing.init();

  const samples = { ours: series(), nothing: series(), idle: series(), libvirt: series() };
  const measured = async (who, project, step) => samples[who][step].push(await project.step(step));
  const recorded = path.join(work, `recorded-${nodes}.json`);
  const traces = await traceRun(ours, recorded);
  for (let round = 1; round <= rounds; round++) {
    console.error(`bench: ${nodes} nodes, round ${round} of ${rounds}`);
    samples.libvirt.create.push(await floor("create", recorded));
    samples.libvirt.destroy.push(await floor("destroy", recorded));
    await measured("nothing", nothing, "create");
    await measured("ours", ours, "create");
    await floor("settle");
    idle.adoptStack(ours);
    // All with the machines there, so that what they take is taken from all.
    for (const step of ["noop", "refresh", "noop", "refresh"]) {
      await measured("nothing", nothing, step);
      await measured("ours", ours, step);
      if (step === "refresh") await measured("idle", idle, step);
    }
    await measured("ours", ours, "destroy");
    await floor("empty");
    await measured("nothing", nothing, "destroy");
  }
  return { nodes, rounds, rows: rows(samples), samples, traces };
}

const series = () => Object.fromEntries(steps.map((step) => [step, []]));

/** One run that is not counted: it warms up, shows where the time goes, and records what the floor has to make. */
async function traceRun(ours, recorded) {
  const traces = {};
  for (const step of steps) {
    if (step === "destroy") await floor("record", recorded);
    await ours.step(step, { traced: true });
    traces[step] = spent(ours.traceLines());
  }
  return traces;
}

async function floor(what, file) {
  const output = await run(python, [path.join(__dirname, "floor.py"), what, uri, ...(file ? [file] : [])]);
  return Number(output);
}

function write(file, results) {
  const machine = {
    cpus: os.cpus().length,
    cpu: os.cpus()[0]?.model,
    memory: os.totalmem(),
    kernel: os.release(),
    node: process.version,
  };
  fs.writeFileSync(
    file,
    `${JSON.stringify({ date: new Date().toISOString(), machine, results }, undefined, 2)}\n`,
  );
}

main(process.argv.slice(2)).catch((error) => {
  console.error(`bench: ${error.message}`);
  process.exitCode = 1;
});
