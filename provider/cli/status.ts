// `edgefleet status`: the nodes of a stack and how far they are.
import { span } from "../provisioning/progress";
import { print, table, text, type CliCommand } from "./command";
import { readNodes, resultOf, stateOf, type StackNode } from "./nodes";

const usage = `edgefleet status [options]

Lists the machines of a stack with the stage that their provisioning has reached. While \`pulumi up\` runs, that is
read from the timelines in the Provisioning's logDir; without one, from the state, which is written at its end.
A machine that no Provisioning follows is ready, not ready (its \`ready\` did not come in time), or not waited for.

  --stack NAME     the stack; default: the one that is selected in this folder
  --json           as JSON: a list of objects with name, node, host, state, stage, failure, ending, elapsedSeconds`;

export const status: CliCommand = {
  summary: "lists the nodes of a stack and how far they are",
  usage,
  takes: [],
  options: { stack: { type: "string" }, json: { type: "boolean" }, help: { type: "boolean", short: "h" } },
  async run(_names, values) {
    const nodes = await readNodes(text(values, "stack"));
    if (values["json"] === true) print(JSON.stringify(nodes.map(asJson), null, 2));
    else for (const line of tableOf(nodes)) print(line);
    return 0;
  },
};

function asJson(node: StackNode): object {
  const { name, domain, settings, provisioning } = node;
  const { elapsed, durations: _, state = stateOf(node), ...more } = provisioning ?? {};
  return {
    name,
    node: domain,
    host: settings.uri,
    state,
    ...more,
    ...(elapsed === undefined ? {} : { elapsedSeconds: Math.round(elapsed / 1000) }),
  };
}

function tableOf(nodes: readonly StackNode[]): string[] {
  const rows = nodes.map((node) => {
    const { domain, settings, provisioning } = node;
    const { stage = "-", failure, ending, elapsed } = provisioning ?? {};
    const how = !failure && ending ? `: ${ending}` : "";
    return [
      domain,
      settings.uri ?? "",
      stage,
      `${resultOf(node).result}${how}`,
      elapsed === undefined ? "" : span(elapsed),
    ];
  });
  return table([["node", "host", "stage", "state", "elapsed"], ...rows]);
}
