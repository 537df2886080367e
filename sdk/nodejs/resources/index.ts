// Generated from the resource definitions by `make generate`.
export * from "./network";
export * from "./network-options";
export * from "./pool";
export * from "./volume";
export * from "./domain";
export * from "./provisioning";
export * from "./fleet-plan";
export * from "./orchestrator-host";
export * from "./onboarding";
export * from "./os-profile";
export * from "./wave";
