// A volume: a qcow2 or raw file in a pool, empty, over a backing volume, or with the content of a local file.
// Volumes cannot carry metadata: the automatic file name ends in the incarnation, and an explicit name is
// guarded by the state. Template: ../templates/volume.xml.hbs
import type { Context } from "../core/context";
import { bool, defineResource, object, oneOf, optional, reference, size, str, type Fields, type InputsOf, type Verdict } from "../core/define";
import { EdgeError, type Failure } from "../core/errors";
import { isRecord, plan } from "../core/changes";
import { parseIncarnation, sameLineage } from "../core/identity";
import { render } from "../core/template";
import { bytes, formatSize, hasUnknown, isUnknown, roughSize } from "../core/values";
import { parseXml, type XmlNode } from "../core/xml";
import * as volumes from "../host/volume";
import { defaultName } from "./names";
import { fingerprint, inspect, sha256Of } from "./volume/content";
import { growLive } from "./volume/grow";

const inputs = {
  name: str({
    doc: "File name in the pool. Default: the logical name, the incarnation and the format's ending, so that an old and a new volume never meet. A name of your own is refused when such a file exists that is not in this stack's state.",
    derived: true,
    effect: "replace",
    xml: "name",
    check: (name) =>
      /^[A-Za-z0-9][A-Za-z0-9_.+-]{0,200}$/.test(name)
        ? undefined
        : `${JSON.stringify(name.slice(0, 40))} cannot be a file name: it begins with a letter or digit, then letters, digits and _ . + - are possible, 201 in all.`,
  }),
  pool: reference("pool", {
    doc: "The pool it lives in.",
    // A pool that was only made anew around the same files does not touch them.
    effect: ({ from, to }) => (isRecord(from) && isRecord(to) && from["name"] === to["name"] ? "live" : "replace"),
  }),
  format: oneOf(["qcow2", "raw"], { doc: "Format of the file.", default: "qcow2", effect: "replace", xml: "target/format@type" }),
  size: optional(
    size({
      doc: "Virtual size, such as `20GiB`. Default: that of the backing volume or the content. It can grow in place, also under a running machine; the guest's file system is grown by the guest.",
      effect: ({ from, to }): Verdict =>
        from === undefined || to === undefined || bytes(to as string) >= bytes(from as string)
          ? { effect: "live" }
          : { effect: "replace", reason: "a volume cannot shrink" },
      xml: "capacity",
    }),
  ),
  backing: optional(
    reference("volume", {
      doc: "A volume that this one is an overlay of: only differences are stored. It must not change any more.",
      effect: "replace",
      xml: "backingStore",
    }),
  ),
  content: optional(
    object(
      "VolumeContent",
      {
        file: str({ doc: "A file on the machine that runs Pulumi: a disk image in the volume's format." }),
        sha256: str({
          doc: "Its SHA-256 in hex. Given, it is compared in preview; else it is computed. Other content is another volume.",
          derived: true,
          effect: "replace",
          check: (value) => (/^[0-9a-f]{64}$/i.test(value) ? undefined : `"${value}" is no SHA-256: 64 hex digits are needed.`),
          same: (a, b) => a.toLowerCase() === b.toLowerCase(),
        }),
        fingerprint: str({ doc: "Size and time of the file when its SHA-256 was computed.", derived: true, internal: true }),
      },
      {
        doc: "What is written into the volume when it is made.",
        effect: "replace",
      },
    ),
  ),
  replaceData: bool({
    doc: "Allows a change that replaces the volume, and with it all data that a guest wrote. Without it such a change is refused in preview.",
    default: false,
    effect: "live",
  }),
} satisfies Fields;

const outputs = {
  path: str({ doc: "The file on the host." }),
  capacity: str({ doc: "The virtual size that the volume has." }),
} satisfies Fields;

export type VolumeInputs = InputsOf<typeof inputs> & { incarnation: string; resourceUrn: string; adopt?: boolean };
export type VolumeOutputs = InputsOf<typeof outputs>;

