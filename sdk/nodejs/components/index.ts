export { BootDisk, BootDiskArgs } from "./boot-disk";
export { CloudInitDisk, CloudInitDiskArgs } from "./cloud-init-disk";
export { EdgeFleet } from "./edge-fleet";
export { EdgeFleetArgs } from "./edge-fleet-args";
export { EdgeNode } from "./edge-node";
export { EdgeNodeArgs } from "./edge-node-args";
export { HttpsBoot, HttpsBootArgs } from "./https-boot";
export { VirtualEdgeNode, VirtualEdgeNodes } from "./virtual-edge-nodes";
export { SiteNodeArgs, VenSerialsArgs, VirtualEdgeNodesArgs } from "./virtual-edge-nodes-args";
