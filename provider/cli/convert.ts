// `edgefleet convert`: from the state of another tool to an import file and a program.
import { readFileSync } from "node:fs";
import { EdgeError } from "../core/errors";
import { onHost, say, text, UsageError, type CliCommand, type Values } from "./command";
import { ways, type Declared, type Reading, type Source } from "./convert/declared";
import { describeAll } from "./convert/describe";
import { flatNetwork, flatPool, flatVolume } from "./convert/flat";
import { flatDomain } from "./convert/flat-domain";
import { nestedDomain, nestedNetwork, nestedPool, nestedVolume } from "./convert/nested";
import { pulumiSources } from "./convert/pulumi-libvirt";
import { terraformSources } from "./convert/terraform";
import { picoProject } from "./convert/site/pico";
import { writeProject, type Project } from "./convert/site/project";
import { venProject } from "./convert/site/ven";
import { readAll } from "./import/host";
import { deliver, outputOptions, outputUsage, refuseExisting } from "./import/report";
import type { Found } from "./import/taken";

const usage = `edgefleet convert terraform STATE [options]
edgefleet convert pulumi-libvirt EXPORT [options]
edgefleet convert ven FOLDER --out FOLDER [--inventory FILE]
edgefleet convert pico TFVARS --out FOLDER

Reads the state of terraform-provider-libvirt (a state file, or what \`terraform show -json\` prints; 0.8
and 0.9), or a stack of pulumi-libvirt (\`pulumi stack export\`), and writes a file for
\`pulumi import --file\`. No host is asked, unless --uri is given: then everything is taken in as it is
there, which is what an import compares with.

Or reads what Virtual Edge Node (its config file and its Ansible inventory) or pico's Terraform modules
(a variables file) were told, and writes a Pulumi project to the folder that --out names. Credentials are
never taken over: they belong into the stack's configuration, and it says which.

  --inventory FILE the Ansible inventory; default: the one that is found in the folder
  --uri URI        read the objects from this host
${outputUsage}`;

const readers: Record<string, (state: unknown) => Source[] | undefined> = {
  terraform: terraformSources,
  "pulumi-libvirt": pulumiSources,
};

/** What was told to a tool that keeps no state becomes a project of its own. */
const projects: Record<string, (path: string, values: Values) => Project> = {
  ven: (path, values) => venProject(path, text(values, "inventory")),
  pico: (path) => picoProject(path),
};

export const convert: CliCommand = {
  summary: "writes an import file, and a program, of what another tool's state declares",
  usage,
  takes: ["terraform, pulumi-libvirt, ven or pico", "STATE"],
  options: { ...outputOptions, uri: { type: "string" }, inventory: { type: "string" } },
  run,
};

async function run([format = "", file = ""]: string[], values: Values): Promise<number> {
  const project = Object.hasOwn(projects, format) ? projects[format] : undefined;
  if (project) return runProject(() => project(file, values), values);
  const reader = Object.hasOwn(readers, format) ? readers[format] : undefined;
  if (!reader)
    throw new UsageError(
      `"${format}" is not known: ${[...Object.keys(readers), ...Object.keys(projects)].join(", ")} are possible.`,
    );
  refuseExisting(values);
  const sources = reader(parse(file));
  if (!sources) throw unreadable(file, `it is no state of ${format}`);
  const reading = read(sources);
  const uri = text(values, "uri");
  const taken = uri === undefined ? describeAll(reading) : await onThe(uri, reading);
  deliver(values, taken, reading.remarks);
  if (uri === undefined)
    say(
      "written from the state alone; with --uri it is taken from the host, which is what an import compares with",
    );
  return 0;
}

function runProject(read: () => Project, values: Values): number {
  const out = text(values, "out");
  if (out === undefined) throw new UsageError("--out is missing.");
  writeProject(out, read());
  return 0;
}

function parse(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch (error) {
    throw unreadable(file, (error as Error).message);
  }
}

const unreadable = (file: string, why: string): EdgeError =>
  new EdgeError(
    `${file} was not converted`,
    why,
    "Give a Terraform state file or the output of `terraform show -json`, or that of `pulumi stack export`",
  );

type Make = (source: Source) => Declared;

/** The newer schema is told by what only it has. */
const makers: Record<string, { nested: Make; flat: Make; only: string[] }> = {
  libvirt_network: { nested: nestedNetwork, flat: flatNetwork, only: ["uuid", "ips", "forward"] },
  libvirt_pool: { nested: nestedPool, flat: flatPool, only: ["uuid"] },
  libvirt_volume: { nested: nestedVolume, flat: flatVolume, only: ["key", "capacity"] },
  libvirt_domain: { nested: nestedDomain, flat: flatDomain, only: ["uuid", "devices", "os"] },
};

function read(sources: Source[]): Reading {
  const reading: Reading = { declared: [], remarks: [] };
  for (const source of sources) {
    const { type, address, part } = source;
    const maker = makers[type];
    if (!maker) {
      reading.remarks.push({ title: address, reason: ways[type] ?? `Edgefleet has nothing like a ${type}` });
      continue;
    }
    const transformed = part.all("xml").some((xml) => xml.has("xslt"));
    part.skip("xml");
    const make = maker.only.some((name) => part.has(name)) ? maker.nested : maker.flat;
    reading.declared.push(make(source));
    if (transformed)
      reading.remarks.push({
        title: `xslt of ${address}`,
        reason: "with --uri its result is taken from the host",
      });
    const left = part.left().filter((path) => !/^xml\b/.test(path));
    if (left.length > 0)
      reading.remarks.push({
        title: `${left.join(", ")} of ${address}`,
        reason: "with --uri it is taken from the host",
      });
  }
  return reading;
}

/** The same objects as their host has them. */
async function onThe(uri: string, { declared, remarks }: Reading): Promise<Found[]> {
  return onHost({ uri }, async (_context, _host, connection) => {
    const { taken, skipped } = await readAll(connection, declared, true);
    remarks.splice(
      0,
      remarks.length,
      ...remarks.filter(({ reason }) => !/^with --uri/.test(reason)),
      ...skipped,
    );
    return taken.map((one) => ({
      ...one,
      name: declared.find(({ kind, title }) => kind === one.kind && title === one.title)?.name ?? one.title,
    }));
  });
}
