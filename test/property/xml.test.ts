// No name and no text changes the structure of a document, and each is read back as it was written.
import { expect } from "chai";
import fc from "fast-check";
import { readMark, renderMark } from "../../provider/core/mark";
import { checkFields } from "../../provider/core/check";
import type { Definition, Field, Fields } from "../../provider/core/define";
import { textProblem } from "../../provider/core/rules";
import { render } from "../../provider/core/template";
import { parseXml, XmlNode } from "../../provider/core/xml";
import { resources } from "../../provider/resources";
import { structure } from "../support/rendered";

const nasty = fc.constantFrom(
  `"><x/>`,
  `'/><x a='`,
  "]]>",
  "<!--",
  "<![CDATA[x]]>",
  "&amp;",
  "&#x41;",
  "<?xml?>",
  "--flag",
  "{{name}}",
  "{{{mark}}}",
  "$(id)",
  "`id`",
  "\\",
  "a/../b",
  "ü",
  "\u202e",
  "😀",
  " ",
);
/** Whatever XML can hold; the white space around it is not kept by libvirt either. */
const texts = fc
  .array(
    fc.oneof(
      nasty,
      fc.string({ unit: "grapheme", maxLength: 20 }),
      fc.string({ unit: "binary", maxLength: 20 }),
    ),
    { minLength: 1, maxLength: 4 },
  )
  .map((parts) => `x${parts.join("")}x`)
  .filter(
    (text) =>
      textProblem(text) === undefined &&
      !/[\ud800-\udfff]/.test(text.replace(/[\ud800-\udbff][\udc00-\udfff]/g, "")) &&
      !/[\r\n\t]/.test(text),
  );

const plainMark = renderMark({ incarnation: "i", label: "l", by: "b" });

const network = (text: string, mark = plainMark): string =>
  render("network", {
    name: text,
    uuid: text,
    mark,
    forward: text,
    subnet: { gateway: text, prefix: text },
    bridge: text,
    mtu: text,
    domain: text,
    dns: [{ ip: text, names: [text, text] }],
    range: { start: text, end: text },
    hosts: [{ mac: text, name: text, ip: text }],
    dnsmasqOptions: [text],
  });
const pool = (text: string): string => render("pool", { name: text, uuid: text, path: text });
const volume = (text: string): string =>
  render("volume", { name: text, capacity: text, format: text, backing: { path: text, format: text } });

const valuesOf = (node: XmlNode): string[] => [
  ...Object.entries(node.attributes)
    .filter(([name]) => !name.startsWith("xmlns"))
    .map(([, value]) => value),
  ...(node.text ? [node.text] : []),
  ...node.children.filter(({ name }) => name !== "metadata").flatMap(valuesOf),
];

describe("documents, for every text", () => {
  for (const [name, make] of Object.entries({ network, pool, volume })) {
    it(`keep the structure of a ${name}`, () => {
      const fixed = new Set(valuesOf(parseXml(make("plain"))).filter((value) => value !== "plain"));
      fc.assert(
        fc.property(texts, (text) => {
          const node = parseXml(make(text));
          expect(structure(node)).to.equal(structure(parseXml(make("plain"))));
          expect(
            valuesOf(node)
              .filter((value) => !fixed.has(value))
              .every((value) => value === text),
          ).to.equal(true);
        }),
      );
    });
  }

  it("keep the mark, whoever made it", () => {
    fc.assert(
      fc.property(texts, texts, (label, by) => {
        const mark = { incarnation: "0123456789abcdef-1", label, by };
        expect(readMark(parseXml(network("n", renderMark(mark))))).to.deep.equal(mark);
      }),
    );
  });

  it("are the same after reading and printing", () => {
    fc.assert(
      fc.property(texts, texts, (a, b) => {
        const node = new XmlNode("root", { a, b }, [
          new XmlNode("child", {}, [], a),
          new XmlNode("other", { b }),
        ]);
        expect(parseXml(node.print())).to.deep.equal(node);
      }),
    );
  });
});

describe("inputs, for every text", () => {
  const given = fc.oneof(
    fc.string({ unit: "binary", maxLength: 80 }),
    texts,
    fc.string({ minLength: 250, maxLength: 400 }),
  );

  for (const definition of resources.filter(
    (resource) => resource.noun !== "fleet-plan" && textFields(resource).length > 0,
  )) {
    it(`of a ${definition.noun}: what XML or a line cannot hold is refused, with its path`, () => {
      let accepted = 0;
      fc.assert(
        fc.property(fc.constantFrom(...textFields(definition)), given, (field, text) => {
          const { inputs, failures } = checkFields(definition.inputs, { [field.name]: field.wrap(text) });
          if (failures.some(({ property }) => property === field.name || property === `${field.name}[0]`))
            return;
          const [value] = [inputs[field.name]].flat() as [string];
          accepted++;
          expect(textProblem(value), field.name).to.equal(undefined);
          if (!field.long) expect(value, field.name).to.not.match(/[\n\r\0]/);
        }),
        { numRuns: 400 },
      );
      expect(accepted).to.be.above(0);
    });
  }
});

/** Every text that a user can give, in such a form that much of it is accepted. */
function textFields({
  inputs,
}: Definition): { name: string; long: boolean; wrap: (text: string) => unknown }[] {
  return Object.entries(inputs as Fields).flatMap(
    ([name, field]: [string, Field]): { name: string; long: boolean; wrap: (text: string) => unknown }[] => {
      const long = name === "description";
      if (field.kind === "list" && field.of?.kind === "string")
        return [{ name, long, wrap: (text: string) => [text] }];
      if (field.kind !== "string" || field.internal) return [];
      return [
        { name, long, wrap: (text: string) => text },
        { name, long, wrap: (text: string) => `/${text}` },
        { name, long, wrap: (text: string) => text.replace(/[^\w.-]/g, "") },
      ];
    },
  );
}
