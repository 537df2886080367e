// Whether Pulumi works on a stack right now, as its backend shows it.
import { existsSync, readdirSync } from "node:fs";
import { userInfo } from "node:os";
import { join, resolve } from "node:path";
import { pulumi, type Stack, type StackQuery } from "./stack";

/** Also where it was stopped in the middle and never cancelled. `undefined`: this backend does not show it. */
export async function isLocked(query: StackQuery, stack: Stack): Promise<boolean | undefined> {
  const who = await pulumi(query, ["whoami", "--json", "--verbose"], "the backend was not asked");
  const { url = "" } = JSON.parse(who) as { url?: string };
  if (url.startsWith("file://")) {
    const locks = join(folderOf(url, query.cwd), ".pulumi", "locks");
    return [join("organization", stack.project, stack.name), stack.name].some((folder) =>
      hasFiles(join(locks, folder)),
    );
  }
  if (!/^https?:\/\//.test(url)) return undefined;
  const ls = ["stack", "ls", "--json", "--project", stack.project];
  const list = await pulumi(query, ls, "the stacks were not listed");
  const all = JSON.parse(list) as { name: string; updateInProgress?: boolean }[];
  return all.some((entry) => entry.updateInProgress === true && entry.name.split("/").at(-1) === stack.name);
}

/** As Pulumi reads it: `file://state` and `file://./state` are below the working directory, `~` is not $HOME. */
export function folderOf(url: string, cwd: string): string {
  const path = decodeURIComponent(url.slice("file://".length).replace(/\?.*$/, ""));
  return resolve(
    cwd,
    path.replace(/^~(?=\/|$)/, () => userInfo().homedir),
  );
}

const hasFiles = (folder: string): boolean =>
  existsSync(folder) && readdirSync(folder).some((name) => name.endsWith(".json"));
