// The fleet itself: the same program as in a Pulumi project, as a function of settings.
import { resolve } from "node:path";
import { EdgeFleet, Network, Pool, Volume } from "pulumi-edgefleet";

export function siteOf({ image, nodes: count, memory, store }) {
  const network = new Network("lan");
  const pool = new Pool("store", { path: store });
  const base = new Volume("image", { pool, content: { file: resolve(image) } });
  const fleet = new EdgeFleet("edge", {
    count: Number(count),
    network,
    pool,
    image: base,
    memory,
    ready: { console: "login:", lease: true },
  });
  const nodes = Object.entries(fleet.nodes).map(([key, { serial, ip }]) => [key, { serial, ip }]);
  return { nodes: Object.fromEntries(nodes) };
}
