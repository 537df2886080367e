// libvirt's words to a code. virsh has no exit codes in a session and no machine-readable errors, so this is
// a table of the texts (LC_MESSAGES=C) with the libvirt error each comes from.
import type { Verb } from "./command";
import type { HostErrorCode } from "./host";

const patterns: readonly [RegExp, HostErrorCode, string][] = [
  [/Failed to (?:re)?connect to the hypervisor/i, "unreachable", "VIR_ERR_NO_CONNECT"],
  [
    /Cannot recv data|End of file while reading data|Disconnected from .* due to|Connection reset by peer|Broken pipe|client socket is closed/i,
    "unreachable",
    "VIR_ERR_RPC",
  ],
  [
    /Failed to connect socket|unable to connect to server|Connection refused|No route to host|Connection timed out|Could not resolve hostname/i,
    "unreachable",
    "VIR_ERR_SYSTEM_ERROR",
  ],
  [/operation forbidden|read only access/i, "denied", "VIR_ERR_OPERATION_DENIED"],
  [/exists already|already exists|already exist\b|is already defined/i, "exists", "VIR_ERR_OPERATION_FAILED"],
  [
    /(?:bridge|storage volume) name '.*' already in use|already in use by/i,
    "exists",
    "VIR_ERR_INTERNAL_ERROR",
  ],
  [/Storage source conflict with pool/i, "exists", "VIR_ERR_OPERATION_FAILED"],
  [/target '.*' duplicated/i, "exists", "VIR_ERR_XML_ERROR"],
  [/there is an existing .* entry/i, "exists", "VIR_ERR_OPERATION_INVALID"],
  [/already active|still active|already running|is already started/i, "active", "VIR_ERR_OPERATION_INVALID"],
  [/is not active|not running/i, "inactive", "VIR_ERR_OPERATION_INVALID"],
  [/No space left on device/i, "no-space", "VIR_ERR_SYSTEM_ERROR"],
  [
    /authentication (?:failed|unavailable|cancelled)|Permission denied|access denied|polkit/i,
    "denied",
    "VIR_ERR_AUTH_FAILED",
  ],
  [
    /XML document failed to validate|XML error|does not validate|unsupported configuration|Invalid value|invalid argument|Extra element|malformed|expected syntax|parser error/i,
    "invalid",
    "VIR_ERR_XML_ERROR",
  ],
  [
    /not supported|unsupported|does not support|unknown command|unexpected data|isn't available/i,
    "unsupported",
    "VIR_ERR_OPERATION_UNSUPPORTED",
  ],
  [/Timed out/i, "timeout", "VIR_ERR_OPERATION_TIMEOUT"],
];

/** How libvirt says that something is not there. virsh's own `failed to get domain` also stands for a refusal. */
const absent = {
  network: /Network not found|no network with matching/i, // VIR_ERR_NO_NETWORK
  pool: /Storage pool not found|no storage pool with matching/i, // VIR_ERR_NO_STORAGE_POOL
  volume: /Storage volume not found|no storage vol with matching/i, // VIR_ERR_NO_STORAGE_VOL
  domain: /Domain not found|no domain with matching/i, // VIR_ERR_NO_DOMAIN
  // libvirt lists a file of a pool until the pool is refreshed.
  file: /Unable to open stream for .*: No such file or directory/i,
  entry: /couldn't locate (?:a matching|an existing) /i, // VIR_ERR_OPERATION_INVALID
  device:
    /device not found|no target device|no matching device|disk '.*' (?:was )?not found|interface '.*' not found/i, // VIR_ERR_DEVICE_MISSING
  metadata: /Requested metadata element is not present/i, // VIR_ERR_NO_DOMAIN_METADATA
} as const;

type Subject = keyof typeof absent;

