// Everything a user imports.
export { Host, HostArgs } from "./host";
export { Provider, ProviderArgs } from "./provider";
export { ComponentOptions, EdgeResource, ReferenceArgs, ResourceOptions } from "./resource";
export { Orchestrator } from "./orchestrator";
export * from "./resources";
export * from "./components";
export * from "./functions";
import "./modules";
