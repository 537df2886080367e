// Generated from the lookups by `make generate`.
export * from "./get-domain";
export * from "./get-host";
export * from "./get-network";
export * from "./get-pool";
export * from "./get-volume";
