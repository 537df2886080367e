// Failures as virsh 9.0 printed them in a session, with the code that each stands for.
import type { Verb } from "../../provider/host/command";
import type { HostErrorCode } from "../../provider/host/host";

/** Lines of the log that libvirt's client keeps beside what virsh prints. */
export const log = (...messages: string[]): string =>
  messages
    .map(
      (text) =>
        `2026-11-21 09:24:21.121+0000: 5682: error : virNetClientProgramDispatchError:172 : ${text}\n`,
    )
    .join("");
export const said = (...lines: string[]): string => lines.map((line) => `error: ${line}\n`).join("");
const invalidOperation = "Requested operation is not valid: ";

export const recorded: [HostErrorCode, Verb, string][] = [
  [
    "not-found",
    "net-dumpxml",
    said("failed to get network 'n'", "Network not found: no network with matching name 'n'"),
  ],
  [
    "not-found",
    "net-destroy",
    said("failed to get network 'n'", "Network not found: no network with matching name 'n'"),
  ],
  [
    "not-found",
    "pool-info",
    said("failed to get pool 'p'", "Storage pool not found: no storage pool with matching name 'p'"),
  ],
  [
    "not-found",
    "vol-dumpxml",
    said("failed to get vol 'v'", "Storage volume not found: no storage vol with matching path 'v'"),
  ],
  [
    "not-found",
    "vol-delete",
    said("failed to get pool 'p'", "Storage pool not found: no storage pool with matching name 'p'"),
  ],
  [
    "not-found",
    "dominfo",
    log("Domain not found: no domain with matching name 'd'") + said("failed to get domain 'd'"),
  ],
  [
    "not-found",
    "undefine",
    log("Domain not found: no domain with matching name 'd'") + said("failed to get domain 'd'"),
  ],
  [
    "not-found",
    "detach-device",
    said("Failed to detach device from f", "device not found: no target device vdz"),
  ],
  [
    "not-found",
    "update-device",
    said(
      "Failed to update device from f",
      "device not found: no device found at address '(<null>)' matching MAC address '02:00:00:00:00:77' and alias '(<null>)'",
    ),
  ],
  [
    "not-found",
    "update-device",
    said("Failed to update device from f", "internal error: disk 'vdz' not found"),
  ],
  [
    "not-found",
    "blockresize",
    said(
      "Failed to resize block device 'vdq'",
      "invalid argument: disk 'vdq' was not found in the domain config",
    ),
  ],
  ["not-found", "domif-setlink", said("interface '02:00:00:00:00:99' not found")],
  ["not-found", "metadata", said("metadata not found: Requested metadata element is not present")],
  [
    "not-found",
    "net-update",
    said(
      "Failed to update network n",
      `${invalidOperation}couldn't locate a matching dhcp host entry in network 'n'`,
    ),
  ],
  [
    "not-found",
    "vol-download",
    said("cannot download from volume v", "Unable to open stream for '/p/v': No such file or directory"),
  ],
  [
    "failed",
    "start",
    said("Failed to start domain 'd'", "Network not found: no network with matching name 'n'"),
  ],
  [
    "failed",
    "start",
    said("Failed to start domain 'd'", "Storage volume not found: no storage vol with matching name 'v'"),
  ],
  [
    "failed",
    "attach-device",
    said("Failed to attach device from f", "internal error: No more available PCI slots"),
  ],
  ["failed", "dominfo", said("failed to get domain 'd'")],
  [
    "exists",
    "net-define",
    said(
      "Failed to define network from f",
      "operation failed: network 'n' already exists with uuid 11111111-1111-4111-8111-111111111111",
    ),
  ],
  [
    "exists",
    "net-define",
    said("Failed to define network from f", "internal error: bridge name 'vbn1' already in use."),
  ],
  [
    "exists",
    "net-start",
    said("Failed to start network n", "internal error: Network is already in use by interface vbn1"),
  ],
  [
    "exists",
    "pool-define",
    said("Failed to define pool from f", "operation failed: Storage source conflict with pool: 'p'"),
  ],
  ["exists", "vol-create", said("Failed to create vol from f", "storage volume 'v.qcow2' exists already")],
  [
    "exists",
    "vol-create",
    said("Failed to create vol from f", `${invalidOperation}volume target path '/p/v' already exists`),
  ],
  [
    "exists",
    "define",
    said(
      "Failed to define domain from f",
      "operation failed: domain 'd' is already defined with uuid 41111111-1111-4111-8111-111111111111",
    ),
  ],
  [
    "exists",
    "net-update",
    said(
      "Failed to update network n",
      `${invalidOperation}there is an existing dhcp host entry in network 'n' that matches "<host/>"`,
    ),
  ],
  ["active", "net-start", said("Failed to start network n", `${invalidOperation}network is already active`)],
  [
    "active",
    "pool-start",
    said("Failed to start pool p", `${invalidOperation}storage pool 'p' is already active`),
  ],
  [
    "active",
    "pool-undefine",
    said("Failed to undefine pool p", `${invalidOperation}storage pool 'p' is still active`),
  ],
  ["active", "start", said("Domain is already active")],
  [
    "inactive",
    "net-destroy",
    said("Failed to destroy network n", `${invalidOperation}network 'n' is not active`),
  ],
  ["inactive", "net-update", said("Failed to update network n", `${invalidOperation}network is not running`)],
  ["inactive", "vol-dumpxml", said("pool 'p' is not active")],
  ["inactive", "vncdisplay", said("Domain is not running")],
  ["inactive", "destroy", said("Failed to destroy domain 'd'", `${invalidOperation}domain is not running`)],
  [
    "denied",
    "net-destroy",
    said("Failed to destroy network n", "operation forbidden: read only access prevents virNetworkDestroy"),
  ],
  ["invalid", "define", said("Failed to define domain from f", "XML error: an os <type> must be specified")],
  [
    "invalid",
    "setvcpus",
    said("invalid argument: requested vcpus is greater than max allowable vcpus for the live domain: 4 > 1"),
  ],
  [
    "invalid",
    "vol-resize",
    said(
      "Failed to change size of volume 'v' to 5MiB",
      "invalid argument: Can't shrink capacity below current capacity unless shrink flag explicitly specified",
    ),
  ],
  [
    "invalid",
    "net-define",
    `${said(
      "Failed to define network from f",
      "XML document failed to validate against schema: Unable to validate doc against /usr/share/libvirt/schemas/network.rng",
    )}Element network has extra content: nonsense\n\n`,
  ],
  [
    "unsupported",
    "domifaddr",
    said(
      "Failed to query for interfaces addresses",
      "argument unsupported: QEMU guest agent is not configured",
    ),
  ],
  [
    "unsupported",
    "vol-create",
    said("Failed to create vol from f", "unsupported flags (0x4) in function virStorageVolDefParseXML"),
  ],
  [
    "unreachable",
    "list",
    said(
      "Failed to reconnect to the hypervisor",
      "Failed to connect socket to '/run/libvirt/libvirt-sock': Connection refused",
    ),
  ],
  [
    "unreachable",
    "dominfo",
    said(
      "Disconnected from qemu:///system due to end of file",
      "failed to get domain '41111111-1111-4111-8111-111111111111'",
    ),
  ],
  [
    "no-space",
    "vol-create",
    said("Failed to create vol from f", "cannot allocate 1 bytes in file '/p/v': No space left on device"),
  ],
];
