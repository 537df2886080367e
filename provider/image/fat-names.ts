// Names in a FAT file system: the short one of eight and three characters, and the long one in entries of its own.

/** 1980-01-01, the first day that FAT knows: the bytes must not tell when they were made. */
const firstDay = (1 << 5) | 1;

const attributes = { label: 0x08, folder: 0x10, file: 0x20, long: 0x0f };

/** An 8.3 name as it is stored, in capitals; undefined for all others. */
function asShort(name: string): Buffer | undefined {
  const match = /^([A-Z0-9!#$%&'()@^_`{}~-]{1,8})(?:\.([A-Z0-9!#$%&'()@^_`{}~-]{1,3}))?$/i.exec(name);
  return match ? stored((match[1] as string).toUpperCase(), (match[2] ?? "").toUpperCase()) : undefined;
}

const stored = (base: string, ending: string): Buffer =>
  Buffer.from(base.padEnd(8) + ending.padEnd(3), "latin1");

/** The short names of a folder's children: their own where possible, else shortened and numbered. */
export function shortNames(names: readonly string[]): Buffer[] {
  const lower = new Set<string>();
  for (const name of names) {
    if (!possible(name)) throw new Error(`${JSON.stringify(name)} cannot be a name in a FAT file system`);
    if (lower.has(name.toLowerCase())) throw new Error(`there are two files ${JSON.stringify(name)}`);
    lower.add(name.toLowerCase());
  }
  const own = names.map(asShort);
  const taken = new Set(own.filter((short) => short !== undefined).map((short) => short.toString("latin1")));
  return names.map((name, i) => own[i] ?? numbered(name, taken));
}

function possible(name: string): boolean {
  // eslint-disable-next-line no-control-regex
  if (name === "" || name.length > 255 || /[\u0000-\u001f\u007f"*/:<>?\\|]|[. ]$|^ /.test(name)) return false;
  return Buffer.from(name, "utf8").toString("utf8") === name;
}

function numbered(name: string, taken: Set<string>): Buffer {
  const clean = (text: string) => text.toUpperCase().replace(/[^A-Z0-9_-]/g, "_");
  const dot = name.lastIndexOf(".");
  const [base, ending] = dot > 0 ? [name.slice(0, dot), name.slice(dot + 1)] : [name, ""];
  for (let n = 1; ; n++) {
    const tail = `~${n}`;
    const short = stored(clean(base).slice(0, 8 - tail.length) + tail, clean(ending).slice(0, 3));
    if (taken.has(short.toString("latin1"))) continue;
    taken.add(short.toString("latin1"));
    return short;
  }
}

/** The name that a short one stands for: `STARTUP.NSH`. */
function spelled(short: Buffer): string {
  const text = short.toString("latin1");
  const ending = text.slice(8).trimEnd();
  return text.slice(0, 8).trimEnd() + (ending ? `.${ending}` : "");
}

const longEntries = (name: string, short: Buffer): number =>
  spelled(short) === name ? 0 : Math.ceil(name.length / 13);

/** How many entries of 32 bytes a name takes. */
export const entryCount = (name: string, short: Buffer): number => 1 + longEntries(name, short);

export interface Entry {
  name: string;
  short: Buffer;
  folder: boolean;
  cluster: number;
  size: number;
}

/** The entries of one file or folder: those of the long name, last part first, then the short one. */
export function entriesOf({ name, short, folder, cluster, size }: Entry): Buffer {
  const count = longEntries(name, short);
  const long = Array.from({ length: count }, (_, i) => longEntry(name, count - i, i === 0, checksum(short)));
  return Buffer.concat([...long, entry(short, folder ? attributes.folder : attributes.file, cluster, size)]);
}

/** `.` and `..`, with which every folder but the root begins. */
export const pointerEntries = (cluster: number, parent: number): Buffer =>
  Buffer.concat([
    entry(stored(".", ""), attributes.folder, cluster, 0),
    entry(stored("..", ""), attributes.folder, parent, 0),
  ]);

export const labelEntry = (label: string): Buffer =>
  entry(Buffer.from(label.padEnd(11), "latin1"), attributes.label, 0, 0);

function entry(short: Buffer, attribute: number, cluster: number, size: number): Buffer {
  const bytes = Buffer.alloc(32);
  short.copy(bytes);
  bytes.writeUInt8(attribute, 11);
  for (const date of [16, 18, 24]) bytes.writeUInt16LE(firstDay, date);
  bytes.writeUInt16LE(cluster >>> 16, 20);
  bytes.writeUInt16LE(cluster & 0xffff, 26);
  bytes.writeUInt32LE(size, 28);
  return bytes;
}

/** Places of the 13 characters of a long entry. */
const places = [1, 3, 5, 7, 9, 14, 16, 18, 20, 22, 24, 28, 30];

function longEntry(name: string, number: number, isLast: boolean, sum: number): Buffer {
  const bytes = Buffer.alloc(32);
  bytes.writeUInt8(number | (isLast ? 0x40 : 0), 0);
  bytes.writeUInt8(attributes.long, 11);
  bytes.writeUInt8(sum, 13);
  places.forEach((place, i) => {
    const at = (number - 1) * 13 + i;
    // Behind the name comes one zero, and then filling.
    bytes.writeUInt16LE(at < name.length ? name.charCodeAt(at) : at === name.length ? 0 : 0xffff, place);
  });
  return bytes;
}

/** Ties long entries to their short one. */
const checksum = (short: Buffer): number =>
  short.reduce((sum, byte) => (((sum & 1) << 7) + (sum >> 1) + byte) & 0xff, 0);
