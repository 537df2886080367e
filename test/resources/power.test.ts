// Starting a machine on a host that trips over its own feet once.
import { expect } from "chai";
import sinon from "sinon";
import type { Context } from "../../provider/core/context";
import { HostError } from "../../provider/host/host";
import type { DomainInputs } from "../../provider/resources/domain/fields";
import { start } from "../../provider/resources/domain/power";

const race = "failed to create directory '/run/libvirt/qemu/swtpm': File exists";

describe("a machine that is started", () => {
  /** A host whose `start` fails with these reasons, one after the other, and then works. */
  function host(...reasons: string[]) {
    const starts = sinon.stub().resolves();
    reasons.forEach((reason, i) =>
      starts.onCall(i).rejects(new HostError("failed", reason, "virsh start", "qemu:///system")),
    );
    const run = ({ verb }: { verb: string }) => (verb === "start" ? starts() : { state: "running" });
    return { starts, context: { run } as unknown as Context };
  }
  const machine = { uuid: "7ac7c66f-1ed6-8cae-8138-cedf1e000001", name: "vm" } as DomainInputs;

  it("is started again where another one was just making the same folder", async () => {
    const { starts, context } = host(race);
    await start(context, machine);
    expect(starts.callCount).to.equal(2);
  });

  it("is not started a third time", async () => {
    const { starts, context } = host(race, race);
    const error: unknown = await start(context, machine).catch((reason: unknown) => reason);
    expect((error as Error).message).to.include("File exists");
    expect(starts.callCount).to.equal(2);
  });

  it("is not started again after any other failure", async () => {
    const { starts, context } = host("unable to open disk: File exists");
    await start(context, machine).catch(() => undefined);
    expect(starts.callCount).to.equal(1);
  });
});