export const volume = defineResource<VolumeInputs, VolumeOutputs>({
  noun: "volume",
  type: "Volume",
  doc: "A disk image in a pool: empty, an overlay of another volume, or with the content of a local file.",
  inputs,
  outputs,
  id: (wanted) => `${wanted.pool.name}/${wanted.name}`,
  fromId: (id) => {
    const slash = id.indexOf("/");
    return { pool: { name: id.slice(0, slash) }, name: id.slice(slash + 1) };
  },
  title: (wanted) => `volume "${isRecord(wanted.pool) ? `${wanted.pool.name}/` : ""}${wanted.name}"`,

  async derive(wanted, context) {
    if (wanted.name === undefined) wanted.name = `${defaultName(context.label)}-${wanted.incarnation}.${wanted.format}`;
    if (wanted.content && !hasUnknown(wanted.content.file)) await identifyContent(wanted.content);
  },

  async verify(wanted, old, context) {
    const failures = [...contradictions(wanted), ...(await contentProblems(wanted))];
    if (old) failures.push(...dataLoss(old, wanted));
    else failures.push(...(await newcomerProblems(wanted, context)));
    return failures;
  },

  async observe(context, wanted) {
    const xml = await context.find(volumes.volDumpxml(wanted.pool.name, wanted.name));
    if (xml === undefined) return undefined;
    const definition = parseXml(xml);
    const capacity = formatSize(Number(definition.value("capacity")));
    const own = new RegExp(`-${wanted.incarnation}(\\.|$)`).test(wanted.name);
    return {
      ...(own ? { mark: { incarnation: wanted.incarnation, label: context.label, by: context.config.owner } } : {}),
      inputs: {
        format: definition.value("target/format@type") as VolumeInputs["format"],
        ...(wanted.size === undefined ? {} : { size: capacity }),
        backing: backingSeen(definition, wanted),
      },
      outputs: { path: definition.value("target/path") ?? "", capacity },
    };
  },

  async ensure(context, wanted) {
    const backing = wanted.backing ? await backingOf(context, wanted.backing) : undefined;
    const image = wanted.content ? await inspect(wanted.content.file) : undefined;
    const natural = backing?.capacity ?? image?.size ?? 0;
    const capacity = wanted.size ? bytes(wanted.size) : natural;
    if (capacity < natural) throw tooSmall(wanted, natural, context);
    await context.run(
      volumes.volCreate(
        wanted.pool.name,
        render("volume", {
          name: wanted.name,
          format: wanted.format,
          // An upload brings its own size; it is grown afterwards.
          capacity: image ? Math.max(image.length, 1) : capacity,
          backing,
        }),
      ),
    );
    context.undo(() => context.find(volumes.volDelete(wanted.pool.name, wanted.name)));
    if (!wanted.content || !image) return;
    await upload(context, wanted, wanted.content);
    if (capacity > natural) await context.run(volumes.volResize(wanted.pool.name, wanted.name, capacity));
  },

  async sync(context, wanted, live) {
    if (live.inputs.format !== wanted.format) throw otherFormat(wanted, live.inputs.format, context);
    if (!wanted.size || !live.inputs.size || bytes(live.inputs.size) >= bytes(wanted.size)) return;
    const target = bytes(wanted.size);
    if (!(await growLive(context, live.outputs.path, target))) {
      await context.run(volumes.volResize(wanted.pool.name, wanted.name, target));
    }
  },

  async remove(context, wanted) {
    if (!wanted.replaceData && (await successor(context, wanted))) {
      context.report.warn(`${wanted.pool.name}/${wanted.name} was replaced and kept, because a guest may have written to it. Remove it with \`edgefleet sweep\`, or set replaceData: true`);
      return;
    }
    await context.find(volumes.volDelete(wanted.pool.name, wanted.name));
  },
});

/** The SHA-256 of the content; computed once for as long as size and time of the file stay the same. */
async function identifyContent(content: NonNullable<VolumeInputs["content"]>): Promise<void> {
  const now = await fingerprint(content.file);
  if (now === undefined) return;
  if (content.sha256 === undefined || content.fingerprint !== now) {
    const actual = await sha256Of(content.file);
    // Only a hash that was given can be wrong; verify tells.
    const given = content.fingerprint === undefined && content.sha256 !== undefined;
    if (!given) content.sha256 = actual;
    if (content.sha256?.toLowerCase() === actual) content.fingerprint = now;
  }
}

function contradictions(wanted: Partial<VolumeInputs>): Failure[] {
  const failures: Failure[] = [];
  if (wanted.backing && wanted.content) {
    failures.push({ property: "content", reason: "A volume has a backing volume or content of its own, not both. Leave one out." });
  }
  if (wanted.backing && wanted.format === "raw") {
    failures.push({ property: "format", reason: 'An overlay of a backing volume has to be "qcow2".' });
  }
  if (!wanted.backing && !wanted.content && wanted.size === undefined) {
    failures.push({ property: "size", reason: 'An empty volume needs a size, such as "20GiB".' });
  }
  return failures;
}

async function contentProblems(wanted: Partial<VolumeInputs>): Promise<Failure[]> {
  const content = wanted.content;
  if (!content || isUnknown(content.file)) return [];
  const image = await inspect(content.file).catch((error: NodeJS.ErrnoException) => error);
  if (image instanceof Error) {
    const why = image.code === "ENOENT" ? "There is no such file" : `It cannot be read (${image.code})`;
    return [{ property: "content.file", reason: `${why}: ${content.file}` }];
  }
  const failures: Failure[] = [];
  if (content.fingerprint === undefined) {
    failures.push({
      property: "content.sha256",
      reason: `${content.file} has another SHA-256: ${await sha256Of(content.file)}. Get the file again, or correct the hash.`,
    });
  }
  if (image.format !== wanted.format) {
    failures.push({ property: "format", reason: `${content.file} is a ${image.format} image; write format: "${image.format}", or convert it.` });
  }
  if (wanted.size && !isUnknown(wanted.size) && bytes(wanted.size) < image.size) {
    failures.push({ property: "size", reason: `${wanted.size} is smaller than the image in ${content.file}, which needs ${formatSize(image.size)}.` });
  }
  return failures;
}

