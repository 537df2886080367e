// The profiles that come with Edgefleet, and those that users keep in files.
import { readFile } from "node:fs/promises";
import { EdgeError } from "../../core/errors";
import { profileProblems, type Profile } from "../profile";
import { edgeOrchestrator, edgeOrchestratorInstallerScript } from "./edge-orchestrator";

export const profiles: readonly Profile[] = [edgeOrchestrator, edgeOrchestratorInstallerScript];

/** By name, or by the path of a JSON file. */
export async function loadProfile(given: string): Promise<Profile> {
  const known = profiles.find(({ name }) => name === given);
  if (known) return known;
  const what = `the profile "${given}" was not read`;
  if (!given.endsWith(".json")) {
    const names = profiles.map(({ name }) => name).join(", ");
    throw new EdgeError(
      what,
      "no profile has this name",
      `Take one of ${names}, or the path of a .json file`,
    );
  }
  const profile = await parse(given).catch((error: Error) => {
    throw new EdgeError(what, error.message, "docs/provisioning.md says how a profile is written");
  });
  const problems = profileProblems(profile);
  if (problems.length === 0) return profile as Profile;
  const all = problems.map(({ property, reason }) => `${property ? `${property}: ` : ""}${reason}`);
  throw new EdgeError(what, all.join(" "));
}

const parse = async (file: string): Promise<unknown> => JSON.parse(await readFile(file, "utf8")) as unknown;
