export { EdgeFleet, EdgeFleetArgs } from "./edge-fleet";
export { EdgeNode, EdgeNodeArgs } from "./edge-node";
