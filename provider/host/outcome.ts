// libvirt's words to a code. virsh has no exit codes in a session and no machine-readable errors, so this is
// a table of the texts (LC_ALL=C) with the libvirt error each comes from.
import type { HostErrorCode } from "./host";

const patterns: readonly [RegExp, HostErrorCode, string][] = [
  [/Failed to (?:re)?connect to the hypervisor/i, "unreachable", "VIR_ERR_NO_CONNECT"],
  [/failed to connect to the hypervisor/i, "unreachable", "VIR_ERR_NO_CONNECT"],
  [
    /Cannot recv data|End of file while reading data|Connection reset by peer|Broken pipe|client socket is closed/i,
    "unreachable",
    "VIR_ERR_RPC",
  ],
  [
    /Failed to connect socket|unable to connect to server|Connection refused|No route to host|Connection timed out|Could not resolve hostname/i,
    "unreachable",
    "VIR_ERR_SYSTEM_ERROR",
  ],
  [/Network not found|no network with matching/i, "not-found", "VIR_ERR_NO_NETWORK"],
  [/Domain not found|no domain with matching/i, "not-found", "VIR_ERR_NO_DOMAIN"],
  [/Storage pool not found|no storage pool with matching/i, "not-found", "VIR_ERR_NO_STORAGE_POOL"],
  [/Storage volume not found|no storage vol with matching/i, "not-found", "VIR_ERR_NO_STORAGE_VOL"],
  [/failed to get (?:network|domain|pool|vol) /i, "not-found", "virsh's own first line of a failed look-up"],
  [
    /device not found|no matching device|no target device|matching device .* not found|couldn't locate a matching|couldn't find|couldn't locate|no .* was found|no such device/i,
    "not-found",
    "VIR_ERR_DEVICE_MISSING",
  ],
  [
    /already exists|already exist\b|is already defined|storage volume name '.*' already in use|already in use by/i,
    "exists",
    "VIR_ERR_OPERATION_FAILED",
  ],
  [/there is an existing .* entry/i, "exists", "VIR_ERR_OPERATION_INVALID"],
  [/already active|already running|is already started/i, "active", "VIR_ERR_OPERATION_INVALID"],
  [
    /is not active|is not running|not running|domain is not running|pool .* is not active/i,
    "inactive",
    "VIR_ERR_OPERATION_INVALID",
  ],
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

/** After a restart of libvirtd the next command succeeds and says this on stderr. */
const harmless = /^error: Reconnected to the hypervisor$/;

/** The lines that speak of a failure; none when the command succeeded. */
export function failureIn(stderr: string): string | undefined {
  const said = stderr.split("\n").filter((line) => line.trim() !== "" && !harmless.test(line.trim()));
  return said.some((line) => line.startsWith("error:"))
    ? said.map((line) => line.replace(/^error: /, "")).join("; ")
    : undefined;
}

export function codeOf(reason: string): HostErrorCode {
  return patterns.find(([pattern]) => pattern.test(reason))?.[1] ?? "failed";
}
