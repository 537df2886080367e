// From measured seconds to the table: medians, ratios, and where our share goes.

const targets = { create: 1.15, destroy: 1.15, noop: 1.2, refresh: 1.2 };

const median = (values) => {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
};

/** samples: {ours: {create: [..], ..}, nothing: {..}, idle: {refresh}, libvirt: {create, destroy}} → one row per step. */
function rows(samples) {
  return Object.entries(targets).map(([step, target]) => {
    const of = (who, pick) => (samples[who][step]?.length ? pick(samples[who][step]) : undefined);
    const [ours, nothing, idle, libvirt] = ["ours", "nothing", "idle", "libvirt"].map((who) =>
      of(who, median),
    );
    const floor = nothing + (libvirt ?? 0);
    const [ourBest, ...best] = ["ours", "nothing", "libvirt"].map((who) =>
      of(who, (values) => Math.min(...values)),
    );
    const bestRatio = ourBest / (best[0] + (best[1] ?? 0));
    return {
      step,
      ours,
      libvirt,
      nothing,
      idle,
      floor,
      ratio: ours / floor,
      bestRatio,
      target,
      within: ours / floor <= target,
    };
  });
}

/** Seconds by kind of handler and of command; handlers overlap, so `busy` is the time in which at least one ran. */
function spent(lines) {
  const handlers = lines.filter((line) => line.handler);
  const commands = lines.filter((line) => line.command);
  return {
    busy: covered(handlers) / 1000,
    handlers: totals(handlers, "handler"),
    commandsBusy: covered(commands) / 1000,
    commands: totals(commands, "command"),
    waited: commands.reduce((sum, { waited }) => sum + waited, 0) / 1000,
  };
}

function totals(lines, key) {
  const found = new Map();
  for (const line of lines) {
    const entry = found.get(line[key]) ?? { name: line[key], count: 0, seconds: 0 };
    entry.count++;
    entry.seconds += line.ran / 1000;
    found.set(line[key], entry);
  }
  return [...found.values()].sort((a, b) => b.seconds - a.seconds);
}

/** Milliseconds that the spans cover together. */
function covered(lines) {
  const spans = lines.map(({ began, ran }) => [began, began + ran]).sort((a, b) => a[0] - b[0]);
  let [sum, until] = [0, 0];
  for (const [from, to] of spans) {
    sum += Math.max(0, to - Math.max(from, until));
    until = Math.max(until, to);
  }
  return sum;
}

/** `best` is the ratio of the quickest runs: on a machine that others use, it says more than the medians. */
function print(results) {
  const seconds = (value) => (value === undefined ? "-" : value.toFixed(2)).padStart(9);
  console.log("seconds (medians)           ours   libvirt    Pulumi     floor   ratio    best");
  for (const { nodes, rows } of results) {
    for (const { step, ours, libvirt, nothing, floor, ratio, bestRatio, target, within } of rows) {
      const verdict = within ? `within ${target}` : `ABOVE ${target}`;
      const name = `${String(nodes).padStart(3)} nodes  ${step.padEnd(8)}`;
      console.log(
        `${name}  ${[ours, libvirt, nothing, floor].map(seconds).join(" ")} ${ratio.toFixed(2).padStart(7)} ${bestRatio.toFixed(2).padStart(7)}  ${verdict}`,
      );
    }
  }
  for (const { nodes, rows } of results) {
    for (const { step, ours, idle, floor } of rows.filter((row) => row.idle !== undefined)) {
      console.log(
        `\n${step}, ${nodes} nodes: our states with handlers that do nothing take ${idle.toFixed(2)} s, ${(idle / floor).toFixed(2)} of the floor; with ours it is ${(ours / idle).toFixed(2)} of that`,
      );
    }
  }
  for (const { nodes, traces } of results) {
    for (const [step, trace] of Object.entries(traces)) printTrace(nodes, step, trace);
  }
}

function printTrace(nodes, step, { busy, handlers, commandsBusy, commands, waited }) {
  const list = (entries) =>
    entries
      .slice(0, 6)
      .map(({ name, count, seconds }) => `${name} ${count}× ${seconds.toFixed(2)}`)
      .join(", ");
  console.log(
    `\n${step}, ${nodes} nodes: a handler ran during ${busy.toFixed(2)} s, a command during ${commandsBusy.toFixed(2)} s; commands waited ${waited.toFixed(2)} s for a session`,
  );
  console.log(`  handlers (seconds added up): ${list(handlers)}`);
  console.log(`  commands (seconds added up): ${list(commands)}`);
}

module.exports = { rows, spent, print };
