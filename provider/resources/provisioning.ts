// The provisioning of a node, followed on its consoles. It stands for nothing on the host: what it waits for is that
// the node is provisioned, and that is waited for once per machine.
import { defineResource } from "../core/define";
import type { Failure } from "../core/errors";
import { hasUnknown } from "../core/values";
import { allStages, type Profile } from "../provisioning/profile";
import { loadProfile } from "../provisioning/profiles";
import { inputs, outputs, type ProvisioningInputs, type ProvisioningOutputs } from "./provisioning/fields";
import { provision } from "./provisioning/provision";

export type { ProvisioningInputs, ProvisioningOutputs } from "./provisioning/fields";

export const provisioning = defineResource<ProvisioningInputs, ProvisioningOutputs>({
  noun: "provisioning",
  type: "Provisioning",
  doc: "Follows a node from power-on to an installed system: reads its consoles, types the credentials, and says which stage it is in. A node that fails is kept, with the stage, the reason and its last lines; the next `pulumi up` goes on watching where the node is by then. Once the node is provisioned, its later restarts are not looked at; a machine that was made anew is followed again.",
  inputs,
  outputs,
  adopts: false,

  id: (wanted) => wanted.incarnation,
  fromId: () => ({}),
  title: (wanted) => `node "${wanted.domain?.name ?? ""}"`,

  async verify(wanted) {
    if (hasUnknown(wanted.profile)) return [];
    const profile = await loadProfile(wanted.profile as string).catch((error: Error) => error.message);
    if (typeof profile === "string") return [{ property: "profile", reason: profile }];
    return contradictions(wanted, profile);
  },

  observe: async (context, wanted) => ({
    inputs: {},
    outputs: {} as ProvisioningOutputs,
    mark: { incarnation: wanted.incarnation, label: context.label, by: context.config.owner },
  }),
  ensure: async () => undefined,
  sync: async () => undefined,
  ready: provision,
  readyRequired: ({ required }) => required !== false,
  remove: async () => undefined,
});

function contradictions(wanted: Partial<ProvisioningInputs>, profile: Profile): Failure[] {
  const failures: Failure[] = [];
  const stages = new Set(allStages(profile).map(({ name }) => name));
  for (const name of Object.keys(hasUnknown(wanted.timeouts) ? {} : (wanted.timeouts ?? {}))) {
    if (stages.has(name)) continue;
    const reason = `Profile "${profile.name}" has no such stage. It has ${[...stages].join(", ")}.`;
    failures.push({ property: `timeouts.${name}`, reason });
  }
  const endings = (profile.endings ?? []).map(({ name }) => name);
  if (wanted.ending !== undefined && !hasUnknown(wanted.ending) && !endings.includes(wanted.ending)) {
    const reason = `Profile "${profile.name}" has no such ending. It has ${endings.join(", ") || "none"}.`;
    failures.push({ property: "ending", reason });
  }
  const asked = allStages(profile).some(({ onboarding, answers = [] }) => {
    return onboarding === "io" && answers.some(({ type }) => type === "username" || type === "password");
  });
  if (wanted.onboarding === "io" && asked && wanted.credentials === undefined) {
    const reason =
      'With onboarding "io" the node asks for a user name and password. Give them, or take onboarding "nio".';
    failures.push({ property: "credentials", reason });
  }
  return failures;
}
