// A storage pool: a directory of the host that volumes live in. Template: ../templates/pool.xml.hbs
// Pools cannot carry metadata; a pool's uuid is its incarnation.
import { posix } from "node:path";
import { nameField } from "../core/common";
import type { Context } from "../core/context";
import { bool, defineResource, str, type Fields, type InputsOf } from "../core/define";
import { EdgeError } from "../core/errors";
import {
  incarnationOfFile,
  incarnationOfUuid,
  parseIncarnation,
  sameLineage,
  uuidOf,
} from "../core/identity";
import type { Mark } from "../core/mark";
import { isUuid, textProblem } from "../core/rules";
import { render } from "../core/template";
import { isUnknown } from "../core/values";
import { parseXml } from "../core/xml";
import type { PoolFact } from "../host/facts";
import * as pools from "../host/pool";
import * as volumes from "../host/volume";
import { defaultName } from "./names";
import { otherPlace, takeOver } from "./pool/adopt";
import { tolerate } from "./tolerate";

export const inputs = {
  name: nameField,
  uuid: str({
    doc: "libvirt's id of the pool.",
    derived: true,
    effect: "replace",
    xml: "uuid",
    check: (value) => (isUuid(value) ? undefined : `"${value}" is no uuid.`),
  }),
  path: str({
    doc: "Directory on the host; made when it is missing. Default: a directory of the pool's name in `/var/lib/libvirt/edgefleet`, which is removed with the pool once it is empty; with `adopt` the one that is there, and no other. A directory that you name is never removed, and no file in one ever is.",
    derived: true,
    effect: "replace",
    xml: "target/path",
    check: (value) =>
      /^\/[^\n\r\t]*$/.test(value)
        ? textProblem(value)
        : `"${value}" is no absolute path on the host, such as /srv/edge.`,
  }),
  autostart: bool({ doc: "Start with the host.", default: true, effect: "live" }),
  active: bool({
    doc: "Whether the pool runs; a stopped one is started again by the next `up`.",
    default: true,
    effect: "live",
  }),
} satisfies Fields;

export type PoolInputs = InputsOf<typeof inputs> & {
  incarnation: string;
  resourceUrn: string;
  adopt?: boolean;
};

const ownFolder = "/var/lib/libvirt/edgefleet";

