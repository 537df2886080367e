// The same promises as in memory, kept by a real libvirtd with real bridges, dnsmasq and files.
import { rmSync } from "node:fs";
import { VirshHost } from "../../provider/host/session";
import type { HostKind } from "../support/hosts";
import { domainSubject } from "../support/domain-subject";
import { sharedHost } from "../support/isolated-host";
import { killSuite } from "../support/kill-suite";
import { lifecycleSuite } from "../support/lifecycle-suite";
import { ownershipSuite } from "../support/ownership-suite";
import { networkSubject, poolFolder, poolSubject, volumeSubject } from "../support/subjects";

const libvirtd: HostKind = {
  name: "a real libvirtd",
  async open() {
    const host = await sharedHost("lifecycle");
    await host.purge("");
    rmSync(poolFolder, { recursive: true, force: true });
    return new VirshHost(host.uri);
  },
  whole: true,
  brief: !process.env["EDGEFLEET_TEST_ALL"],
};

describe("with a real libvirtd", function () {
  this.timeout(60_000);
  after(() => rmSync(poolFolder, { recursive: true, force: true }));

  for (const subject of [networkSubject, poolSubject, volumeSubject, domainSubject]) {
    lifecycleSuite(libvirtd, subject);
    ownershipSuite(libvirtd, subject);
  }
  killSuite(libvirtd, domainSubject);
});
