// Configuration of a host connection: `edgefleet:…` of the stack, or of an explicit Host.
import { hostname, userInfo } from "node:os";
import type { HostConfig } from "../core/context";
import { EdgeError } from "../core/errors";
import { bytes, parseSize } from "../core/values";

/** Keys of the configuration, with what they mean; also the arguments of the SDK's Host. */
export const settings = {
  uri: "libvirt connection URI, such as `qemu:///system` or `qemu+ssh://user@host/system`. Default: `LIBVIRT_DEFAULT_URI`, else `qemu:///system`.",
  owner:
    "Who made things, in ownership marks. Default: user@machine. Set it to one name where several people or a CI run the same stack.",
  accelerator:
    "`auto` proves KVM by running a guest for a moment and falls back to TCG; `kvm`; `tcg`. Default: `auto`.",
  unreachable:
    "`fail`: a host that does not answer is an error. `keep`: a warning, state unchanged, while nothing has to change on it. Default: `fail`.",
  hostMoved:
    "`true` after a host was reinstalled or moved: state is accepted although libvirt's host uuid differs. Default: `false`.",
  reserveMemory: "Memory of the host that fleets leave free. Default: `1GiB`.",
  reserveCpus: "CPUs of the host that fleets leave free. Default: 0.",
  overcommitCpus: "vCPUs that fleets may ask for per CPU of the host. Default: 4.",
} as const;

export type Setting = keyof typeof settings;

/** Settings that are one of a few words; the first one is the default. */
export const choices = { accelerator: ["auto", "kvm", "tcg"], unreachable: ["fail", "keep"] } as const;

/** Settings that are no text. */
export const kinds: Partial<Record<Setting, "boolean" | "number">> = {
  hostMoved: "boolean",
  reserveCpus: "number",
  overcommitCpus: "number",
};

export function readSettings(get: (key: Setting) => string | undefined): HostConfig {
  const choice = <T extends string>(key: Setting, allowed: readonly T[]): T => {
    const value = get(key) ?? (allowed[0] as T);
    if (!allowed.includes(value as T)) throw wrong(key, value, `one of ${allowed.join(", ")}`);
    return value as T;
  };
  const number = (key: Setting, fallback: number): number => {
    const value = get(key) ?? String(fallback);
    if (!/^\d+(\.\d+)?$/.test(value)) throw wrong(key, value, "a number");
    return Number(value);
  };
  const reserveMemory = get("reserveMemory") ?? "1GiB";
  if (parseSize(reserveMemory) === undefined)
    throw wrong("reserveMemory", reserveMemory, 'a size such as "2GiB"');
  const uri = get("uri") ?? process.env["LIBVIRT_DEFAULT_URI"] ?? "qemu:///system";
  if (!/^[a-z][a-z0-9+]*:\/\/[^\s]*$/i.test(uri))
    throw wrong("uri", uri, "a libvirt URI such as qemu:///system");
  return {
    uri,
    owner: get("owner") ?? `${userInfo().username}@${hostname()}`,
    accelerator: choice("accelerator", choices.accelerator),
    unreachable: choice("unreachable", choices.unreachable),
    hostMoved: choice("hostMoved", ["false", "true"]) === "true",
    reserveMemory: bytes(reserveMemory),
    reserveCpus: number("reserveCpus", 0),
    overcommitCpus: number("overcommitCpus", 4),
  };
}

function wrong(key: Setting, value: string, needed: string): EdgeError {
  return new EdgeError(
    `configuration edgefleet:${key}`,
    `${JSON.stringify(value)} is not ${needed}`,
    "Correct it with `pulumi config set`",
  );
}
