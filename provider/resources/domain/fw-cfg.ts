// What firmware and guest read from QEMU's fw_cfg device, and raw arguments of QEMU. libvirt itself passes only names
// that begin with `opt/`; the others stand in its pass-through of arguments.
import { list, map, object, optional, reference, str } from "../../core/define";
import { oneLine, textProblem } from "../../core/rules";
import type { XmlNode } from "../../core/xml";
import { pathProblem } from "./devices";
import * as effects from "./effects";
import type { DomainInputs, FwCfg } from "./fields";
import { referenceOf, usedReference, type Plugged, type Use } from "./plugged";

/** Names of entries that only make libvirt give QEMU access to a file. */
const access = "opt/edgefleet/";

const lineProblem = (text: string): string | undefined =>
  textProblem(text) ??
  (/[\n\r\t]/.test(text) || text.trim() !== text || text === ""
    ? "One line is possible, without blanks around it. Use file or volume for anything else."
    : undefined);

const entry = object(
  "FwCfg",
  {
    value: optional(str({ doc: "A text of one line.", effect: effects.restart, check: lineProblem })),
    file: optional(
      str({
        doc: "The content of a file on the host, by absolute path, as it is when the machine starts.",
        effect: effects.restart,
        check: (path) =>
          pathProblem(path) ?? (path.includes(",") ? "libvirt cannot pass a path with a comma." : undefined),
      }),
    ),
    volume: optional(
      reference("volume", {
        doc: "The content of a volume: the resource, or `pool/name` of one that exists. A volume that is made anew needs a restart.",
        effect: effects.restart,
      }),
    ),
  },
  { doc: "Where the content comes from.", exactlyOne: ["value", "file", "volume"], effect: effects.restart },
);

export const fwCfg = optional(
  map(entry, {
    doc: "Entries of QEMU's fw_cfg device by their name, of up to 55 characters: settings of firmware such as `opt/org.tianocore/IPv4PXESupport`, or `etc/edk2/https/cacerts`, the CA certificates that OVMF trusts for HTTPS boot. Names that do not begin with `opt/` go through libvirt's pass-through of arguments, which marks the machine as tainted. No place for secrets: everybody on the host can read them.",
    effect: effects.restart,
    xml: "sysinfo",
    key: {
      pattern: /^(?!opt\/edgefleet\/)[A-Za-z0-9][A-Za-z0-9._/+-]{0,54}$/,
      says: "up to 55 letters, digits and . _ / + -, the first one a letter or digit, and not below opt/edgefleet/",
    },
  }),
);

export const qemuArgs = optional(
  list(
    str({
      doc: "One argument.",
      check: (text) =>
        text === "-fw_cfg"
          ? "Use the field fwCfg for it."
          : text === ""
            ? "It is empty."
            : oneLine("An argument")(text),
    }),
    {
      doc: 'Raw arguments for QEMU, one text each, such as `["-debugcon", "file:/tmp/ovmf.log"]`; they come last. libvirt does not look into them, and marks the machine as tainted: it keeps no address free for a device in them, and gives QEMU access to no file. No place for secrets: they stand in the process list.',
      effect: effects.restart,
      xml: "qemu:commandline",
    },
  ),
);

/** What libvirt passes: names that are nobody's, and values without a comma, which it does not double for QEMU. */
const isPlain = ({ name, value }: Entry): boolean =>
  /^opt\/(?!ovmf\/|org\.qemu\/)/.test(name) && !value?.includes(",");

interface Entry {
  name: string;
  value: string | undefined;
  file: string | undefined;
}

/** `paths`: where the volumes lie, by name of the entry. */
export function fwCfgView(
  domain: Pick<DomainInputs, "fwCfg" | "qemuArgs">,
  paths: Record<string, string>,
): { fwCfg: Entry[]; args: string[] } {
  const all = Object.entries(domain.fwCfg ?? {})
    .map(([name, { value, file, volume }]): Entry => ({ name, value, file: volume ? paths[name] : file }))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
  const others = all.filter((found) => !isPlain(found));
  // Ownership and AppArmor's profile are seen to for files that libvirt knows of, and it knows nothing of arguments.
  const known = others
    .filter(({ file }) => file !== undefined)
    .map(({ file }, i): Entry => ({ name: `${access}${i}`, value: undefined, file }));
  return {
    fwCfg: [...all.filter(isPlain), ...known],
    args: [...others.flatMap((other) => ["-fw_cfg", argument(other)]), ...(domain.qemuArgs ?? [])],
  };
}

const argument = ({ name, value, file }: Entry): string =>
  `name=${name},${value === undefined ? `file=${escaped(file ?? "")}` : `string=${escaped(value)}`}`;

/** QEMU's option parser ends a value at a comma, unless there are two. */
const escaped = (text: string): string => text.replaceAll(",", ",,");

function parseArgument(text: string): Entry | undefined {
  const match = /^name=([^,]+),(file|string)=(.*)$/s.exec(text);
  if (!match) return undefined;
  const [, name = "", kind, rest = ""] = match;
  const content = rest.replaceAll(",,", ",");
  return {
    name,
    value: kind === "string" ? content : undefined,
    file: kind === "file" ? content : undefined,
  };
}

const deviceOf = (name: string): string => `fw_cfg ${name}`;

/** The volumes that entries are made of, for the note in the definition. */
export const fwCfgUses = (domain: Pick<DomainInputs, "fwCfg">, paths: Record<string, string>): Use[] =>
  Object.entries(domain.fwCfg ?? {}).flatMap(([name, { volume }]) =>
    volume
      ? [{ key: name, device: deviceOf(name), ...usedReference(volume), path: paths[name] as string }]
      : [],
  );

export function readFwCfg(
  definition: XmlNode,
  plugged: Plugged | undefined,
): Pick<DomainInputs, "fwCfg" | "qemuArgs"> {
  const entries = definition.all("sysinfo").filter((node) => node.value("@type") === "fwcfg");
  const plain = entries
    .flatMap((node) => node.all("entry"))
    .map((node): Entry => {
      const file = node.value("@file");
      return { name: node.value("@name") ?? "", value: file === undefined ? node.text : undefined, file };
    })
    .filter(({ name }) => !name.startsWith(access));
  const args = definition.all("qemu:commandline/qemu:arg").map((node) => node.value("@value") ?? "");
  const others: Entry[] = [];
  const rest: string[] = [];
  for (let i = 0; i < args.length; i++) {
    const other = args[i] === "-fw_cfg" ? parseArgument(args[i + 1] ?? "") : undefined;
    if (other) others.push(other);
    if (other) i++;
    else rest.push(args[i] as string);
  }
  const all = [...plain, ...others].map((found): [string, FwCfg] => [found.name, sourceOf(found, plugged)]);
  return {
    fwCfg: all.length > 0 ? Object.fromEntries(all) : undefined,
    qemuArgs: rest.length > 0 ? rest : undefined,
  };
}

function sourceOf({ name, value, file }: Entry, plugged: Plugged | undefined): FwCfg {
  const use = plugged?.uses.find(({ device }) => device === deviceOf(name));
  const ours = use?.pool !== undefined && use.path === file;
  return ours
    ? { value: undefined, file: undefined, volume: referenceOf(use) }
    : { value, file, volume: undefined };
}
