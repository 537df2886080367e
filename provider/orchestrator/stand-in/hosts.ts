// Host records as the API registers, lists, changes and deletes them.
import { invalid, notFound, Refusal } from "./failure";
import { page } from "./paging";
import { hexId, type Store, type StoredHost } from "./store";
import { flagIn, metadataIn, onlyFields, textIn } from "./validate";

type Body = Record<string, unknown>;

export class Hosts {
  constructor(
    private readonly store: Store,
    /** How long its managers take to carry out what was asked, in milliseconds. */
    private readonly pace: number,
  ) {}

  private get all(): StoredHost[] {
    return this.store.records.hosts;
  }

  get(id: string): StoredHost {
    const host = this.all.find(({ resourceId }) => resourceId === id);
    if (!host) throw notFound(`host ${id}`);
    return host;
  }

  list(query: URLSearchParams): object {
    return page(
      this.all.map((host) => this.store.whole(host)),
      "hosts",
      query,
    );
  }

  summary(): object {
    const all = this.all.map((host) => this.store.whole(host));
    const isError = (host: StoredHost) => host.hostStatusIndicator === "STATUS_INDICATION_ERROR";
    return {
      total: all.length,
      error: all.filter(isError).length,
      running: all.filter(({ hostStatus }) => hostStatus === "Running").length,
      unallocated: all.filter(({ instance }) => instance === undefined).length,
    };
  }

  register(body: Body): object {
    const { name, serialNumber, uuid, onboard } = registration(body);
    if (!serialNumber && !uuid) throw invalid("either UUID or SerialNumber must be set");
    this.refuseTwins(serialNumber, uuid);
    return this.add({
      resourceId: hexId("host"),
      name: name ?? "",
      ...(serialNumber ? { serialNumber } : {}),
      ...(uuid ? { uuid: uuid.toLowerCase() } : {}),
      desiredState: onboard ? "HOST_STATE_ONBOARDED" : "HOST_STATE_REGISTERED",
      currentState: "HOST_STATE_REGISTERED",
      registrationStatus: "Host is Registered",
      registrationStatusIndicator: "STATUS_INDICATION_IDLE",
      hostStatus: "Unknown",
      hostStatusIndicator: "STATUS_INDICATION_UNSPECIFIED",
      metadata: [],
    });
  }

  /** One that its node made, by onboarding interactively. */
  add(host: StoredHost): object {
    this.all.push(host);
    this.store.save();
    return this.store.whole(host);
  }

  private refuseTwins(serial: string | undefined, uuid: string | undefined, except?: string): void {
    const twin = this.all.find(
      (host) =>
        host.resourceId !== except &&
        ((serial && host.serialNumber === serial) || (uuid && host.uuid === uuid.toLowerCase())),
    );
    if (twin)
      throw new Refusal("AlreadyExists", `a host with this serial number or UUID exists: ${twin.resourceId}`);
  }

  patchRegistration(id: string, body: Body): object {
    const host = this.get(id);
    const { name, serialNumber, uuid, onboard } = registration(body);
    this.refuseTwins(serialNumber, uuid, id);
    if (name !== undefined) host.name = name;
    if (serialNumber !== undefined) host.serialNumber = serialNumber;
    if (uuid !== undefined) host.uuid = uuid.toLowerCase();
    if (onboard !== undefined && host.currentState === "HOST_STATE_REGISTERED")
      host.desiredState = onboard ? "HOST_STATE_ONBOARDED" : "HOST_STATE_REGISTERED";
    this.store.save();
    return this.store.whole(host);
  }

  onboard(id: string): object {
    this.get(id).desiredState = "HOST_STATE_ONBOARDED";
    this.store.save();
    return {};
  }

  invalidate(id: string, note: string | null): object {
    const host = this.get(id);
    host.note = textIn({ note }, "note") ?? "";
    if (host.note === "") throw invalid("validation error: note: value length must be at least 1");
    Object.assign(host, {
      desiredState: "HOST_STATE_UNTRUSTED",
      currentState: "HOST_STATE_UNTRUSTED",
      hostStatus: "Invalidated",
      hostStatusIndicator: "STATUS_INDICATION_IDLE",
    });
    this.store.save();
    return {};
  }

  patch(id: string, body: Body, mask: string | null): object {
    const host = this.get(id);
    const fields = mask ? mask.split(",") : Object.keys(body);
    onlyFields(body, ["name", "metadata", "note", "siteId", "resourceId"]);
    const changes = { name: textIn(body, "name"), note: textIn(body, "note"), metadata: metadataIn(body) };
    for (const field of fields) {
      if (!(field in changes)) throw invalid(`the field mask names "${field}", which cannot be changed`);
      const value = changes[field as keyof typeof changes];
      Object.assign(host, { [field]: value ?? (field === "metadata" ? [] : "") });
    }
    this.store.save();
    return this.store.whole(host);
  }

  /** An instance has to go before its host. */
  remove(id: string): object {
    const host = this.get(id);
    if (this.store.instanceOf(id))
      throw new Refusal("FailedPrecondition", `the host ${id} has an instance; delete that first`);
    Object.assign(host, {
      desiredState: "HOST_STATE_DELETED",
      hostStatus: "Deleting",
      hostStatusIndicator: "STATUS_INDICATION_IN_PROGRESS",
    });
    setTimeout(() => {
      this.store.records.hosts = this.all.filter(({ resourceId }) => resourceId !== id);
      this.store.save();
    }, this.pace).unref();
    return {};
  }
}

function registration(body: Body): {
  name: string | undefined;
  serialNumber: string | undefined;
  uuid: string | undefined;
  onboard: boolean | undefined;
} {
  onlyFields(body, ["name", "serialNumber", "uuid", "autoOnboard", "enableVpro", "userLvmSize"]);
  return {
    name: textIn(body, "name", "registeredName"),
    serialNumber: textIn(body, "serialNumber"),
    uuid: textIn(body, "uuid"),
    onboard: flagIn(body, "autoOnboard"),
  };
}
