// What the stand-in knows: records in memory, and in a file when it is given a folder.
import { randomBytes } from "node:crypto";
import { existsSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import type { HostRecord, Instance, OsProfile, Provider } from "../types";

/** A record as it is kept; what belongs to it is put in when it is asked for. */
export type StoredHost = Omit<HostRecord, "instance">;
export type StoredInstance = Omit<Instance, "os"> & { resourceId: string; hostID: string; osID: string };

export interface Records {
  description: string;
  hosts: StoredHost[];
  instances: StoredInstance[];
  osProfiles: OsProfile[];
  providers: Provider[];
  /** Secrets of onboarded nodes, by client id. */
  nodes: Record<string, string>;
}

export const hexId = (kind: string): string => `${kind}-${randomBytes(4).toString("hex")}`;

export class Store {
  readonly records: Records;

  constructor(private readonly file?: string) {
    this.records =
      file !== undefined && existsSync(file) ? (JSON.parse(readFileSync(file, "utf8")) as Records) : fresh();
  }

  /** After every change. */
  save(): void {
    if (this.file === undefined) return;
    const next = `${this.file}.new`;
    writeFileSync(next, JSON.stringify(this.records, undefined, 1), { mode: 0o600 });
    renameSync(next, this.file);
  }

  /** A host with what it is provisioned with. */
  whole(host: StoredHost): HostRecord {
    const instance = this.instanceOf(host.resourceId);
    return { ...host, ...(instance ? { instance: this.wholeInstance(instance) } : {}) };
  }

  wholeInstance({ hostID: _, osID, ...instance }: StoredInstance): Instance {
    const os = this.records.osProfiles.find(({ resourceId }) => resourceId === osID);
    return { ...instance, instanceID: instance.resourceId, ...(os ? { os } : {}) };
  }

  instanceOf(hostId: string): StoredInstance | undefined {
    return this.records.instances.find(({ hostID }) => hostID === hostId);
  }
}

function fresh(): Records {
  const profile = (name: string, osType: OsProfile["osType"]): OsProfile => ({
    resourceId: hexId("os"),
    name,
    profileName: name,
    profileVersion: "1.0.0",
    imageUrl: "tink-stack/os.img.gz",
    securityFeature: "SECURITY_FEATURE_NONE",
    ...(osType ? { osType } : {}),
  });
  const osProfiles = [
    profile("ubuntu-22.04-lts-generic-ext", "OS_TYPE_MUTABLE"),
    profile("microvisor-nonrt", "OS_TYPE_IMMUTABLE"),
    profile("microvisor-standalone", "OS_TYPE_IMMUTABLE"),
  ];
  const config = JSON.stringify({ defaultOs: osProfiles[0]?.resourceId, autoProvision: true });
  const provider: Provider = {
    resourceId: hexId("provider"),
    providerKind: "PROVIDER_KIND_BAREMETAL",
    name: "infra_onboarding",
    apiEndpoint: "none",
    apiCredentials: ["none"],
    config,
  };
  return {
    description: "a project of the stand-in",
    hosts: [],
    instances: [],
    osProfiles,
    providers: [provider],
    nodes: {},
  };
}
