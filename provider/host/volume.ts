// Commands about volumes.
import type { Argument, Command } from "./command";

const step = <V extends Command["verb"]>(verb: V, idempotent: boolean, ...args: Argument[]): Command<V> =>
  ({ verb, args, idempotent }) as Command<V>;
const on = (pool: string, volume: string): string[] => [`--pool=${pool}`, `--vol=${volume}`];

export const volList = (pool: string) => step("vol-list", true, `--pool=${pool}`);
export const volDumpxml = (pool: string, volume: string) => step("vol-dumpxml", true, ...on(pool, volume));
export const volDelete = (pool: string, volume: string) => step("vol-delete", true, ...on(pool, volume));
export const volResize = (pool: string, volume: string, bytes: number) =>
  step("vol-resize", true, ...on(pool, volume), `--capacity=${bytes}B`);
export const volCreate = (pool: string, xml: string): Command<"vol-create"> => ({
  verb: "vol-create",
  // No --validate: virsh has had it since 8.10, but libvirt 9.0 refuses it itself ("unsupported flags").
  args: [`--pool=${pool}`, { option: "file", document: "volume" }],
  documents: { volume: { text: xml } },
  idempotent: false,
});

/** `path` is a file of the client; only a session can use it. */
export const volUpload = (pool: string, volume: string, path: string, offset = 0): Command<"vol-upload"> => ({
  ...step(
    "vol-upload",
    true,
    ...on(pool, volume),
    `--file=${path}`,
    `--offset=${offset}`,
    ...(offset === 0 ? ["--sparse"] : []),
  ),
  timeout: 3600_000,
});
export const volDownload = (
  pool: string,
  volume: string,
  path: string,
  offset = 0,
  length?: number,
): Command<"vol-download"> => ({
  ...step(
    "vol-download",
    true,
    ...on(pool, volume),
    `--file=${path}`,
    `--offset=${offset}`,
    ...(length === undefined ? [] : [`--length=${length}`]),
  ),
  timeout: 3600_000,
});
