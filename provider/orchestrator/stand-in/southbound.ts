// What nodes ask and report. The orchestrator does this by gRPC; the stand-in by JSON of the same content.
import { randomBytes } from "node:crypto";
import type { HostRecord } from "../types";
import { invalid, notFound, Refusal } from "./failure";
import type { Hosts } from "./hosts";
import { defaultOs, type Instances } from "./instances";
import type { Claims } from "./keycloak";
import { hexId, type Store, type StoredHost } from "./store";
import { textIn } from "./validate";

type Body = Record<string, unknown>;

export class Southbound {
  constructor(
    private readonly store: Store,
    private readonly hosts: Hosts,
    private readonly instances: Instances,
    private readonly project: string,
  ) {}

  /** Non-interactive: is this node registered, and may it come in? */
  onboardNode(body: Body): object {
    const node = nodeIn(body);
    const host = this.find(node.uuid, node.serial);
    if (!host) throw notFound(`a registration of serial number ${node.serial}`);
    this.compare(host, node);
    if (host.desiredState === "HOST_STATE_UNTRUSTED" || host.desiredState === "HOST_STATE_DELETED")
      throw new Refusal("PermissionDenied", "this node is not to be onboarded");
    if (host.desiredState !== "HOST_STATE_ONBOARDED") {
      Object.assign(host, {
        uuid: node.uuid,
        serialNumber: node.serial,
        onboardingStatus: "Device initialized",
        onboardingStatusIndicator: "STATUS_INDICATION_IN_PROGRESS",
      });
      this.store.save();
      return { status: "OK", node_state: "REGISTERED" };
    }
    return this.admit(host, node);
  }

  /** Interactive: an operator vouches for a node that nobody registered. */
  createNode(who: Claims, body: Body): object {
    if (who.kind !== "user") throw new Refusal("PermissionDenied", "an operator's token is needed");
    const node = nodeIn(body);
    const host = this.find(node.uuid, node.serial) ?? this.newHost(node.serial);
    this.compare(host, node);
    return this.admit(host, node);
  }

  private newHost(serial: string): StoredHost {
    const resourceId = hexId("host");
    const host: StoredHost = {
      resourceId,
      name: resourceId,
      serialNumber: serial,
      desiredState: "HOST_STATE_ONBOARDED",
      currentState: "HOST_STATE_REGISTERED",
      metadata: [],
    };
    this.hosts.add(host);
    return host;
  }

  private find(uuid: string, serial: string): StoredHost | undefined {
    const { hosts } = this.store.records;
    return (
      hosts.find((host) => host.uuid === uuid) ?? hosts.find(({ serialNumber }) => serialNumber === serial)
    );
  }

  /** What a person registered and what the machine says of itself have to agree. */
  private compare(host: StoredHost, { uuid, serial }: Node): void {
    const wrong =
      host.uuid && host.uuid !== uuid
        ? `UUID, Reported UUID is: ${uuid}`
        : host.serialNumber && host.serialNumber !== serial
          ? `Serial Number, Reported Serial Number is: ${serial}`
          : undefined;
    if (wrong === undefined) return;
    host.registrationStatus = `Host Registration Failed due to mismatch of ${wrong}`;
    host.registrationStatusIndicator = "STATUS_INDICATION_ERROR";
    this.store.save();
    throw new Refusal("FailedPrecondition", host.registrationStatus);
  }

  private admit(host: StoredHost, { uuid, serial }: Node): object {
    Object.assign(host, {
      uuid,
      serialNumber: serial,
      desiredState: "HOST_STATE_ONBOARDED",
      currentState: "HOST_STATE_ONBOARDED",
      registrationStatus: "Host is Registered",
      registrationStatusIndicator: "STATUS_INDICATION_IDLE",
      onboardingStatus: "Onboarded",
      onboardingStatusIndicator: "STATUS_INDICATION_IDLE",
      hostStatus: "Booting",
      hostStatusIndicator: "STATUS_INDICATION_IN_PROGRESS",
    } satisfies Partial<HostRecord>);
    const client = `edgenode-${uuid}`;
    const { nodes } = this.store.records;
    nodes[client] ??= randomBytes(18).toString("base64url");
    const os = defaultOs(this.store);
    if (os !== undefined && !this.store.instanceOf(host.resourceId))
      this.instances.add(host.resourceId, os, `inst-${serial}`);
    this.store.save();
    return {
      status: "OK",
      node_state: "ONBOARDED",
      client_id: client,
      client_secret: nodes[client],
      project_id: this.project,
    };
  }

  /** What an onboarded node has to do now. */
  workflow(who: Claims): object {
    const host = this.hostOf(who);
    const instance = this.store.instanceOf(host.resourceId);
    if (!instance) return { status: "WAIT" };
    return { status: "PROVISION", image: this.store.wholeInstance(instance).os?.imageUrl ?? "" };
  }

  /** `{step, steps, detail}`, `{failed}`, or `{done: true}`. */
  report(who: Claims, body: Body): object {
    const host = this.hostOf(who);
    const instance = this.store.instanceOf(host.resourceId);
    if (!instance) throw notFound(`an instance of ${host.resourceId}`);
    const { step, steps, detail, failed, done } = body;
    if (done === true) {
      instance.provisioningStatus = "Provisioned";
      instance.provisioningStatusIndicator = "STATUS_INDICATION_IDLE";
    } else if (typeof failed === "string") {
      instance.provisioningStatus = `Provisioning Failed: ${failed}`;
      instance.provisioningStatusIndicator = "STATUS_INDICATION_ERROR";
    } else if (Number.isInteger(step) && Number.isInteger(steps)) {
      instance.provisioningStatus = `Provisioning In Progress: ${step}/${steps}: ${detail ?? ""}`;
      instance.provisioningStatusIndicator = "STATUS_INDICATION_IN_PROGRESS";
    } else {
      throw invalid("a report needs step and steps, failed, or done");
    }
    this.store.save();
    return {};
  }

  /** The installed system says that it is there. */
  running(who: Claims): object {
    const host = this.hostOf(who);
    host.hostStatus = "Running";
    host.hostStatusIndicator = "STATUS_INDICATION_IDLE";
    const instance = this.store.instanceOf(host.resourceId);
    if (instance) {
      instance.instanceStatus = "Running";
      instance.instanceStatusIndicator = "STATUS_INDICATION_IDLE";
      instance.currentState = "INSTANCE_STATE_RUNNING";
    }
    this.store.save();
    return {};
  }

  private hostOf({ kind, sub }: Claims): StoredHost {
    const uuid = sub.replace(/^edgenode-/, "");
    const host = kind === "node" ? this.store.records.hosts.find((h) => h.uuid === uuid) : undefined;
    if (!host) throw new Refusal("PermissionDenied", "this is no onboarded node");
    return host;
  }
}

interface Node {
  uuid: string;
  serial: string;
}

function nodeIn(body: Body): Node {
  const uuid = textIn(body, "uuid")?.toLowerCase();
  const serial = textIn({ serialNumber: body["serialnum"] }, "serialNumber");
  if (!uuid || !serial) throw invalid("uuid and serialnum are needed");
  return { uuid, serial };
}
