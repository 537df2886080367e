export { EdgeFleet } from "./edge-fleet";
export { EdgeFleetArgs } from "./edge-fleet-args";
export { EdgeNode } from "./edge-node";
export { EdgeNodeArgs } from "./edge-node-args";
