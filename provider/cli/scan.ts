// `edgefleet scan`: what a host has, as an import file and a program.
import { failed, onHost, say, text, UsageError, type CliCommand, type Values } from "./command";
import { hostSettings } from "./find-domain";
import { entries, readAll, type Entry } from "./import/host";
import { deliver, outputOptions, outputUsage, refuseExisting } from "./import/report";
import { kinds, type Kind, type Remark } from "./import/taken";

const usage = `edgefleet scan [NAME…] [options]

Lists the networks, pools, volumes and domains of a host and writes a file for \`pulumi import --file\`.
Nothing on the host is changed. What no field says is kept in the field xml, and named.
NAME is the name of an object (a volume also as pool/name); default: all of them.

  --uri URI        the host; default: that of the stack in this folder, else LIBVIRT_DEFAULT_URI,
                   else qemu:///system
  --only KIND      network, pool, volume or domain; several with commas
  --ours           also what Edgefleet has made, which some stack has in its state
${outputUsage}`;

export const scan: CliCommand = {
  summary: "writes an import file, and a program, of what a host has",
  usage,
  takes: ["NAME…"],
  options: {
    ...outputOptions,
    uri: { type: "string" },
    only: { type: "string" },
    ours: { type: "boolean" },
  },
  run,
};

async function run(names: string[], values: Values): Promise<number> {
  const wanted = kindsIn(text(values, "only"));
  refuseExisting(values);
  return onHost(await hostSettings(values), async (context, host, connection) => {
    const all = await entries(context, wanted).catch((error: unknown) => {
      throw failed(`${host.uri} was not scanned`, error, "Check it with `virsh -c URI list`");
    });
    const { chosen, missing } = choose(all, names);
    const { taken, ours, skipped } = await readAll(connection, chosen, values["ours"] === true);
    const remarks: Remark[] = [
      ...missing.map((name) => ({ title: name, reason: `there is nothing of that name on ${host.uri}` })),
      ...skipped,
    ];
    deliver(values, taken, remarks);
    if (ours.length > 0) say(`${ours.length} made by Edgefleet are left out; --ours takes them in`);
    return missing.length > 0 ? 1 : 0;
  });
}

function kindsIn(only: string | undefined): readonly Kind[] {
  if (only === undefined) return kinds;
  const wanted = only.split(",").map((word) => word.trim());
  const strange = wanted.find((word) => !(kinds as readonly string[]).includes(word));
  if (strange !== undefined) throw new UsageError(`--only ${strange}: ${kinds.join(", ")} are possible.`);
  return wanted as Kind[];
}

function choose(all: Entry[], names: string[]): { chosen: Entry[]; missing: string[] } {
  if (names.length === 0) return { chosen: all, missing: [] };
  const answers = ({ kind, title }: Entry, name: string): boolean =>
    title === name || (kind === "volume" && title.slice(title.indexOf("/") + 1) === name);
  return {
    chosen: all.filter((entry) => names.some((name) => answers(entry, name))),
    missing: names.filter((name) => !all.some((entry) => answers(entry, name))),
  };
}
