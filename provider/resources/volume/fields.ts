// The field table of a volume: check, diff, plan, docs and SDK read it.
import { isRecord } from "../../core/changes";
import {
  bool,
  oneOf,
  optional,
  reference,
  size,
  str,
  type Fields,
  type InputsOf,
  type Verdict,
} from "../../core/define";
import { bytes } from "../../core/values";
import { content } from "./content-fields";

export const inputs = {
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
    effect: ({ from, to }) =>
      isRecord(from) && isRecord(to) && from["name"] === to["name"] ? "live" : "replace",
  }),
  format: oneOf(["qcow2", "raw"], {
    doc: "Format of the file; content that Edgefleet makes is always `raw`.",
    default: "qcow2",
    effect: "replace",
    xml: "target/format@type",
  }),
  size: optional(
    size({
      doc: "Virtual size, such as `20GiB`. Default: that of the backing volume or the content. It can grow in place, also under a running machine; the guest's file system is grown by the guest.",
      effect: ({ from, to }, { old }): Verdict => {
        const was = (from ?? old["capacity"]) as string | undefined;
        if (to === undefined || was === undefined || bytes(to as string) >= bytes(was))
          return { effect: "live" };
        const what = from === undefined ? `, and it has ${was}` : "";
        return { effect: "replace", reason: `a volume cannot shrink${what}` };
      },
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
  content: optional(content),
  replaceData: bool({
    doc: "Allows a change that replaces the volume, and with it all data that a guest wrote. Without it such a change is refused in preview. CA lists, cloud-init disks and boot disks without a `size` hold no such data and do not need it.",
    default: false,
    effect: "live",
  }),
} satisfies Fields;

export const outputs = {
  path: str({ doc: "The file on the host." }),
  capacity: str({ doc: "The virtual size that the volume has." }),
} satisfies Fields;

export type VolumeInputs = InputsOf<typeof inputs> & {
  incarnation: string;
  resourceUrn: string;
  adopt?: boolean;
};
export type VolumeOutputs = InputsOf<typeof outputs>;