export const pool = defineResource<PoolInputs, Record<string, never>>({
  noun: "pool",
  type: "Pool",
  doc: "A directory on the host that volumes live in. Removing the pool never removes a file in it.",
  inputs,
  outputs: {},
  quiet: [
    { path: "capacity", reason: "the size of the file system is not the pool's" },
    { path: "allocation", reason: "it grows with use" },
    { path: "available", reason: "it shrinks with use" },
    {
      path: "target/permissions",
      reason: "shown only while the pool runs; the directory belongs to the host's administrator",
    },
  ],

  id: (wanted) => wanted.uuid,
  fromId: (uuid) => ({ uuid }),
  title: (wanted) => `pool "${wanted.name}"`,

  async derive(wanted, context) {
    if (wanted.name === undefined) wanted.name = defaultName(context.label);
    if (wanted.uuid === undefined) await takeOver(wanted, context);
    if (wanted.uuid === undefined) wanted.uuid = uuidOf(wanted.incarnation as string);
    if (wanted.path === undefined) wanted.path = `${ownFolder}/${wanted.name}`;
  },

  async verify(wanted, old, context) {
    if (!old && wanted.adopt) {
      const failures = await otherPlace(wanted, context);
      if (failures.length > 0) return failures;
    }
    if (wanted.path === undefined || isUnknown(wanted.path) || wanted.path === old?.path) return [];
    const path = posix.normalize(`${wanted.path}/`);
    const holder = (await context.facts.poolFacts()).find(
      (fact) => posix.normalize(`${fact.path}/`) === path && !isSame(fact, wanted),
    );
    if (!holder) return [];
    const reason = `It is the directory of pool "${holder.name}" of ${context.host.uri} already, and libvirt takes one for each. Choose another one, or refer to that pool by its name.`;
    return [{ property: "path", reason }];
  },

  async observe(context, wanted) {
    const [xml, info] = await Promise.all([
      context.find(pools.poolDumpxml(wanted.uuid)),
      context.find(pools.poolInfo(wanted.uuid)),
    ]);
    if (xml === undefined || info === undefined) return undefined;
    const definition = parseXml(xml);
    const uuid = definition.value("uuid") ?? wanted.uuid;
    const mark = markOf(uuid);
    return {
      definition,
      ...(mark ? { mark } : {}),
      inputs: {
        name: definition.value("name") ?? "",
        uuid,
        path: definition.value("target/path") ?? "",
        autostart: info.autostart,
        active: info.state === "running",
      },
      outputs: {},
    };
  },

  async describe(context, { inputs: seen, definition }) {
    const type = definition?.value("@type") ?? "dir";
    if (type === "dir") return seen;
    throw new EdgeError(
      `pool "${seen.name}" of ${context.host.uri} was not taken in`,
      `it is a pool of type ${type}, and Edgefleet manages those of type dir`,
      "Refer to its volumes as `pool/name`",
    );
  },

  fresh: { active: false, autostart: false },

  async rival(context, wanted) {
    const xml = await context.find(pools.poolDumpxml(wanted.name));
    if (xml === undefined) return undefined;
    const uuid = parseXml(xml).value("uuid") ?? "";
    const mark = markOf(uuid, context.config.owner);
    // The lineage is made of the label.
    if (mark && sameLineage(mark.incarnation, wanted.incarnation)) mark.label = context.label;
    return {
      title: `pool "${wanted.name}"`,
      ...(mark ? { mark } : {}),
      remove: () => takeAway(context, uuid),
    };
  },

  async ensure(context, wanted) {
    await context.run(pools.poolDefine(render("pool", wanted)));
    context.undo(() => takeAway(context, wanted.uuid));
    await context.run(pools.poolBuild(wanted.uuid));
  },

  async sync(context, wanted, live, _changes, known) {
    if (known?.drift) await context.run(pools.poolDefine(render("pool", wanted)));
    if (live.inputs.active !== wanted.active) {
      if (wanted.active) await tolerate("active", context.run(pools.poolStart(wanted.uuid)));
      else await tolerate("inactive", context.run(pools.poolDestroy(wanted.uuid)));
    }
    if (live.inputs.autostart !== wanted.autostart)
      await context.run(pools.poolAutostart(wanted.uuid, wanted.autostart));
  },

  async remove(context, wanted) {
    const left = await ownVolumes(context, wanted.uuid);
    if (left.length > 0) {
      // Undefined, it would hide them from everybody who looks for them.
      context.report.warn(
        `pool "${wanted.name}" was kept on ${context.host.uri}: it still holds ${left.join(", ")}, which this stack made and has in no state. \`edgefleet sweep\` removes both`,
      );
      return;
    }
    await tolerate("inactive", context.find(pools.poolDestroy(wanted.uuid)));
    // For a directory this is rmdir: it fails, and leaves everything, when a file is in it.
    if (wanted.path === `${ownFolder}/${wanted.name}`)
      await context.find(pools.poolDelete(wanted.uuid)).catch(() => undefined);
    await context.find(pools.poolUndefine(wanted.uuid));
  },
});

/** This pool, one of its name, which is told elsewhere, or an older incarnation that makes room. */
function isSame(fact: PoolFact, { uuid, name, incarnation = "" }: Partial<PoolInputs>): boolean {
  const older = incarnationOfUuid(fact.uuid);
  return fact.uuid === uuid || fact.name === name || (older !== undefined && sameLineage(older, incarnation));
}

/** Volumes of the same stack that nobody took away: a create of theirs was cut short, or they were to be kept. */
async function ownVolumes(context: Context, uuid: string): Promise<string[]> {
  const stack = (incarnation: string | undefined) =>
    incarnation && parseIncarnation(incarnation)?.lineage.stack;
  const own = stack(incarnationOfUuid(uuid));
  const files = (await tolerate("inactive", context.find(volumes.volList(uuid)))) ?? [];
  return files.map((file) => file.name).filter((name) => own && stack(incarnationOfFile(name)) === own);
}

/** The uuid spells the incarnation. Who made a pool is not written anywhere; the lineage tells whether it was us. */
function markOf(uuid: string, by = ""): Mark | undefined {
  const incarnation = incarnationOfUuid(uuid);
  return incarnation
    ? { incarnation, label: "another Edgefleet stack", by: by || "somebody else" }
    : undefined;
}

async function takeAway(context: Context, uuid: string): Promise<void> {
  await tolerate("inactive", context.find(pools.poolDestroy(uuid)));
  await context.find(pools.poolUndefine(uuid));
}
