// Brings up, changes and removes a fleet from a program: no Pulumi.yaml, no command line of Pulumi's to call.
import { parseArgs } from "node:util";
import { LocalWorkspace } from "@pulumi/pulumi/automation/index.js";
import { siteOf } from "./site.js";
import { Plan } from "./plan.js";
import { Progress } from "./progress.js";
import { wordsOf } from "./words.js";

const usage = `node index.js preview|up|destroy [options]

  --image FILE     a bootable qcow2 image that says "login:" on its first serial port
  --nodes N        how many nodes; default 2
  --memory SIZE    memory of each, such as 256MiB; default 256MiB
  --store FOLDER   the host's folder for the disks; default: one of libvirt's
  --stack NAME     default "dev"
  --uri URI        the libvirt host; default: LIBVIRT_DEFAULT_URI, else qemu:///system

preview prints the plan as JSON. up prints what happens to each node, and the nodes as JSON at its end.`;

const {
  positionals: [verb],
  values,
} = parseArgs({
  allowPositionals: true,
  options: {
    image: { type: "string" },
    nodes: { type: "string", default: "2" },
    memory: { type: "string", default: "256MiB" },
    store: { type: "string" },
    stack: { type: "string", default: "dev" },
    uri: { type: "string" },
  },
});

async function openStack() {
  const name = "edgefleet-automation";
  const stack = await LocalWorkspace.createOrSelectStack(
    { projectName: name, stackName: values.stack, program: async () => siteOf(values) },
    // Pulumi looks for the packages of the program from `main` on; without it, from where it was started.
    { projectSettings: { name, runtime: "nodejs", main: import.meta.dirname } },
  );
  if (values.uri) await stack.setConfig("edgefleet:uri", { value: values.uri });
  return stack;
}

const errors = [];

/** Has a listener hear every event, and keeps the errors. */
const heardBy = (listener) => ({
  onEvent(event) {
    if (event.diagnosticEvent?.severity === "error") errors.push(wordsOf(event.diagnosticEvent));
    listener.take(event);
  },
});

const commands = {
  async preview() {
    const plan = new Plan();
    const { changeSummary } = await (await openStack()).preview(heardBy(plan));
    console.log(JSON.stringify({ summary: changeSummary, changes: plan.changes }, null, 2));
  },

  async up() {
    const { outputs } = await (await openStack()).up(heardBy(new Progress()));
    console.log(JSON.stringify(outputs.nodes.value, null, 2));
  },

  async destroy() {
    const stack = await openStack();
    await stack.destroy(heardBy(new Progress()));
    await stack.workspace.removeStack(values.stack);
  },
};

const command = commands[verb];
if (!command || (verb !== "destroy" && !values.image)) {
  console.error(usage);
  process.exit(2);
}
try {
  await command();
} catch (error) {
  // Its message is all that the CLI printed.
  console.error(errors.length > 0 ? errors.join("\n") : error.message);
  process.exit(1);
}
