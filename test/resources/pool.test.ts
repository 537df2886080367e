// A pool's life on every kind of host: made, changed, drifted, replaced, refused, adopted, killed.
import { expect } from "chai";
import { Engine } from "../support/engine";
import { hostKinds } from "../support/hosts";
import { killSuite } from "../support/kill-suite";
import { lifecycleSuite } from "../support/lifecycle-suite";
import { ownershipSuite } from "../support/ownership-suite";
import { poolSubject } from "../support/subjects";

for (const kind of hostKinds) {
  lifecycleSuite(kind, poolSubject);
  ownershipSuite(kind, poolSubject);
  killSuite(kind, poolSubject);

  it(`a pool takes no directory of another one, whoever made that, on ${kind.name}`, async () => {
    const host = await kind.open();
    const path = `${String(poolSubject.program["path"])}-shared`;
    const first = new Engine(poolSubject.definition, host, { name: "first" });
    const second = new Engine(poolSubject.definition, host, { name: "second" });
    await first.up({ path });
    for (const spelling of [path, `${path}/`, path.replace("/", "//")]) {
      const { failures } = await second.preview({ path: spelling });
      expect(failures).to.deep.equal([
        {
          property: "path",
          reason: `It is the directory of pool "site-dev-first" of ${host.uri} already, and libvirt takes one for each. Choose another one, or refer to that pool by its name.`,
        },
      ]);
    }
    expect(await first.up({ path })).to.equal("same");
    expect(await first.up({ path, name: "renamed" })).to.equal("replace");
    await first.destroy();
    expect((await second.preview({ path })).failures).to.deep.equal([]);
    await host.close();
  });
}
