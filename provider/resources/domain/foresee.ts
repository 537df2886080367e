// What a machine's outputs will be, as far as that is sure before it is made or changed.
import type { Context } from "../../core/context";
import { hasUnknown, isUnknown } from "../../core/values";
import type { DomainInputs, DomainOutputs } from "./fields";

export function foresee(
  _context: Context,
  wanted: DomainInputs,
  old?: DomainInputs & DomainOutputs,
): Partial<DomainOutputs> {
  return { ...accelerated(wanted, old), ...(old ? kept(wanted, old) : fresh(wanted)) };
}

/** What `auto` comes to is proven by a guest that runs, which no preview starts. */
function accelerated({ accelerator }: DomainInputs, old?: DomainOutputs): Partial<DomainOutputs> {
  if (isUnknown(accelerator)) return {};
  if (accelerator !== "auto") return { acceleratorUsed: accelerator };
  return old ? { acceleratorUsed: old.acceleratorUsed } : {};
}

/** Without a wait for a lease nobody reads addresses; what was just started has taken over everything. */
function fresh({ ready }: DomainInputs): Partial<DomainOutputs> {
  return { pending: [], ...(isUnknown(ready) || ready?.lease ? {} : { addresses: [] }) };
}

/** A machine that goes on running as it is keeps what libvirt gave it. */
function kept(wanted: DomainInputs, old: DomainInputs & DomainOutputs): Partial<DomainOutputs> {
  const same = (...names: (keyof DomainInputs)[]) =>
    names.every(
      (name) => !hasUnknown(wanted[name]) && JSON.stringify(wanted[name]) === JSON.stringify(old[name]),
    );
  if (!same("running") || wanted.restart === "auto") return {};
  return {
    ...(same("nics", "ready") ? { addresses: old.addresses } : {}),
    ...(same("vnc") ? { vncAddress: old.vncAddress } : {}),
    ...(same("serials") ? { consolePath: old.consolePath } : {}),
    ...(same("disks", "nics", "hotplugSlots") ? { freeSlots: old.freeSlots } : {}),
  };
}
