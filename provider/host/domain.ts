// Domains (virtual machines), as virsh commands. Parsers: domain-parsers.ts.
import { attach, flag, once, option, repeatable, scope, type Scope } from "./build";
import type { Argument, Command } from "./command";

export type DomainState =
  "running" | "idle" | "paused" | "in shutdown" | "shut off" | "crashed" | "pmsuspended" | "no state";

export interface DomainStats {
  name: string;
  /** libvirt's virDomainState: 1 running, 3 paused, 5 shut off. */
  state: number;
  vcpus: { current: number; maximum: number };
  /** Bytes. */
  balloon: { current: number; maximum: number };
}

const domain = (uuid: string): string[] => ["--domain", uuid];

// Looking

export const list = (): Command<"list"> => repeatable("list", ["--all", "--name", "--uuid"]);

export const dumpxml = (
  uuid: string,
  { inactive, secure }: { inactive?: boolean; secure?: boolean } = {},
): Command<"dumpxml"> =>
  repeatable("dumpxml", [
    ...domain(uuid),
    ...flag("--inactive", inactive),
    ...flag("--security-info", secure),
  ]);

export const dominfo = (uuid: string): Command<"dominfo"> => repeatable("dominfo", domain(uuid));

export const domstats = (): Command<"domstats"> =>
  repeatable("domstats", ["--raw", "--state", "--vcpu", "--balloon"]);

export const domifaddr = (uuid: string, source: "lease" | "agent" | "arp"): Command<"domifaddr"> =>
  repeatable("domifaddr", [...domain(uuid), "--full", "--source", source]);

export const vncdisplay = (uuid: string): Command<"vncdisplay"> => repeatable("vncdisplay", domain(uuid));

/** An empty answer means that there is no console, or that the domain is off: virsh does not say which. */
export const ttyconsole = (uuid: string): Command<"ttyconsole"> => repeatable("ttyconsole", domain(uuid));

// Life

export const define = (xml: string, secrets: string[] = []): Command<"define"> => {
  const { argument, extras } = attach("domain.xml", xml, secrets);
  return repeatable("define", ["--file", argument, "--validate"], extras);
};

export const start = (uuid: string, { paused }: { paused?: boolean } = {}): Command<"start"> =>
  once("start", [...domain(uuid), ...flag("--paused", paused)]);

export const shutdown = (uuid: string): Command<"shutdown"> =>
  repeatable("shutdown", [...domain(uuid), "--mode", "acpi"]);

export const destroy = (uuid: string): Command<"destroy"> => once("destroy", domain(uuid));

/** What goes with the definition. Nothing said: libvirt refuses where something would be left over. */
export interface UndefineOptions {
  nvram?: "remove" | "keep";
  tpm?: "remove" | "keep";
  managedSave?: boolean;
  snapshots?: boolean;
  checkpoints?: boolean;
}

export const undefine = (uuid: string, options: UndefineOptions = {}): Command<"undefine"> => {
  const nvram = { remove: ["--nvram"], keep: ["--keep-nvram"], none: [] };
  const tpm: Record<string, Argument[]> = {
    remove: [{ flag: "--tpm", since: "8.9.0" }],
    keep: [{ flag: "--keep-tpm", since: "8.9.0" }],
    none: [],
  };
  return once("undefine", [
    ...domain(uuid),
    ...flag("--managed-save", options.managedSave),
    ...flag("--snapshots-metadata", options.snapshots),
    ...flag("--checkpoints-metadata", options.checkpoints),
    ...nvram[options.nvram ?? "none"],
    ...(tpm[options.tpm ?? "none"] as Argument[]),
  ]);
};

export const autostart = (uuid: string, on: boolean): Command<"autostart"> =>
  repeatable("autostart", [...domain(uuid), ...flag("--disable", !on)]);

// Changes

export const setvcpus = (uuid: string, count: number, where: Scope): Command<"setvcpus"> =>
  repeatable("setvcpus", [...domain(uuid), "--count", String(count), ...scope(where)]);

export const setmem = (uuid: string, kib: number, where: Scope): Command<"setmem"> =>
  repeatable("setmem", [...domain(uuid), "--size", `${kib}KiB`, ...scope(where)]);

function device<V extends "attach-device" | "detach-device" | "update-device">(verb: V, idempotent: boolean) {
  return (uuid: string, xml: string, where: Scope, secrets: string[] = []): Command<V> => {
    const { argument, extras } = attach("device.xml", xml, secrets);
    const args = [...domain(uuid), "--file", argument, ...scope(where)];
    return { verb, args, idempotent, ...extras };
  };
}

export const attachDevice = device("attach-device", false);
export const detachDevice = device("detach-device", false);
export const updateDevice = device("update-device", true);

/** `disk` is a target such as `vda`, or the path of its file. */
export const blockresize = (uuid: string, disk: string, bytes: number): Command<"blockresize"> =>
  repeatable("blockresize", [...domain(uuid), "--path", disk, "--size", `${bytes}B`]);

export const domifSetlink = (
  uuid: string,
  mac: string,
  state: "up" | "down",
  { config }: { config?: boolean } = {},
): Command<"domif-setlink"> =>
  repeatable("domif-setlink", [
    ...domain(uuid),
    "--interface",
    mac,
    "--state",
    state,
    ...flag("--config", config),
  ]);

/** Sets the description, or the title; an empty text removes it. */
export const desc = (uuid: string, text: string, where: Scope & { title?: boolean }): Command<"desc"> =>
  repeatable("desc", [...domain(uuid), ...flag("--title", where.title), ...scope(where), "--new-desc", text]);

/** Sets the metadata element of a namespace; without XML it removes it. */
export const metadata = (
  uuid: string,
  namespace: string,
  key: string,
  xml: string | undefined,
  where: Scope,
): Command<"metadata"> => {
  const target = [...domain(uuid), "--uri", namespace, ...scope(where)];
  if (xml === undefined) return once("metadata", [...target, "--remove"]);
  // virsh takes it as an argument only, and an argument is one line.
  return repeatable("metadata", [
    ...target,
    ...option("--key", key),
    "--set",
    xml.replace(/>\s*\n\s*</g, "><"),
  ]);
};
