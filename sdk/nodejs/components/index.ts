export { BootDisk, BootDiskArgs } from "./boot-disk";
export { CloudInitDisk, CloudInitDiskArgs } from "./cloud-init-disk";
export { EdgeFleet } from "./edge-fleet";
export { EdgeFleetArgs, WavesArgs } from "./edge-fleet-args";
export { EdgeSites, EdgeSitesArgs, SiteArgs } from "./edge-sites";
export { EdgeNode } from "./edge-node";
export { EdgeNodeArgs } from "./edge-node-args";
export { HttpsBoot, HttpsBootArgs } from "./https-boot";
