// A user's unit test: no engine, no host. Prints what the program got, as JSON.
const pulumi = require("@pulumi/pulumi");

const seen = [];
pulumi.runtime.setMocks({
  newResource: ({ type, name, inputs, id }) => {
    seen.push({ type, name, inputs });
    return {
      id: id || `${name}-id`,
      state: { ...inputs, uuid: "u-u-i-d", incarnation: "0011223344556677-1" },
    };
  },
  call: () => ({}),
});

const edgefleet = require("pulumi-edgefleet");
const promise = (output) => new Promise((done) => output.apply(done));

async function main() {
  const network = new edgefleet.Network("lan", { subnet: "10.1.2.0/24" });
  const pool = new edgefleet.Pool("store", {});
  const disk = new edgefleet.Volume("disk", { pool, name: "disk.qcow2", size: "1GiB" });
  const known = edgefleet.Network.get("other", "00000000-0000-4000-8000-000000000001");
  const fleet = new edgefleet.EdgeFleet("edge", { count: 2, network, pool, disk: "2GiB" });
  const missing = () => {
    try {
      new edgefleet.Volume("none", {});
    } catch (error) {
      return error.message;
    }
  };
  const facts = {
    subnet: await promise(network.subnet),
    uuid: await promise(network.uuid),
    urn: await promise(network.urn),
    id: await promise(known.id),
    nodes: Object.keys(fleet.nodes),
    undefinedOutputs: Object.entries({ network, pool, disk, machine: fleet.nodes["1"].domain }).flatMap(
      ([kind, resource]) =>
        outputsOf(resource)
          .filter((name) => resource[name] === undefined)
          .map((name) => `${kind}.${name}`),
    ),
    isInstance: [
      edgefleet.Network.isInstance(network),
      edgefleet.Network.isInstance(pool),
      edgefleet.Network.isInstance(undefined),
      pulumi.CustomResource.isInstance(network),
      edgefleet.EdgeFleet.isInstance
        ? edgefleet.EdgeFleet.isInstance(fleet)
        : fleet instanceof pulumi.ComponentResource,
    ],
    types: Object.fromEntries(
      ["Network", "Pool", "Volume", "Domain", "EdgeNode", "EdgeFleet"].map((name) => [
        name,
        edgefleet[name].__pulumiType,
      ]),
    ),
    missing: missing(),
  };
  await new Promise((done) => setImmediate(done));
  console.log(JSON.stringify({ ...facts, seen }));
}

/** The outputs that the declaration file promises. */
function outputsOf(resource) {
  const fs = require("fs");
  const path = require("path");
  const folder = path.dirname(require.resolve("pulumi-edgefleet"));
  const file = path.join(folder, "resources", `${resource.constructor.name.toLowerCase()}.d.ts`);
  const [, body] = new RegExp(`export declare class ${resource.constructor.name} [^]*?\\{([^]*?)\\n\\}`).exec(
    fs.readFileSync(file, "utf8"),
  );
  return [...body.matchAll(/^ {4}readonly (\w+): pulumi\.Output/gm)].map(([, name]) => name);
}

main().catch((error) => {
  console.error(error);
  process.exitCode = 1;
});
