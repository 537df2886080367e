// The ownership mark survives libvirt: written, read back, whatever prefix it comes with and whatever it holds.
import { expect } from "chai";
import { markNamespace, readMark, renderMark } from "../../provider/core/mark";
import { parseXml } from "../../provider/core/xml";

const mark = { incarnation: "0123456789abcdef-1", label: 'site/dev/"><x/>', by: "ann'&@desk" };
const inside = (metadata: string): string =>
  `<network><name>n</name><metadata>${metadata}</metadata></network>`;

describe("mark", () => {
  it("is read back as it was written", () => {
    expect(readMark(parseXml(inside(renderMark(mark))))).to.deep.equal(mark);
  });

  it("is found among the metadata of others and under another prefix", () => {
    const other = '<app:x xmlns:app="urn:other" incarnation="not-ours"/>';
    const ours = renderMark(mark)
      .replaceAll("edgefleet:mark ", "ns1:mark ")
      .replace("xmlns:edgefleet", "xmlns:ns1");
    expect(readMark(parseXml(inside(other + ours)))).to.deep.equal(mark);
    expect(readMark(parseXml(inside(`<mark xmlns="${markNamespace}" incarnation="i"/>`)))).to.deep.equal({
      incarnation: "i",
      label: "",
      by: "",
    });
  });

  it("is not seen where it is not", () => {
    expect(readMark(parseXml("<network/>"))).to.equal(undefined);
    expect(
      readMark(parseXml(inside('<edgefleet:mark xmlns:edgefleet="urn:other" incarnation="i"/>'))),
    ).to.equal(undefined);
    expect(readMark(parseXml(`<network>${renderMark(mark)}</network>`))).to.equal(undefined);
  });
});
