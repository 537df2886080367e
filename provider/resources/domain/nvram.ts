// The file of UEFI variables where a program says where it is: a volume, with the keys of Secure Boot in it before
// the machine first starts. Another generation or other keys are another file, so a restart finds it, whoever does it.
import type { Context } from "../../core/context";
import { render } from "../../core/template";
import type { XmlNode } from "../../core/xml";
import { secureBootStore } from "../../firmware/secure-boot";
import { storeSize } from "../../firmware/variable-store";
import * as volumes from "../../host/volume";
import type { DomainInputs } from "./fields";
import { keysMark, keysOf } from "./firmware";
import { referenceOf, type Plugged } from "./plugged";
import type { OwnVolume } from "./storage";

type Named = Pick<DomainInputs, "name" | "incarnation" | "firmware" | "nvram" | "secureBoot">;

export const nvramDevice = "nvram";

/** Nothing when libvirt keeps the variables, or when there are none. */
export function nvramVolume(domain: Named): OwnVolume | undefined {
  const { name, incarnation, firmware, nvram, secureBoot } = domain;
  if (!nvram || firmware !== "uefi") return undefined;
  const mark = keysMark(secureBoot);
  const volume = `${name}-uefi${nvram.generation}${mark ? `.${mark}` : ""}-${incarnation}.fd`;
  return { pool: nvram.pool.name, volume };
}

/** Is it one of a machine's files, of whatever generation? */
export const isNvramOf =
  ({ name, incarnation }: Pick<DomainInputs, "name" | "incarnation">) =>
  (file: string): boolean =>
    file.startsWith(`${name}-uefi`) &&
    /^\d+(\.(ms|[0-9a-f]{8}))?$/.test(file.slice(`${name}-uefi`.length, -`-${incarnation}.fd`.length)) &&
    file.endsWith(`-${incarnation}.fd`);

const header = 4096;

/**
 * Enrolls the keys, unless the file is there. Its first block is written last: a file without it was cut short.
 * Without keys there is nothing to write: libvirt makes the file when the machine starts.
 */
export async function makeNvram(context: Context, domain: DomainInputs): Promise<void> {
  const keys = keysOf(domain.secureBoot);
  const place = nvramVolume(domain);
  if (!keys || !place) return;
  const { pool, volume } = place;
  const xml = await context.find(volumes.volDumpxml(pool, volume));
  if (xml === undefined) {
    await context.run(
      volumes.volCreate(
        pool,
        render("volume", { name: volume, format: "raw", capacity: storeSize, backing: undefined }),
      ),
    );
    context.undo(() => context.find(volumes.volDelete(pool, volume)));
  } else if (await isWhole(context, pool, volume)) return;
  const image = secureBootStore(keys);
  await context.host.put(pool, volume, { bytes: image.subarray(header) }, header);
  await context.host.put(pool, volume, { bytes: image.subarray(0, header) });
}

async function isWhole(context: Context, pool: string, volume: string): Promise<boolean> {
  return (await context.host.get(pool, volume, 40, 4)).toString("latin1") === "_FVH";
}

/** What the definition says about both fields; certificates cannot be read back, only that they are others. */
export function readNvram(
  definition: XmlNode,
  plugged: Plugged | undefined,
  wanted: Named,
): Pick<DomainInputs, "nvram" | "secureBoot"> {
  const path = definition.value("os/nvram");
  const use = plugged?.uses.find(({ device }) => device === nvramDevice);
  const ours = use?.path !== undefined && use.path === path;
  const [, generation, mark = ""] = (ours && /-uefi(\d+)(?:\.(ms|[0-9a-f]{8}))?-[^/]*$/.exec(path)) || [];
  const secure = definition
    .all("os/firmware/feature")
    .some((feature) => feature.value("@name") === "secure-boot" && feature.value("@enabled") === "yes");
  const known = wanted.secureBoot !== undefined && keysMark(wanted.secureBoot) === mark;
  const others = { db: mark === "ms" ? undefined : [`other keys (${mark})`], kek: undefined, pk: undefined };
  const seen = ours && use ? { pool: referenceOf(use), generation: Number(generation) } : undefined;
  return {
    // A BIOS leaves them where they are.
    nvram: isUefi(definition) ? seen : wanted.nvram,
    secureBoot: !secure ? undefined : known ? wanted.secureBoot : others,
  };
}

export const isUefi = (definition: XmlNode): boolean =>
  definition.value("os@firmware") === "efi" || definition.value("os/loader@type") === "pflash";
