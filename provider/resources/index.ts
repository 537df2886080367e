// Every resource there is. A new one is one line here.
import type { Definition } from "../core/define";
import { domain } from "./domain";
import { fleetPlan } from "./fleet-plan";
import { network } from "./network";
import { networkOptions } from "./network-options";
import { onboarding } from "./onboarding";
import { orchestratorHost } from "./orchestrator-host";
import { osProfile } from "./os-profile";
import { pool } from "./pool";
import { provisioning } from "./provisioning";
import { volume } from "./volume";
import { wave } from "./wave";

export const resources: readonly Definition[] = [
  network,
  networkOptions,
  pool,
  volume,
  domain,
  provisioning,
  fleetPlan,
  orchestratorHost,
  onboarding,
  osProfile,
  wave,
];
