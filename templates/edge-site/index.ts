// Edge nodes on a network of their own, each with its own disk over one common image.
import * as pulumi from "@pulumi/pulumi";
import { EdgeFleet, Network, Pool, Volume } from "pulumi-edgefleet";

const config = new pulumi.Config();

const network = new Network("lan");
const pool = new Pool("store");
const image = new Volume("image", { pool, content: { file: config.require("image") } });

const fleet = new EdgeFleet("edge", {
  count: config.getNumber("nodes") ?? 3,
  network,
  pool,
  image,
  memory: config.get("memory") ?? "256MiB",
  ready: { console: "login:", lease: true },
});

export const nodes = Object.values(fleet.nodes).map(({ domain, serial, ip }) => ({
  name: domain.name,
  serial,
  ip,
  console: pulumi.interpolate`npx edgefleet console ${domain.name}`,
}));
