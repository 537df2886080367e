// Profiles as users write them: every mistake is told with its place.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { assert } from "chai";
import { profileProblems, type Profile } from "../../provider/provisioning/profile";
import { loadProfile, profiles } from "../../provider/provisioning/profiles";
import { compactProfile } from "../support/provisioning-guest";

describe("a profile", () => {
  const problems = (change: (profile: Profile) => unknown): string => {
    const profile = structuredClone(compactProfile);
    change(profile);
    return profileProblems(profile)
      .map(({ property, reason }) => `${property}: ${reason}`)
      .join("\n");
  };

  it("that comes with Edgefleet is right, and stays so as JSON", () => {
    for (const profile of profiles)
      assert.deepEqual(profileProblems(JSON.parse(JSON.stringify(profile))), [], profile.name);
    assert.lengthOf(new Set(profiles.map(({ name }) => name)), profiles.length);
  });

  it("that is wrong is told so, field by field", () => {
    assert.equal(
      problems(() => undefined),
      "",
    );
    assert.match(
      problems((p) => ((p as unknown as Record<string, unknown>)["stage"] = [])),
      /^stage: .*Did you mean "stages"/,
    );
    assert.match(
      problems((p) => ((p.stages[0] as { timeout: string }).timeout = "soon")),
      /^stages\[0\]\.timeout: A time span/,
    );
    assert.match(
      problems((p) => ((p.stages[0] as { ends: string[] }).ends = ["/(/"])),
      /^stages\[0\]\.ends\[0\]: This is no regular expression/,
    );
    assert.match(
      problems((p) => (((p.failures as { class: string }[])[0] as { class: string }).class = "bad luck")),
      /^failures\[0\]\.class: One of "dhcp"/,
    );
    assert.match(
      problems((p) => p.failures?.push({ text: "x", class: "os", stages: ["nowhere"] })),
      /stage "nowhere", which is not there/,
    );
    assert.match(
      problems((p) => p.stages.push({ ...(p.stages[0] as Profile["stages"][0]) })),
      /two stages "kernel"/,
    );
    assert.match(
      problems((p) => delete p.stages.at(-1)?.ends),
      /last stage needs a text/,
    );
    assert.match(
      problems((p) => ((p.stages[0] as { after: string }).after = "nowhere")),
      /There is no stage "nowhere"/,
    );
    assert.deepEqual(profileProblems([]).length, 1);
  });

  it("is loaded by name or from a file", async () => {
    const folder = mkdtempSync(join(tmpdir(), "eft-profile-"));
    try {
      const file = join(folder, "mine.json");
      writeFileSync(file, JSON.stringify(compactProfile));
      assert.deepEqual(await loadProfile(file), compactProfile);
      writeFileSync(file, "{");
      for (const [given, says] of [
        [file, /was not read: .*JSON/],
        ["nobody", /no profile has this name/],
        [join(folder, "no.json"), /ENOENT/],
      ] as const) {
        const error = await loadProfile(given).then(
          () => undefined,
          (e: Error) => e,
        );
        assert.match(error?.message ?? "", says);
      }
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
