"use strict";
// The dated report of `make test-all`: what was run, on what, with what result, and what was not run and why.
const { execFileSync } = require("child_process");
const fs = require("fs");
const path = require("path");

const folder = process.argv[2];

function ask(program, ...args) {
  try {
    return execFileSync(program, args, { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] }).trim();
  } catch {
    return "not there";
  }
}

const notRun = [
  [
    "Guests under KVM",
    "the machine has no working KVM; all guests ran under TCG. What differs is the accelerator test, the CPU mode and unplugging of vCPUs",
  ],
  [
    "libvirt versions other than the one above",
    "8.0 to current is what the code is written for; only one can be installed here",
  ],
  [
    "Ubuntu, and machines with systemd",
    "the machine is Debian 12 without systemd; the systemd branch of tools/host/ensure has not been run",
  ],
  [
    "qemu+tls hosts, and hosts on a second machine",
    "qemu+ssh was run through an sshd on loopback, to libvirtds in namespaces of their own",
  ],
  [
    "A live Edge Orchestrator",
    "nodes booted from the stand-in and were registered there, with real firmware, iPXE and kernel. What real systems say on their consoles is known from their sources",
  ],
  [
    "Releases of OVMF other than the installed one, and Secure Boot with Microsoft's keys",
    "Secure Boot was run with keys of the tests' own",
  ],
  [
    "`pulumi package add` of a folder, policy packs started by the CLI, and transforms of a whole stack in a program that the CLI starts",
    "the language host that can be built here is older than these; a policy pack and transforms were run in other ways",
  ],
  ["Passthrough of PCI and USB devices, storage other than directories", "not modelled yet"],
  [
    "The Go example",
    "Pulumi's Go language host cannot be had here; the Go SDK and the example were compiled, and the same resources run in Python and YAML",
  ],
  [
    "The official installer of the Pulumi CLI",
    "not reachable from here; the CLI was built from its Go modules",
  ],
];

const layers = fs
  .readdirSync(folder)
  .filter((name) => name.endsWith(".status"))
  .map((name) => path.basename(name, ".status"))
  .sort()
  .map((layer) => ({
    layer,
    report: JSON.parse(fs.readFileSync(path.join(folder, `${layer}.json`), "utf8")),
  }));

const total = (key) => layers.reduce((sum, { report }) => sum + report.stats[key], 0);
const seconds = (ms) => `${(ms / 1000).toFixed(0)} s`;
const failures = layers.flatMap(({ report }) => report.failures.map((test) => test.fullTitle));

const versions = [
  ["System", (/PRETTY_NAME="(.*)"/.exec(fs.readFileSync("/etc/os-release", "utf8")) || [])[1]],
  ["libvirt", ask("libvirtd", "--version").replace(/^.* /, "")],
  [
    "QEMU",
    ask("qemu-system-x86_64", "--version")
      .split("\n")[0]
      .replace(/^.*version /, ""),
  ],
  ["Pulumi CLI", ask("pulumi", "version")],
  ["@pulumi/pulumi", require("@pulumi/pulumi/package.json").version],
  ["Node", `${process.version}; 22 for the layers that say so`],
];

console.log(`# Verified

Written by \`make test-all\` on ${new Date().toISOString().slice(0, 10)}: ${total("passes")} passed, ${total("failures")} failed, ${total("pending")} skipped.

| Part | Version |
| --- | --- |
${versions.map(([part, version]) => `| ${part} | ${version} |`).join("\n")}

## What was run

| Layer | Passed | Failed | Skipped | Time |
| --- | --- | --- | --- | --- |
${layers.map(({ layer, report: { stats } }) => `| ${layer} | ${stats.passes} | ${stats.failures} | ${stats.pending} | ${seconds(stats.duration)} |`).join("\n")}

${failures.length > 0 ? `Failed:\n\n${failures.map((title) => `- ${title}`).join("\n")}\n` : "Nothing failed."}

## What was not run, and why

${notRun.map(([what, why]) => `- **${what}**: ${why}.`).join("\n")}`);
