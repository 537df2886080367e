// What libvirt 9.0 really said, and how it is understood. Each text is as virsh printed it in a session.
import { expect } from "chai";
import { failureOf, wordsOf } from "../../provider/host/outcome";
import { log, recorded, said } from "../support/recorded-errors";

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
