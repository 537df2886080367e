// Any text arrives as it was meant, through a real virsh; what cannot is refused before anything is run.
import { expect } from "chai";
import fc from "fast-check";
import * as domains from "../../provider/host/domain";
import { HostError } from "../../provider/host/host";
import * as net from "../../provider/host/network";
import { VirshHost } from "../../provider/host/session";
import { parseXml } from "../../provider/core/xml";
import { escapeXml } from "../../provider/host/command";
import { StubVirsh } from "../support/stub-virsh";

const printable = (text: string): boolean => !/[\p{Cc}\p{Cs}]/u.test(text);
const text = fc.oneof(
  fc.string({ unit: "grapheme", minLength: 1, maxLength: 60 }),
  fc.string({ unit: "binary", minLength: 1, maxLength: 60 }),
  fc
    .array(fc.constantFrom(...`"'\\;#$\`!*~ &|<>%{}()-=é☃😀`), { minLength: 1, maxLength: 30 })
    .map((parts) => parts.join("")),
);

describe("the words of a command", function () {
  this.timeout(30_000);
  let host: VirshHost;
  before(() => (host = new VirshHost("test:///default", { sessions: 1 })));
  after(() => host.close());

  async function titled(title: string): Promise<string | undefined> {
    await host.run(domains.desc("test", title, { title: true, live: false, config: true }));
    return parseXml(await host.run(domains.dumpxml("test", { inactive: true }))).value("title");
  }

  it("arrive as they are, whatever can be printed", async () => {
    // XML has no place for U+FFFE and U+FFFF; and libvirt's own parser is not what is tested here.
    const fits = text.filter((s) => printable(s) && !/[\ufffe\uffff]/.test(s) && s.trim() !== "");
    await fc.assert(
      fc.asyncProperty(fits, async (title) => {
        expect(await titled(`|${title}|`)).to.equal(`|${title}|`);
      }),
      { numRuns: 200 },
    );
  });

  it("may be long", async () => {
    const title = 'a long "title", é☃😀 '.repeat(400).trim();
    expect(await titled(title)).to.equal(title);
  });

  for (const name of ["-n", "--network", "--all", "-"]) {
    it(`may begin with a dash: ${name}`, async () => {
      await host.run(net.netDefine(`<network><name>${escapeXml(name)}</name></network>`));
      expect(await host.run(net.netInfo(name))).to.include({ active: false });
      await host.run(net.netStart(name));
      expect(await host.run(net.netInfo(name))).to.include({ active: true });
      await host.run(net.netDestroy(name));
      await host.run(net.netUndefine(name));
      expect(await host.find(net.netInfo(name))).to.equal(undefined);
    });
  }

  it("are refused with a control character or half a character, before any virsh is started", async () => {
    const stub = new StubVirsh();
    const unused = new VirshHost("test:///default", { virsh: stub.program });
    const bad = fc.constantFrom("\n", "\r", "\t", "\0", "\u001b", "\u007f", "\u0085", "\u009b", "\ud800");
    try {
      await fc.assert(
        fc.asyncProperty(fc.string(), bad, fc.string(), async (before, character, behind) => {
          const error = await unused
            .find(net.netInfo(before + character + behind))
            .catch((caught: HostError) => caught);
          expect(error).to.be.instanceOf(HostError).and.include({ code: "invalid" });
        }),
        { numRuns: 50 },
      );
      expect(stub.starts).to.deep.equal([]);
    } finally {
      await unused.close();
      stub.remove();
    }
  });
});
