// Sizes are bounded: virtual CPUs, memory and disks. The bounds are settings of the policy.
const { typeOf, ifKnown } = require("./edgefleet");

const powers = { B: 0, K: 1, M: 2, G: 3, T: 4 };

/** Bytes of `512MiB` or `20GB`. */
function bytes(size) {
  const [, number, unit, binary] = /^(\d+(?:\.\d+)?)\s*([KMGT]?)(i?)B?$/.exec(String(size).trim()) || [];
  if (number === undefined) throw new Error(`"${size}" is not a size such as "4GiB"`);
  return Number(number) * (binary ? 1024 : 1000) ** powers[unit || "B"];
}

/** Which setting bounds which field, by resource. */
const bounded = {
  Domain: [
    ["vcpu", "maxVcpu", Number],
    ["maxVcpu", "maxVcpu", Number],
    ["memory", "maxMemory", bytes],
    ["maxMemory", "maxMemory", bytes],
  ],
  Volume: [["size", "maxDisk", bytes]],
};

exports.boundedSizes = {
  name: "bounded-sizes",
  description: "No node takes more of a host than was agreed.",
  configSchema: {
    properties: {
      maxVcpu: { type: "integer", default: 4, minimum: 1, description: "Virtual CPUs of a machine." },
      maxMemory: { type: "string", default: "8GiB", description: "Memory of a machine, with its unit." },
      maxDisk: { type: "string", default: "64GiB", description: "Virtual size of a disk, with its unit." },
    },
  },
  validateResource: ({ type, props, getConfig }, report) => {
    const bounds = getConfig();
    for (const [field, bound, measure] of bounded[typeOf(type)] || []) {
      const value = ifKnown(() => props[field]);
      if (value !== undefined && measure(value) > measure(bounds[bound])) {
        report(`${field}: ${value} is more than ${bounds[bound]}, the ${bound} of this policy.`);
      }
    }
  },
};
