// How a fleet has fared, in numbers.
import { expect } from "chai";
import { summarize } from "../../provider/provisioning/summary";

const node = (result: string, durations: Record<string, number> = {}) => ({ result, durations });

describe("a summary", () => {
  it("counts by result, the most frequent first", () => {
    const nodes = ["failed: tls", "provisioned", "failed: dhcp", "provisioned"].map((result) => node(result));
    const { nodes: count, results } = summarize(nodes);
    expect(count).to.equal(4);
    expect(Object.entries(results)).to.deep.equal([
      ["provisioned", 2],
      ["failed: dhcp", 1],
      ["failed: tls", 1],
    ]);
  });

  it("gives the shortest, median and longest time of each stage", () => {
    const times = [30, 10, 20, 60];
    const { stages } = summarize(times.map((kernel) => node("provisioned", { kernel })));
    expect(stages).to.deep.equal([{ stage: "kernel", nodes: 4, min: 10, median: 25, max: 60 }]);
    const odd = summarize([5, 1, 9].map((kernel) => node("provisioned", { kernel })));
    expect(odd.stages[0]?.median).to.equal(5);
  });

  it("keeps the stages in their order, also where a node knows some of them only", () => {
    const { stages } = summarize([
      node("failed: agent", { address: 1, ipxe: 1 }),
      node("provisioned", { ipxe: 1, kernel: 1, login: 1 }),
    ]);
    expect(stages.map(({ stage, nodes }) => `${stage} ${nodes}`)).to.deep.equal([
      "address 1",
      "ipxe 2",
      "kernel 1",
      "login 1",
    ]);
  });

  it("of nothing is nothing", () => {
    expect(summarize([])).to.deep.equal({ nodes: 0, results: {}, stages: [] });
  });
});
