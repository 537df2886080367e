// Instances, OS profiles and providers as the API has them.
import { invalid, notFound, Refusal } from "./failure";
import { page } from "./paging";
import { hexId, type Store, type StoredInstance } from "./store";
import { onlyFields, textIn } from "./validate";

type Body = Record<string, unknown>;

export class Instances {
  constructor(
    private readonly store: Store,
    private readonly pace: number,
  ) {}

  get(id: string): StoredInstance {
    const instance = this.store.records.instances.find(({ resourceId }) => resourceId === id);
    if (!instance) throw notFound(`instance ${id}`);
    return instance;
  }

  list(query: URLSearchParams): object {
    return page(
      this.store.records.instances.map((instance) => this.store.wholeInstance(instance)),
      "instances",
      query,
    );
  }

  create(body: Body): object {
    const { hostID, osID } = body as { hostID?: string; osID?: string };
    if (!this.store.records.hosts.some(({ resourceId }) => resourceId === hostID))
      throw notFound(`host ${hostID ?? ""}`);
    if (!this.store.records.osProfiles.some(({ resourceId }) => resourceId === osID))
      throw notFound(`operating system ${osID ?? ""}`);
    if (this.store.instanceOf(hostID as string))
      throw new Refusal("AlreadyExists", `the host ${hostID} has an instance`);
    return this.store.wholeInstance(
      this.add(hostID as string, osID as string, textIn(body, "name") ?? "instance"),
    );
  }

  add(hostID: string, osID: string, name: string): StoredInstance {
    const instance: StoredInstance = {
      resourceId: hexId("inst"),
      kind: "INSTANCE_KIND_METAL",
      name,
      hostID,
      osID,
      desiredState: "INSTANCE_STATE_RUNNING",
      currentState: "INSTANCE_STATE_UNSPECIFIED",
      provisioningStatus: "",
      provisioningStatusIndicator: "STATUS_INDICATION_UNSPECIFIED",
    };
    this.store.records.instances.push(instance);
    this.store.save();
    return instance;
  }

  remove(id: string): object {
    this.get(id).desiredState = "INSTANCE_STATE_DELETED";
    setTimeout(() => {
      const { records } = this.store;
      records.instances = records.instances.filter(({ resourceId }) => resourceId !== id);
      this.store.save();
    }, this.pace).unref();
    return {};
  }
}

/** What a new node gets by itself: the provider infra_onboarding says it, one JSON document inside another. */
export function defaultOs(store: Store): string | undefined {
  const provider = store.records.providers.find(({ name }) => name === "infra_onboarding");
  try {
    const config = JSON.parse(provider?.config ?? "{}") as { defaultOs?: string; autoProvision?: boolean };
    return config.autoProvision ? config.defaultOs : undefined;
  } catch {
    // The API takes any text.
    return undefined;
  }
}

export class Providers {
  constructor(private readonly store: Store) {}

  list(query: URLSearchParams): object {
    const all = this.store.records.providers.map((provider) => ({
      ...provider,
      providerID: provider.resourceId,
    }));
    return page(all, "providers", query);
  }

  get(id: string): object {
    const provider = this.store.records.providers.find(({ resourceId }) => resourceId === id);
    if (!provider) throw notFound(`provider ${id}`);
    return { ...provider, providerID: id };
  }

  create(body: Body): object {
    onlyFields(body, ["providerKind", "providerVendor", "name", "apiEndpoint", "apiCredentials", "config"]);
    const name = textIn(body, "name", "providerName") ?? "";
    if (body["providerKind"] !== "PROVIDER_KIND_BAREMETAL")
      throw invalid("validation error: providerKind: value is required");
    if (this.store.records.providers.some((provider) => provider.name === name))
      throw new Refusal("AlreadyExists", `a provider ${name} exists`);
    const config = textIn(body, "config");
    const provider = {
      resourceId: hexId("provider"),
      providerKind: "PROVIDER_KIND_BAREMETAL" as const,
      name,
      apiEndpoint: String(body["apiEndpoint"] ?? ""),
      apiCredentials: (body["apiCredentials"] as string[] | undefined) ?? [],
      ...(config === undefined ? {} : { config }),
    };
    this.store.records.providers.push(provider);
    this.store.save();
    return this.get(provider.resourceId);
  }

  remove(id: string): object {
    this.get(id);
    const { records } = this.store;
    records.providers = records.providers.filter(({ resourceId }) => resourceId !== id);
    this.store.save();
    return {};
  }
}
