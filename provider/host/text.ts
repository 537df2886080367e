// Reading what virsh prints: lines, `Key:   value` lists, scaled sizes.

export function lines(stdout: string): string[] {
  return stdout.split("\n").filter((line) => line.trim() !== "");
}

/** `Name:   value` per line; a missing name reads as an empty text. */
export function readInfo(stdout: string): (name: string) => string {
  const pairs = lines(stdout).map((line) => {
    const colon = line.indexOf(":");
    return [line.slice(0, colon), line.slice(colon + 1).trim()] as const;
  });
  const values = new Map(pairs);
  return (name) => values.get(name) ?? "";
}

/** virsh says `yes`/`no` of networks and pools, but `enable`/`disable` of a domain's autostart. */
export function isYes(word: string): boolean {
  return word === "yes" || word === "enable";
}

/** `8349900 KiB` in bytes. */
export function kib(text: string): number {
  return Number.parseInt(text || "0", 10) * 1024;
}

export const nothing = (): void => undefined;
export const asItIs = (stdout: string): string => stdout;
export const trimmed = (stdout: string): string => stdout.trim();
