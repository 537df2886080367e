// GUIDs as firmware and partition tables store them.

/** The first three parts of a GUID are numbers and stand little-endian; the rest stands as it is written. */
export function guid(text: string): Buffer {
  const bytes = Buffer.from(text.replaceAll("-", ""), "hex");
  if (bytes.length !== 16) throw new Error(`not a GUID: ${text}`);
  return turned(bytes);
}

export function guidText(bytes: Buffer): string {
  const parts = /^(.{8})(.{4})(.{4})(.{4})(.{12})$/.exec(turned(bytes).toString("hex"));
  return (parts?.slice(1) ?? []).join("-");
}

function turned(bytes: Buffer): Buffer {
  const copy = Buffer.from(bytes);
  for (const [from, to] of [
    [0, 4],
    [4, 6],
    [6, 8],
  ])
    copy.subarray(from, to).reverse();
  return copy;
}