/** What a verb can find missing; `start` that misses a network has not found that its domain is gone. */
const aboutDevices: readonly Subject[] = ["domain", "device"];
const exceptions: Partial<Record<Verb, readonly Subject[]>> = {
  "net-update": ["network", "entry"],
  "vol-upload": ["volume", "pool", "file"],
  "vol-download": ["volume", "pool", "file"],
  "attach-device": aboutDevices,
  "detach-device": aboutDevices,
  "update-device": aboutDevices,
  blockresize: aboutDevices,
  "domif-setlink": aboutDevices,
  desc: ["domain", "metadata"],
  metadata: ["domain", "metadata"],
  version: [],
  capabilities: [],
  nodeinfo: [],
};

function subjectsOf(verb: Verb): readonly Subject[] {
  const own = exceptions[verb];
  if (own) return own;
  if (verb.startsWith("net-")) return ["network"];
  if (verb.startsWith("pool-")) return ["pool"];
  return verb.startsWith("vol-") ? ["volume", "pool"] : ["domain"];
}

export interface Failure {
  code: HostErrorCode;
  /** libvirt's own words. */
  reason: string;
  /** The connection was lost while the command ran. */
  lost: boolean;
}

/** What stderr says of a command; nothing when it succeeded. */
export function failureOf(verb: Verb, stderr: string): Failure | undefined {
  const { printed, logged, failed } = read(stderr);
  if (!failed) return undefined;
  const last = logged.at(-1);
  // Of a domain virsh says only that it failed to get it.
  const unsaid = last === undefined || printed.some((line) => line.includes(last)) ? [] : [last];
  const reason = [...printed, ...unsaid].join("; ");
  const everything = [...printed, ...logged].join("\n");
  const lost =
    /End of file while reading data|Cannot recv data|Disconnected from .* due to|client socket is closed/i;
  // virsh connects before it runs a command: what could not connect was not run.
  const begun = !printed.some((line) => /^Failed to (?:re)?connect to the hypervisor/i.test(line));
  if (begun && lost.test(everything)) return { code: "unreachable", reason, lost: true };
  return { code: isAbsent(verb, printed, logged) ? "not-found" : codeOf(everything), reason, lost: false };
}

/** The words of a virsh that did not get as far as a command. */
export function wordsOf(stderr: string): string {
  return read(stderr).printed.join("; ");
}

/**
 * A look-up by uuid is tried by name as well, and virsh prints the last error or, for a domain, none at all: so
 * each error that libvirt logged has to say that the object is not there.
 */
function isAbsent(verb: Verb, printed: readonly string[], logged: readonly string[]): boolean {
  const texts = subjectsOf(verb).map((subject) => absent[subject]);
  const says = (line: string): boolean => texts.some((text) => text.test(line));
  return logged.length > 0 ? logged.every(says) : printed.some(says);
}

function codeOf(words: string): HostErrorCode {
  return patterns.find(([pattern]) => pattern.test(words))?.[1] ?? "failed";
}

/** `2026-11-21 09:24:21.121+0000: 5682: error : function:172 : message` */
const logLine = /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d+[+-]\d{4}: \d+: (\w+) : (?:\w+:\d+ : )?(.*)$/;

/** virsh is given no folder for its cache (see run.ts), and says at its end that it made none. */
const isOwnNoise = (line: string): boolean => /^(?:error: )?Failed to create '\/dev\/null\//.test(line);

/** Lines that virsh prints, and errors that libvirt's client logs beside them (see run.ts). */
function read(stderr: string): { printed: string[]; logged: string[]; failed: boolean } {
  const printed: string[] = [];
  const logged: string[] = [];
  let failed = false;
  let inLog = false;
  for (const line of stderr.split("\n")) {
    if (isOwnNoise(line)) continue;
    const log = logLine.exec(line);
    if (log) {
      inLog = true;
      if (log[1] === "error") logged.push(log[2] as string);
    } else if (/^error: Reconnected to the hypervisor\s*$/.test(line)) {
      // Said before the command is run, after a restart of libvirtd: what was lost was lost before.
      printed.length = logged.length = 0;
      failed = inLog = false;
    } else if (line.startsWith("error:")) {
      failed = true;
      inLog = false;
      printed.push(line.replace(/^error: /, ""));
    } else if (line.trim() !== "" && !inLog) {
      printed.push(line);
    }
  }
  return { printed, logged, failed };
}
