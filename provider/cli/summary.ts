// `edgefleet summary`: how a stack's nodes have fared, and what their stages took.
import { span } from "../provisioning/progress";
import { summarize, type StageTimes, type Summary } from "../provisioning/summary";
import { print, table, text, type CliCommand } from "./command";
import { readNodes, resultOf, type StackNode } from "./nodes";

const usage = `edgefleet summary [options]

Counts the machines of a stack by result, and gives the shortest, median and longest time of each stage of their
provisioning. Results are the states of \`edgefleet status\`.

  --stack NAME     the stack; default: the one that is selected in this folder
  --json           as JSON: nodes, results (number by result), hosts (the same by host), stages (stage, nodes,
                   minSeconds, medianSeconds, maxSeconds)`;

export const summary: CliCommand = {
  summary: "counts a stack's nodes by result, with the times of their stages",
  usage,
  takes: [],
  options: { stack: { type: "string" }, json: { type: "boolean" }, help: { type: "boolean", short: "h" } },
  async run(_names, values) {
    const nodes = await readNodes(text(values, "stack"));
    const all = summarize(nodes.map(resultOf));
    const hosts = byHost(nodes);
    if (values["json"] === true)
      print(JSON.stringify({ ...all, hosts, stages: all.stages.map(asJson) }, null, 2));
    else for (const line of asText(all, hosts)) print(line);
    return 0;
  },
};

function byHost(nodes: readonly StackNode[]): Record<string, Summary["results"]> {
  const uris = [...new Set(nodes.map(({ settings }) => settings.uri ?? ""))];
  return Object.fromEntries(
    uris.map((uri) => [
      uri,
      summarize(nodes.filter(({ settings }) => (settings.uri ?? "") === uri).map(resultOf)).results,
    ]),
  );
}

function asJson({ stage, nodes, min, median, max }: StageTimes): object {
  const seconds = (milliseconds: number) => Math.round(milliseconds / 100) / 10;
  return {
    stage,
    nodes,
    minSeconds: seconds(min),
    medianSeconds: seconds(median),
    maxSeconds: seconds(max),
  };
}

const listed = (results: Summary["results"]): string =>
  Object.entries(results)
    .map(([result, count]) => `${count} ${result}`)
    .join(", ");

function asText({ nodes, results, stages }: Summary, hosts: Record<string, Summary["results"]>): string[] {
  const lines = [`${nodes} ${nodes === 1 ? "node" : "nodes"}: ${listed(results) || "none"}`];
  if (Object.keys(hosts).length > 1)
    lines.push(
      "",
      ...table([["host", "results"], ...Object.entries(hosts).map(([uri, own]) => [uri, listed(own)])]),
    );
  if (stages.length > 0) {
    const rows = stages.map(({ stage, nodes, min, median, max }) => [
      stage,
      String(nodes),
      ...[min, median, max].map(span),
    ]);
    lines.push("", ...table([["stage", "nodes", "min", "median", "max"], ...rows]));
  }
  return lines;
}
