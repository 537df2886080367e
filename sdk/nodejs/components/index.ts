export { BootDisk, BootDiskArgs } from "./boot-disk";
export { CloudInitDisk, CloudInitDiskArgs } from "./cloud-init-disk";
export { EdgeFleet, EdgeFleetArgs } from "./edge-fleet";
export { EdgeNode, EdgeNodeArgs } from "./edge-node";
export { HttpsBoot, HttpsBootArgs } from "./https-boot";
