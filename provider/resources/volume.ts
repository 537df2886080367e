// A volume: a qcow2 or raw file in a pool, empty, over a backing volume, or with the content of a local file.
// Volumes cannot carry metadata: the automatic file name ends in the incarnation, and an explicit name is
// guarded by the state. Template: ../templates/volume.xml.hbs
import { isRecord } from "../core/changes";
import type { Context } from "../core/context";
import { defineResource } from "../core/define";
import { EdgeError } from "../core/errors";
import { asSaved } from "../core/evidence";
import { incarnationOfFile, parseIncarnation, sameLineage } from "../core/identity";
import { render } from "../core/template";
import { bytes, formatSize, hasUnknown } from "../core/values";
import { parseXml, type XmlNode } from "../core/xml";
import * as volumes from "../host/volume";
import { qemuFormat } from "./domain/storage";
import { defaultName } from "./names";
import { poolCalled, volumeCalled } from "./references";
import { inputs, outputs, type VolumeInputs, type VolumeOutputs } from "./volume/fields";
import { generatedProblems, holdsNoData, isGenerated } from "./volume/generated";
import { growLive } from "./volume/grow";
import { backingOf, identifyContent, sourceOf, tooSmall } from "./volume/make";
import { contentProblems, contradictions, dataLoss, newcomerProblems } from "./volume/verify";

export type { VolumeInputs, VolumeOutputs } from "./volume/fields";

export const volume = defineResource<VolumeInputs, VolumeOutputs>({
  noun: "volume",
  type: "Volume",
  doc: "A disk image in a pool: empty, an overlay of another volume, with the content of a local file, or with content that is made: a CA list, a boot disk, a cloud-init disk.",
  inputs,
  outputs,
  halfMade: true,
  marksByName: true,

  id: (wanted) => `${wanted.pool.name}/${wanted.name}`,
  fromId: (id) => {
    const slash = id.indexOf("/");
    return { pool: { name: id.slice(0, slash) }, name: id.slice(slash + 1) };
  },
  title: (wanted) => `volume "${isRecord(wanted.pool) ? `${wanted.pool.name}/` : ""}${wanted.name}"`,

  async derive(wanted, context, given) {
    if (isGenerated(wanted.content)) wanted.format = given.format ?? "raw";
    if (wanted.name === undefined)
      wanted.name = `${defaultName(context.label)}-${wanted.incarnation}.${wanted.format}`;
    if (isRecord(wanted.content) && !hasUnknown(wanted.content.file))
      await identifyContent(wanted.content, given.content, wanted.incarnation as string);
  },

  async verify(wanted, old, context) {
    const failures = [
      ...contradictions(wanted),
      ...(await contentProblems(wanted, old)),
      ...(await generatedProblems(wanted, old, context)),
    ];
    if (old) failures.push(...(await dataLoss(old, wanted, context)));
    else failures.push(...(await newcomerProblems(wanted, context)));
    return failures;
  },

  unreplaceable: (old) =>
    old.replaceData || holdsNoData(old)
      ? undefined
      : "say replaceData: true in a `pulumi up` of its own before, or undo it",

  foresee: (_context, wanted, old) => ({
    ...(old ? { path: old.path } : {}),
    ...(wanted.size && !hasUnknown(wanted.size)
      ? { capacity: formatSize(bytes(wanted.size)) }
      : old && { capacity: old.capacity }),
  }),

  async observe(context, wanted) {
    const xml = await context.find(volumes.volDumpxml(wanted.pool.name, wanted.name));
    if (xml === undefined) return undefined;
    if (context.evidence.matches(withoutUse(xml))) return asSaved;
    const definition = parseXml(xml);
    const capacity = formatSize(Number(definition.value("capacity")));
    const own = new RegExp(`-${wanted.incarnation}(\\.|$)`).test(wanted.name);
    return {
      ...(own
        ? { mark: { incarnation: wanted.incarnation, label: context.label, by: context.config.owner } }
        : {}),
      inputs: {
        name: wanted.name,
        pool: wanted.pool,
        format: formatSeen(definition),
        ...(wanted.size === undefined ? {} : { size: capacity }),
        backing: backingSeen(definition, wanted),
      },
      outputs: { path: definition.value("target/path") ?? "", capacity },
    };
  },

  async describe(context, live) {
    const [pool = "", name = "", under] = [live.inputs.pool?.name, live.inputs.name, live.inputs.backing];
    const base = under && (await context.facts.volumePaths()).get(`${under.pool}/${under.name}`);
    const { incarnation } = volumeCalled(pool, name);
    return {
      ...live.inputs,
      incarnation: incarnation as string,
      pool: await poolCalled(context, pool),
      size: live.outputs.capacity,
      ...(base ? { backing: volumeCalled(base.pool, base.name) as VolumeInputs["backing"] } : {}),
    };
  },

  async ensure(context, wanted) {
    const backing = wanted.backing ? await backingOf(context, wanted.backing) : undefined;
    const source = wanted.content ? await sourceOf(context, wanted, wanted.content) : undefined;
    const natural = backing?.capacity ?? source?.size ?? 0;
    const capacity = wanted.size ? bytes(wanted.size) : natural;
    if (capacity < natural) throw tooSmall(wanted, natural, context);
    await context.run(
      volumes.volCreate(
        wanted.pool.name,
        render("volume", {
          name: wanted.name,
          format: wanted.format,
          // An upload brings its own size; it is grown afterwards.
          capacity: source ? Math.max(source.length, 1) : capacity,
          backing,
        }),
      ),
    );
    context.undo(() => context.find(volumes.volDelete(wanted.pool.name, wanted.name)));
    if (!source) return;
    await source.upload();
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
    if (!wanted.replaceData && !holdsNoData(wanted) && (await successor(context, wanted))) {
      context.report.warn(
        `${wanted.pool.name}/${wanted.name} was replaced and kept, because a guest may have written to it. Remove it with \`edgefleet sweep\`, or set replaceData: true`,
      );
      return;
    }
    await context.find(volumes.volDelete(wanted.pool.name, wanted.name));
  },
});

/** CD images are raw files; only what a pool tells of their content differs. */
function formatSeen(definition: XmlNode): VolumeInputs["format"] {
  return qemuFormat(definition.value("target/format@type")) as VolumeInputs["format"];
}

/** What a guest changes by using it. */
const withoutUse = (xml: string): string => xml.replace(/<(timestamps|allocation|physical)\b.*?<\/\1>/gs, "");

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

/** Is there a newer incarnation beside it? Then this removal is the second half of a replacement. */
async function successor(context: Context, wanted: VolumeInputs): Promise<boolean> {
  const mine = parseIncarnation(wanted.incarnation);
  const files = (await context.find(volumes.volList(wanted.pool.name))) ?? [];
  return files.some((file) => {
    const other = incarnationOfFile(file.name);
    if (!other || !mine || !sameLineage(other, wanted.incarnation)) return false;
    return (parseIncarnation(other)?.n ?? 0) > mine.n;
  });
}
