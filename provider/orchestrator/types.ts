// What the Edge Orchestrator's API sends and takes: Edge Infrastructure Manager, version 1 of its public paths.

export type StatusIndication =
  | "STATUS_INDICATION_UNSPECIFIED"
  | "STATUS_INDICATION_ERROR"
  | "STATUS_INDICATION_IN_PROGRESS"
  | "STATUS_INDICATION_IDLE";

export type HostState =
  | "HOST_STATE_UNSPECIFIED"
  | "HOST_STATE_DELETED"
  | "HOST_STATE_ONBOARDED"
  | "HOST_STATE_UNTRUSTED"
  | "HOST_STATE_REGISTERED";

export type InstanceState =
  | "INSTANCE_STATE_UNSPECIFIED"
  | "INSTANCE_STATE_RUNNING"
  | "INSTANCE_STATE_DELETED"
  | "INSTANCE_STATE_UNTRUSTED";

export interface MetadataItem {
  key: string;
  value: string;
}

/** An OS profile: what a node can be provisioned with. */
export interface OsProfile {
  resourceId: string;
  name: string;
  profileName?: string;
  profileVersion?: string;
  imageUrl?: string;
  sha256?: string;
  securityFeature?: string;
  osType?: "OS_TYPE_MUTABLE" | "OS_TYPE_IMMUTABLE";
}

/** What a host is provisioned with; made by the orchestrator when a host onboards, or by a person. */
export interface Instance {
  resourceId: string;
  instanceID?: string;
  name?: string;
  kind?: string;
  currentState?: InstanceState;
  desiredState?: InstanceState;
  os?: OsProfile;
  provisioningStatus?: string;
  provisioningStatusIndicator?: StatusIndication;
  instanceStatus?: string;
  instanceStatusIndicator?: StatusIndication;
}

export interface HostRecord {
  resourceId: string;
  name: string;
  serialNumber?: string;
  uuid?: string;
  desiredState?: HostState;
  currentState?: HostState;
  registrationStatus?: string;
  registrationStatusIndicator?: StatusIndication;
  onboardingStatus?: string;
  onboardingStatusIndicator?: StatusIndication;
  hostStatus?: string;
  hostStatusIndicator?: StatusIndication;
  instance?: Instance;
  metadata?: MetadataItem[];
  note?: string;
}

export interface HostRegistration {
  name: string;
  serialNumber?: string;
  uuid?: string;
  autoOnboard?: boolean;
}

/** A setting of the project; the one called infra_onboarding says what nodes get when they onboard. */
export interface Provider {
  resourceId: string;
  providerID?: string;
  providerKind: "PROVIDER_KIND_BAREMETAL" | "PROVIDER_KIND_UNSPECIFIED";
  name: string;
  apiEndpoint: string;
  apiCredentials?: string[];
  /** A JSON document inside a text. */
  config?: string;
}

export type NewProvider = Omit<Provider, "resourceId" | "providerID">;

export interface Project {
  spec?: { description?: string };
  status?: unknown;
}

/** How the API says what went wrong: gRPC's name of the code, and words. */
export interface ApiFailure {
  code?: string | number;
  message?: string;
  details?: unknown[];
}

export interface Page {
  totalElements: number;
  hasNext: boolean;
}
