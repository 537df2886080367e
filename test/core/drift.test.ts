// Drift by meaning: what anybody changes, adds or removes is seen; what changes by itself is not.
import { expect } from "chai";
import {
  describeDifferences,
  differences,
  leavesOf,
  packLeaves,
  unpackLeaves,
  type Difference,
} from "../../provider/core/drift";
import type { Quiet } from "../../provider/core/define";
import { parseXml } from "../../provider/core/xml";

const quiet: Quiet[] = [
  { path: "metadata", reason: "test" },
  { path: "devices/*/alias", reason: "test" },
  { path: "@id", reason: "test" },
  { path: "devices/disk/source@index", reason: "test" },
];

const leaves = (xml: string) => leavesOf(parseXml(xml), quiet);
const between = (a: string, b: string): Difference[] => differences(leaves(a), leaves(b));
const wrap = (inner: string): string => `<domain><devices>${inner}</devices></domain>`;

const vda = '<disk type="file"><target dev="vda" bus="virtio"/><driver cache="none"/></disk>';
const vdb = '<disk type="file"><target dev="vdb" bus="virtio"/></disk>';

describe("drift", () => {
  it("lists texts, attributes and elements without either", () => {
    expect([
      ...leaves('<domain type="qemu"><name> a </name><on/><os><type arch="x86_64">hvm</type></os></domain>'),
    ]).to.deep.equal([
      ["@type", "qemu"],
      ["name", "a"],
      ["on", ""],
      ["os/type@arch", "x86_64"],
      ["os/type", "hvm"],
    ]);
  });

  it("does not see what is quiet, with all in it", () => {
    const a =
      '<domain id="1"><metadata><x y="1">z</x></metadata><devices><disk><alias name="q"/><source index="1" file="f"/></disk></devices></domain>';
    const b =
      '<domain id="2"><devices><disk><alias name="r"><more/></alias><source index="7" file="f"/></disk></devices></domain>';
    expect(between(a, b)).to.deep.equal([]);
    expect(between(a, a.replace('file="f"', 'file="g"'))).to.have.length(1);
  });

  it("keeps a path quiet only where it stands", () => {
    expect(
      between("<a><b><metadata>1</metadata></b></a>", "<a><b><metadata>2</metadata></b></a>"),
    ).to.have.length(1);
    expect(between("<a><metadatas>1</metadatas></a>", "<a><metadatas>2</metadatas></a>")).to.have.length(1);
  });

  it("sees a value that was changed, added and removed", () => {
    expect(between("<a><b>1</b></a>", "<a><b>2</b></a>")).to.deep.equal([{ path: "b", was: "1", is: "2" }]);
    expect(between('<a x="1"/>', '<a x="1" y="2"/>')).to.deep.equal([{ path: "@y", is: "2" }]);
    expect(between('<a x="1" y="2"/>', '<a x="1"/>')).to.deep.equal([{ path: "@y", was: "2" }]);
  });

  it("takes order for nothing among named siblings", () => {
    expect(between(wrap(vda + vdb), wrap(vdb + vda))).to.deep.equal([]);
  });

  it("does not rename a disk because another one went", () => {
    const found = between(wrap(vda + vdb), wrap(vdb));
    expect(found.every(({ path, is }) => path.startsWith("devices/disk[vda]") && is === undefined)).to.equal(
      true,
    );
    expect(describeDifferences(found)).to.deep.equal(["devices/disk[vda]: removed"]);
  });

  it("tells twins apart by their number", () => {
    expect(between("<a><b>1</b></a>", "<a><b>1</b><b>1</b></a>")).to.not.deep.equal([]);
    expect(between("<a><b>1</b><b>1</b></a>", "<a><b>1</b><b>1</b><b>1</b></a>")).to.deep.equal([
      { path: "b[]#3", is: "1" },
    ]);
  });

  it("says what happened to a whole element in one line, sorted", () => {
    const found = between(wrap(vda), wrap(`${vda.replace("none", "unsafe")}${vdb}`));
    expect(describeDifferences(found)).to.deep.equal([
      "devices/disk[vda]/driver@cache: none → unsafe",
      "devices/disk[vdb]: added",
    ]);
  });

  it("packs and unpacks to the same leaves", () => {
    const some = leaves(wrap(vda + vdb + '<title>ä "quoted" &lt;x&gt;</title>'));
    expect([...unpackLeaves(packLeaves(some))]).to.deep.equal([...some]);
    expect(packLeaves(some)).to.match(/^[A-Za-z0-9+/]+=*$/);
  });
});
