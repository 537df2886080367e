// The project's default OS: what nodes get when they onboard. It stands in the config of the provider
// infra_onboarding, one JSON document inside another, and can only be changed by making it anew.
import { bool, defineResource, optional, str, type Fields, type InputsOf } from "../core/define";
import { EdgeError } from "../core/errors";
import { oneLine } from "../core/rules";
import { hasUnknown } from "../core/values";
import type { OrchestratorClient } from "../orchestrator/client";
import type { NewProvider, OsProfile, Provider } from "../orchestrator/types";
import { clientFor, orchestratorField, placeOf } from "./orchestrator/connection";

const providerName = "infra_onboarding";

const inputs = {
  orchestrator: orchestratorField,
  profile: str({
    doc: "OS profile by its name, its profile name, or its id on the orchestrator, such as `ubuntu-22.04-lts-generic-ext`.",
    effect: "live",
    check: oneLine("A profile's name"),
  }),
  autoProvision: bool({
    doc: "Provision a node as soon as it has onboarded.",
    default: true,
    effect: "live",
  }),
  osId: str({
    doc: "The orchestrator's id of the profile; filled in.",
    derived: true,
    internal: true,
  }),
  previous: optional(
    str({
      doc: "The setting that was there before, which `pulumi destroy` puts back.",
      derived: true,
      internal: true,
      unplanned: true,
    }),
  ),
} satisfies Fields;

const outputs = {
  osName: str({ doc: "Name of the profile." }),
  imageUrl: optional(str({ doc: "Where its image comes from." })),
} satisfies Fields;

type ProfileInputs = InputsOf<typeof inputs> & { incarnation: string; resourceUrn: string };
type ProfileOutputs = InputsOf<typeof outputs>;

export const osProfile = defineResource<ProfileInputs, ProfileOutputs>({
  noun: "os-profile",
  type: "OsProfile",
  doc: "The OS profile that nodes of a project get when they onboard. There is one such setting in a project; the one before comes back when this is destroyed.",
  inputs,
  outputs,
  adopts: false,

  id: (wanted) => wanted.incarnation,
  fromId: () => ({}),
  title: ({ profile }) => `default OS profile "${profile}"`,
  place: placeOf,

  async verify(wanted, _old, context) {
    if (hasUnknown([wanted.orchestrator, wanted.profile])) return [];
    const client = clientFor(wanted.orchestrator);
    const profiles = await client.osProfiles(context.signal);
    const chosen = choose(profiles, wanted.profile as string);
    if (!chosen) {
      const names = profiles.map(({ name }) => `"${name}"`).join(", ") || "none";
      return [
        { property: "profile", reason: `There is no OS profile "${wanted.profile}"; there are: ${names}.` },
      ];
    }
    wanted.osId = chosen.resourceId;
    if (wanted.previous === undefined) {
      const before = await current(client, context.signal);
      if (before) wanted.previous = JSON.stringify(before);
    }
    return [];
  },

  async observe(context, wanted) {
    const client = clientFor(wanted.orchestrator);
    const provider = await current(client, context.signal);
    const config = configOf(provider);
    // One per project, and there before us: it is set, not owned. What it was is in `previous`.
    const mark = { incarnation: wanted.incarnation, label: context.label, by: context.config.owner };
    if (!provider) return undefined;
    const profiles = await client.osProfiles(context.signal);
    const os = profiles.find(({ resourceId }) => resourceId === config.defaultOs);
    const same = os?.resourceId === wanted.osId;
    return {
      mark,
      inputs: {
        profile: same ? wanted.profile : (os?.name ?? config.defaultOs ?? ""),
        autoProvision: config.autoProvision ?? false,
        osId: config.defaultOs ?? "",
      },
      outputs: { osName: os?.name ?? "", imageUrl: os?.imageUrl },
    };
  },

  async ensure(context, wanted) {
    await set(clientFor(wanted.orchestrator), wanted, context.signal);
  },

  async sync(context, wanted) {
    await set(clientFor(wanted.orchestrator), wanted, context.signal);
  },

  async remove(context, wanted) {
    const client = clientFor(wanted.orchestrator);
    const provider = await current(client, context.signal);
    // Set by somebody else meanwhile: theirs stays.
    if (!provider || configOf(provider).defaultOs !== wanted.osId) return;
    const before = wanted.previous === undefined ? undefined : (JSON.parse(wanted.previous) as Provider);
    if (before && before.config === provider.config) return;
    await replace(client, provider, before, context.signal);
  },
});

interface OnboardingConfig extends Record<string, unknown> {
  defaultOs?: string;
  autoProvision?: boolean;
}

function choose(profiles: OsProfile[], wanted: string): OsProfile | undefined {
  return (
    profiles.find(({ resourceId, name }) => resourceId === wanted || name === wanted) ??
    profiles.find(({ profileName }) => profileName === wanted)
  );
}

async function current(client: OrchestratorClient, signal?: AbortSignal): Promise<Provider | undefined> {
  return (await client.providers(signal)).find(({ name }) => name === providerName);
}

function configOf(provider: Provider | undefined): OnboardingConfig {
  try {
    return JSON.parse(provider?.config ?? "{}") as OnboardingConfig;
  } catch {
    return {};
  }
}

async function set(client: OrchestratorClient, wanted: ProfileInputs, signal: AbortSignal): Promise<void> {
  const provider = await current(client, signal);
  const before = configOf(provider);
  if (provider && before.defaultOs === wanted.osId && before.autoProvision === wanted.autoProvision) return;
  // Whatever else is set there, such as a local account, stays.
  const config = JSON.stringify({ ...before, defaultOs: wanted.osId, autoProvision: wanted.autoProvision });
  await replace(client, provider, { ...(provider ?? blank), config }, signal);
}

/** The orchestrator asks for an endpoint and credentials, and uses neither for this one. */
const blank: NewProvider = {
  providerKind: "PROVIDER_KIND_BAREMETAL",
  name: providerName,
  apiEndpoint: "none",
  apiCredentials: ["none"],
};

async function replace(
  client: OrchestratorClient,
  old: Provider | undefined,
  wanted: NewProvider | undefined,
  signal: AbortSignal,
): Promise<void> {
  signal.throwIfAborted();
  // Without the signal from here on: cancelled between the two calls, the setting would be gone.
  try {
    if (old) await client.deleteProvider(old.resourceId);
    if (wanted) await client.createProvider(creatable(wanted));
  } catch (error) {
    if (old) await rescue(client, old, error as Error);
    throw error;
  }
}

/** Nothing would be worse than no setting at all: the old one comes back, or its content is told. */
async function rescue(client: OrchestratorClient, old: Provider, cause: Error): Promise<void> {
  try {
    if (!(await current(client))) await client.createProvider(creatable(old));
  } catch (error) {
    throw new EdgeError(
      `the provider ${providerName} is perhaps gone from the orchestrator`,
      `${cause.message}; and to put it back failed: ${(error as Error).message}`,
      `If it is gone, make it again with this config: ${withoutSecrets(old)}`,
    );
  }
}

const withoutSecrets = (provider: Provider): string =>
  JSON.stringify(configOf(provider), (key, value: unknown) =>
    /password|passwd|secret|token|credential|key/i.test(key) ? "(left out)" : value,
  );

function creatable({ providerKind, name, apiEndpoint, apiCredentials, config }: NewProvider): NewProvider {
  return {
    providerKind,
    name,
    apiEndpoint,
    ...(apiCredentials ? { apiCredentials } : {}),
    ...(config === undefined ? {} : { config }),
  };
}
