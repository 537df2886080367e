// Commands about domains.
import type { Argument, Command } from "./command";

export type DomainState =
  "running" | "idle" | "paused" | "in shutdown" | "shut off" | "crashed" | "pmsuspended" | "no state";

export interface DomainStats {
  name: string;
  /** virDomainState: 1 running, 3 paused, 5 shut off. */
  state: number;
  vcpus: { current: number; maximum: number };
  /** Bytes. */
  balloon: { current: number; maximum: number };
}

export interface Scope {
  live: boolean;
  config: boolean;
}

const step = <V extends Command["verb"]>(verb: V, idempotent: boolean, ...args: Argument[]): Command<V> =>
  ({ verb, args, idempotent }) as Command<V>;
const on = (domain: string): string => `--domain=${domain}`;
const flags = ({ live, config }: Scope): string[] => [
  ...(live ? ["--live"] : []),
  ...(config ? ["--config"] : []),
];

/** What libvirt can pick machines by. Halted is one that is on and does not run: paused, suspended or crashed. */
const picks = {
  autostart: ["--autostart"],
  transient: ["--transient"],
  halted: ["--state-paused", "--state-other"],
};

/** All of them, or one answer about all where `dominfo` takes nine round trips for each. */
export const list = (only?: keyof typeof picks) =>
  step("list", true, "--all", ...(only ? picks[only] : []), "--uuid", "--name");
export const dumpxml = (domain: string, options: { inactive?: boolean; secure?: boolean } = {}) =>
  step(
    "dumpxml",
    true,
    on(domain),
    ...(options.inactive ? ["--inactive"] : []),
    ...(options.secure ? ["--security-info"] : []),
  );
export const dominfo = (domain: string) => step("dominfo", true, on(domain));
/** Of all machines: `--nowait`, as one that is busy would keep the answer about the others back. */
export const domstats = () => step("domstats", true, "--raw", "--nowait", "--state", "--vcpu", "--balloon");

const withDocument = <V extends Command["verb"]>(
  verb: V,
  name: string,
  xml: string,
  args: Argument[],
  idempotent: boolean,
): Command<V> =>
  ({
    verb,
    args: [...args.slice(0, 1), { option: "file", document: name }, ...args.slice(1)],
    documents: { [name]: { text: xml } },
    idempotent,
  }) as Command<V>;

export const define = (xml: string): Command<"define"> =>
  withDocument("define", "domain", xml, ["--validate"], true);
/** A transient domain: gone when it is destroyed. */
export const create = (xml: string): Command<"create"> =>
  withDocument("create", "domain", xml, ["--validate"], false);

export const start = (domain: string, options: { paused?: boolean } = {}): Command<"start"> => ({
  ...step("start", false, on(domain), ...(options.paused ? ["--paused"] : [])),
  timeout: 180_000,
});
export const shutdown = (domain: string) => step("shutdown", true, on(domain), "--mode=acpi");
export const destroy = (domain: string) => step("destroy", false, on(domain));
export const undefine = (domain: string, options: { nvram: "remove" | "keep" } = { nvram: "remove" }) =>
  step(
    "undefine",
    true,
    on(domain),
    options.nvram === "remove" ? "--nvram" : "--keep-nvram",
    "--managed-save",
    "--snapshots-metadata",
    "--checkpoints-metadata",
    { flag: options.nvram === "remove" ? "--tpm" : "--keep-tpm", since: "8.9.0" },
  );
export const autostart = (domain: string, enabled: boolean) =>
  step("autostart", true, on(domain), ...(enabled ? [] : ["--disable"]));
export const setvcpus = (domain: string, count: number, scope: Scope) =>
  step("setvcpus", true, on(domain), `--count=${count}`, ...flags(scope));
export const setmem = (domain: string, kib: number, scope: Scope) =>
  step("setmem", true, on(domain), `--size=${kib}KiB`, ...flags(scope));

const device =
  <V extends "attach-device" | "detach-device" | "update-device">(verb: V, idempotent: boolean) =>
  (domain: string, xml: string, scope: Scope): Command<V> =>
    withDocument(verb, "device", xml, [on(domain), ...flags(scope)], idempotent);

export const attachDevice = device("attach-device", false);
export const detachDevice = device("detach-device", false);
export const updateDevice = device("update-device", true);
export const blockresize = (domain: string, path: string, bytes: number) =>
  step("blockresize", true, on(domain), `--path=${path}`, `--size=${bytes}B`);
export const domifSetlink = (
  domain: string,
  mac: string,
  state: "up" | "down",
  options: { config: boolean },
) =>
  step(
    "domif-setlink",
    true,
    on(domain),
    `--interface=${mac}`,
    `--state=${state}`,
    ...(options.config ? ["--config"] : []),
  );
export const desc = (domain: string, text: string, scope: Scope & { title: boolean }) =>
  step("desc", true, on(domain), ...flags(scope), ...(scope.title ? ["--title"] : []), `--new-desc=${text}`);
export const metadata = (
  domain: string,
  namespace: string,
  key: string,
  xml: string | undefined,
  scope: Scope,
) =>
  step(
    "metadata",
    true,
    on(domain),
    `--uri=${namespace}`,
    ...(xml === undefined ? ["--remove"] : [`--key=${key}`, `--set=${xml}`]),
    ...flags(scope),
  );
export const domifaddr = (domain: string, source: "lease" | "agent" | "arp") =>
  step("domifaddr", true, on(domain), `--source=${source}`);
export const vncdisplay = (domain: string) => step("vncdisplay", true, on(domain));
export const ttyconsole = (domain: string) => step("ttyconsole", true, on(domain));
/** QEMU's human monitor; taints the domain. */
export const monitor = (domain: string, hmp: string) =>
  step("qemu-monitor-command", true, on(domain), "--hmp", `--cmd=${hmp}`);
