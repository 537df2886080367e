// Handlebars, strict and escaped: a name that a template asks for and the view does not have is an error,
// and no value can add an element or an attribute.
import { readFileSync, readdirSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import type Handlebars from "handlebars";
import { escapeXml, secretMark } from "../host/command";

let engine: typeof Handlebars | undefined;
const compiled = new Map<string, Handlebars.TemplateDelegate>();

/** Renders `templates/<name>.xml.hbs`, or a device with `devices/<name>`. */
export function render(name: string, view: object): string {
  let template = compiled.get(name);
  if (!template) {
    template = handlebars().compile(readFileSync(join(folder(), `${name}.xml.hbs`), "utf8"), {
      strict: true,
      explicitPartialContext: true,
    });
    compiled.set(name, template);
  }
  return template(view);
}

function handlebars(): typeof Handlebars {
  if (engine) return engine;
  // Half of what the provider would load at its start; a refresh and an `up` without changes need none of it.
  const { create, SafeString } = require("handlebars") as typeof Handlebars;
  engine = create();
  engine.Utils.escapeExpression = ((value: unknown) =>
    value instanceof SafeString
      ? value.toString()
      : escapeXml(String(value))) as typeof engine.Utils.escapeExpression;
  // A secret leaves its place in the document; the host fills it in.
  engine.registerHelper("secret", (name: string) => new SafeString(secretMark(name)));
  engine.registerHelper("yesno", (value: unknown) => (value ? "yes" : "no"));
  engine.registerHelper("onoff", (value: unknown) => (value ? "on" : "off"));
  engine.registerHelper("eq", (a: unknown, b: unknown) => a === b);
  for (const file of readdirSync(join(folder(), "devices"))) {
    const partial = basename(file, ".xml.hbs");
    engine.registerPartial(partial, readFileSync(join(folder(), "devices", file), "utf8"));
  }
  return engine;
}

/** provider/templates, seen from the compiled file and from the packed package alike. */
function folder(): string {
  return join(dirname(require.resolve("../../../package.json")), "provider", "templates");
}