/** A replacement would throw away what guests wrote; that takes a clear word. */
function dataLoss(old: Partial<VolumeInputs>, wanted: Partial<VolumeInputs>): Failure[] {
  if (wanted.replaceData) return [];
  return plan(inputs, { old, wanted })
    .filter((change) => change.effect === "replace")
    .map((change) => ({
      property: change.path,
      reason: `This change replaces the volume, and with it all data on it${change.reason ? ` (${change.reason})` : ""}. Undo it, or say replaceData: true.`,
    }));
}

/** What only the host can tell about a volume that does not exist yet. */
async function newcomerProblems(wanted: Partial<VolumeInputs>, context: Context): Promise<Failure[]> {
  const failures: Failure[] = [];
  if (wanted.pool && !hasUnknown(wanted.pool) && wanted.pool.incarnation === undefined) {
    if ((await context.facts.pool(wanted.pool.name)) === undefined) {
      const there = (await context.facts.pools()).join(", ") || "none";
      failures.push({ property: "pool", reason: `There is no pool "${wanted.pool.name}" on ${context.host.uri}. There are: ${there}.` });
    }
  }
  if (wanted.backing && !hasUnknown(wanted.backing) && wanted.size && !isUnknown(wanted.size)) {
    const least = await context.facts.capacity(wanted.backing.pool as string, wanted.backing.name);
    if (least !== undefined && bytes(wanted.size) < least) {
      failures.push({ property: "size", reason: `${wanted.size} is smaller than the backing volume, which has ${formatSize(least)}.` });
    }
  }
  return failures;
}

interface Backing {
  path: string;
  format: string;
  capacity: number;
}

async function backingOf(context: Context, backing: { pool?: string; name: string }): Promise<Backing> {
  const definition = parseXml(await context.run(volumes.volDumpxml(backing.pool as string, backing.name)));
  return {
    path: definition.value("target/path") ?? "",
    format: definition.value("target/format@type") ?? "raw",
    capacity: Number(definition.value("capacity")),
  };
}

/** The wanted reference when the file still lies over that volume. */
function backingSeen(definition: XmlNode, wanted: VolumeInputs): VolumeInputs["backing"] {
  const path = definition.value("backingStore/path");
  if (!path) return undefined;
  if (wanted.backing && path.endsWith(`/${wanted.backing.name}`)) return wanted.backing;
  const slash = path.lastIndexOf("/");
  return { pool: path.slice(0, slash), name: path.slice(slash + 1) };
}

/** Only a volume that is taken over can be of another format: a change of the field replaces it. */
function otherFormat(wanted: VolumeInputs, seen: string | undefined, context: Context): EdgeError {
  return new EdgeError(
    `volume "${wanted.pool.name}/${wanted.name}" was not taken over on ${context.host.uri}`,
    `it is a ${seen ?? "strange"} image, and ${wanted.format} is wanted`,
    `Write format: "${seen ?? "raw"}", or choose another name`,
  );
}

function tooSmall(wanted: VolumeInputs, least: number, context: Context): EdgeError {
  return new EdgeError(
    `volume "${wanted.pool.name}/${wanted.name}" was not created on ${context.host.uri}`,
    `size ${wanted.size} is smaller than what it is made from, which has ${formatSize(least)}`,
    "Give at least that, or leave size out",
  );
}

async function upload(context: Context, wanted: VolumeInputs, content: NonNullable<VolumeInputs["content"]>): Promise<void> {
  const image = await inspect(content.file);
  context.report.progress(`uploading ${roughSize(image.length)} from ${content.file}`);
  await context.host.put(wanted.pool.name, wanted.name, { path: content.file });
  const now = await fingerprint(content.file);
  if (now !== content.fingerprint && (await sha256Of(content.file)) !== content.sha256.toLowerCase()) {
    throw new EdgeError(
      `volume "${wanted.pool.name}/${wanted.name}" was not created on ${context.host.uri}`,
      `${content.file} was changed while it was uploaded`,
      "Run `pulumi up` again",
    );
  }
}

/** Is there a newer incarnation beside it? Then this removal is the second half of a replacement. */
async function successor(context: Context, wanted: VolumeInputs): Promise<boolean> {
  const mine = parseIncarnation(wanted.incarnation);
  const files = (await context.find(volumes.volList(wanted.pool.name))) ?? [];
  return files.some((file) => {
    const other = /-([0-9a-f]{16}-\d+)(?:\.[a-z0-9]+)?$/.exec(file.name)?.[1];
    if (!other || !mine || !sameLineage(other, wanted.incarnation)) return false;
    return (parseIncarnation(other)?.n ?? 0) > mine.n;
  });
}
