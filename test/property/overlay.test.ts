// What fields and overlay make of a definition is that definition, whoever wrote it; and an overlay between any two
// trees makes the one out of the other.
import { expect } from "chai";
import fc from "fast-check";
import { checkFields } from "../../provider/core/check";
import { withoutDefaults } from "../../provider/core/look";
import { mergeOverlay, overlayBetween } from "../../provider/core/overlay";
import { labels } from "../../provider/core/overlay/match";
import { overlayProblem } from "../../provider/core/overlay/text";
import { parseXml, XmlNode } from "../../provider/core/xml";
import { describeDefinition, rendered } from "../../provider/resources/domain/describe";
import { inputs } from "../../provider/resources/domain/fields";
import { isFill } from "../../provider/resources/domain/fills";
import { normal } from "../../provider/resources/domain/normal";
import { overlayFailures } from "../../provider/resources/domain/overlay";
import type { DomainInputs } from "../../provider/resources/domain/fields";
import { describeDefinition as describeNetwork } from "../../provider/resources/network/describe";
import { inputs as networkInputs } from "../../provider/resources/network/fields";
import { contradictions } from "../../provider/resources/network/verify";
import { foreign } from "../support/foreign";

const around = {
  volumeAt: () => undefined,
  network: (name: string) => ({ name }),
  pathOf: (pool: string, volume: string) => `/pools/${pool}/${volume}`,
};

describe("property: overlays", function () {
  this.timeout(120_000);

  describe("of machines that other tools made", () => {
    for (const { name, xml } of foreign("printed/domain")) {
      /** A definition with this part more in it. */
      const again = (definition: XmlNode): void => {
        const said = describeDefinition(definition, around);
        const { xml: overlay = "<domain/>", ...fields } = said;
        expect(overlayProblem("domain")(overlay)).to.equal(undefined);
        const target = normal(definition, around.pathOf);
        const made = mergeOverlay(rendered(fields as DomainInputs, target, around), parseXml(overlay));
        expect(overlayBetween(made, target, isFill)?.print()).to.equal(undefined);
        const checked = checkFields(inputs, withoutDefaults(inputs, said));
        expect(checked.failures).to.deep.equal([]);
        expect(overlayFailures(checked.inputs)).to.deep.equal([]);
      };

      it(`${name}: nothing is lost, and check accepts it`, () => again(parseXml(xml)));

      it(`${name}: nor when any part of it is another one`, () => {
        const count = elements(parseXml(xml)).length;
        fc.assert(
          fc.property(fc.nat(count - 1), fc.constantFrom("drop", "set", "add", "text"), (place, what) => {
            const definition = parseXml(xml);
            mutate(elements(definition)[place] as Spot, what);
            again(definition);
          }),
          { numRuns: process.env["EDGEFLEET_TEST_ALL"] ? 2000 : 40 },
        );
      });
    }
  });

  describe("of networks that other tools made", () => {
    for (const { name, xml } of foreign("printed/network")) {
      it(`${name}: check accepts what is seen`, () => {
        const said = withoutDefaults(networkInputs, describeNetwork(parseXml(xml)));
        const checked = checkFields(networkInputs, said);
        expect(checked.failures).to.deep.equal([]);
        expect(contradictions(checked.inputs)).to.deep.equal([]);
      });
    }
  });

  const word = fc.constantFrom("a", "b", "c");
  const { tree } = fc.letrec<{ tree: XmlNode }>((tie) => ({
    tree: fc
      .record({
        name: fc.constantFrom("feature", "x", "y", "boot"),
        attributes: fc.dictionary(fc.constantFrom("name", "type", "order"), word),
        children: fc.oneof(
          { maxDepth: 3 },
          fc.constant<XmlNode[]>([]),
          fc.array(tie("tree"), { maxLength: 3 }),
        ),
        text: fc.option(word, { nil: "" }),
      })
      .map(({ name, attributes, children, text }) => {
        // A feature is told apart by its name, and has one.
        const key: Record<string, string> = name === "feature" ? { name: attributes["name"] ?? "a" } : {};
        return new XmlNode(name, { ...attributes, ...key }, children, text);
      }),
  }));
  const roots = tree.map((node) => new XmlNode("root", node.attributes, node.children, node.text));

  it("make any tree out of any other", () => {
    fc.assert(
      fc.property(roots, roots, (base, target) => {
        const overlay = overlayBetween(base, target, () => false);
        const made = overlay ? mergeOverlay(base, parseXml(overlay.print())) : base;
        expect(canonical(made)).to.equal(canonical(target));
      }),
      { numRuns: 300 },
    );
  });
});

/** Siblings of different labels may stand in any order. */
function canonical(node: XmlNode): string {
  const names = labels(node.children);
  const children = node.children
    .map(
      (child, i) => [child.name === "boot" ? `boot ${i}` : (names[i] as string), canonical(child)] as const,
    )
    .map(([name, text]) => `${name.replace(/^boot .*/, "boot")}=${text}`);
  const attributes = Object.entries(node.attributes).sort(([a], [b]) => a.localeCompare(b));
  return JSON.stringify([node.name, attributes, node.text, children.sort()]);
}

interface Spot {
  node: XmlNode;
  parent: XmlNode;
}

/** Everything below the root that is no identity of the whole. */
function elements(root: XmlNode): Spot[] {
  const below = (parent: XmlNode): Spot[] =>
    parent.children.flatMap((node) => [{ node, parent }, ...below(node)]);
  return below(root).filter(
    ({ node }) => !["name", "uuid", "type", "target", "mac", "listen"].includes(node.name),
  );
}

function mutate({ node, parent }: Spot, what: string): void {
  if (what === "drop") parent.children.splice(parent.children.indexOf(node), 1);
  if (what === "add") node.children.push(new XmlNode("strange", { value: "1" }));
  if (what === "text" && node.text && Number.isNaN(Number(node.text))) node.text += "x";
  const [first] = Object.keys(node.attributes);
  if (what === "set" && first) node.attributes[first] = `${node.attributes[first]}x`;
}
