// What libvirt 9.0 really said, and how it is understood. Each text is as virsh printed it in a session.
import { expect } from "chai";
import type { Verb } from "../../provider/host/command";
import type { HostErrorCode } from "../../provider/host/host";
import { failureOf, wordsOf } from "../../provider/host/outcome";

const log = (...messages: string[]): string =>
  messages
    .map(
      (text) =>
        `2026-11-21 09:24:21.121+0000: 5682: error : virNetClientProgramDispatchError:172 : ${text}\n`,
    )
    .join("");
const said = (...lines: string[]): string => lines.map((line) => `error: ${line}\n`).join("");
const invalidOperation = "Requested operation is not valid: ";

const recorded: [HostErrorCode, Verb, string][] = [
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

describe("what libvirt says of a failure", () => {
  for (const [code, verb, stderr] of recorded) {
    const words = stderr.trim().split("\n").at(-1)?.replace("error: ", "").slice(0, 90);
    it(`${verb}: "${words}" is ${code}`, () => {
      expect(failureOf(verb, stderr)?.code).to.equal(code);
    });
  }

  it("is nothing when nothing was said, or only that the connection is there again", () => {
    expect(failureOf("nodeinfo", "")).to.equal(undefined);
    const again = said(
      "Disconnected from qemu:///system due to end of file",
      "Reconnected to the hypervisor",
    );
    expect(failureOf("nodeinfo", again)).to.equal(undefined);
  });

  it("is nothing when libvirt logged an error that did not matter", () => {
    expect(failureOf("desc", log("metadata not found: Requested metadata element is not present"))).to.equal(
      undefined,
    );
  });

  it("is told without the log and without `error:`, each text once", () => {
    const text = "XML error: an os <type> must be specified";
    const failure = failureOf("define", log(text) + said("Failed to define domain from f", text));
    expect(failure?.reason).to.equal(`Failed to define domain from f; ${text}`);
  });

  it("is completed from the log where virsh keeps it for itself", () => {
    const failure = failureOf(
      "dominfo",
      log("access denied: 'QEMU' denies") + said("failed to get domain 'd'"),
    );
    expect(failure?.reason).to.equal("failed to get domain 'd'; access denied: 'QEMU' denies");
  });

  it("keeps all lines of a long message, and none of the log's", () => {
    const text =
      "XML document failed to validate against schema: Unable to validate doc\nElement domain has extra content: bogus\n";
    const failure = failureOf("define", log(text) + said("Failed to define domain from f", text));
    expect(failure?.reason.match(/bogus/g)).to.have.length(1);
  });
});

describe("an object counts as gone", () => {
  const uuid = "99999999-1111-4111-8111-111111111111";
  const byUuid = `no network with matching uuid '${uuid}'`;
  const byName = `no network with matching name '${uuid}'`;
  const printed = said(`failed to get network '${uuid}'`, `Network not found: ${byName}`);
  const verdict = (...messages: string[]) => failureOf("net-info", log(...messages) + printed)?.code;

  it("when both look-ups say so", () => {
    expect(verdict(`Network not found: ${byUuid}`, `Network not found: ${byName}`)).to.equal("not-found");
  });

  it("not when the look-up by uuid was refused, although virsh shows only that there is none of that name", () => {
    expect(verdict("access denied: 'network' denies access", `Network not found: ${byName}`)).to.equal(
      "denied",
    );
  });

  it("not when the connection broke in between", () => {
    expect(
      verdict("End of file while reading data: Input/output error", `Network not found: ${byName}`),
    ).to.equal("unreachable");
  });

  for (const verb of ["dumpxml", "dominfo", "domifaddr", "destroy"] as const) {
    it(`not when ${verb} of a domain was refused, although virsh says the same as of one that is gone`, () => {
      const stderr = log("authentication failed: access denied by policy") + said("failed to get domain 'd'");
      expect(failureOf(verb, stderr)?.code).to.equal("denied");
    });
  }
});

describe("a lost connection", () => {
  it("is told from a command that never ran", () => {
    const lost = failureOf(
      "define",
      said("Failed to define domain from f", "Cannot recv data: Connection reset by peer"),
    );
    const refused = failureOf(
      "define",
      said("Failed to reconnect to the hypervisor", "Failed to connect socket: Connection refused"),
    );
    expect(lost).to.include({ code: "unreachable", lost: true });
    expect(refused).to.include({ code: "unreachable", lost: false });
  });

  it("that was noticed before the command leaves no doubt: it was not run", () => {
    const stderr =
      log("End of file while reading data: Input/output error") +
      said(
        "Disconnected from qemu:///system due to end of file",
        "Failed to reconnect to the hypervisor",
        "Failed to connect socket to '/s': Connection refused",
      );
    expect(failureOf("net-start", stderr)).to.include({ code: "unreachable", lost: false });
  });

  it("is told in virsh's words when there was none to begin with", () => {
    const stderr =
      log("Failed to connect socket to '/s': Permission denied") +
      said("failed to connect to the hypervisor", "Failed to connect socket to '/s': Permission denied");
    expect(wordsOf(stderr)).to.equal(
      "failed to connect to the hypervisor; Failed to connect socket to '/s': Permission denied",
    );
  });
});
