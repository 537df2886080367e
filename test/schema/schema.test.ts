// schema.json is good to Pulumi's own schema code, and says what the definitions say.
import { expect } from "chai";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execa } from "execa";
import type { Field, Fields } from "../../provider/core/define";
import { components } from "../../provider/components";
import { choices } from "../../provider/doors/settings";
import { functions } from "../../provider/functions";
import { resources } from "../../provider/resources";

const top = join(__dirname, "../../..");

interface Property {
  type?: string;
  $ref?: string;
  oneOf?: Property[];
  default?: unknown;
  plain?: boolean;
  replaceOnChanges?: boolean;
  description?: string;
  secret?: boolean;
  enum?: unknown[];
}

interface Properties {
  properties?: Record<string, Property>;
  required?: string[];
}

interface Schema {
  name: string;
  version?: string;
  config: { variables: Record<string, Property> };
  provider: { inputProperties: Record<string, Property> };
  functions: Record<string, { description?: string; inputs: Properties; outputs: Properties }>;
  resources: Record<
    string,
    {
      description?: string;
      isComponent?: boolean;
      inputProperties?: Record<string, Property>;
      properties?: Record<string, Property>;
      requiredInputs?: string[];
    }
  >;
  types: Record<string, { properties?: Record<string, Property>; enum?: { name: string; value: string }[] }>;
}

const schema = JSON.parse(readFileSync(join(top, "schema.json"), "utf8")) as Schema;
const visible = (fields: Fields): [string, Field][] =>
  Object.entries(fields).filter(([, field]) => !field.internal);

describe("schema.json", function () {
  this.timeout(60_000);

  it("is bound by Pulumi's own schema code", async () => {
    const { exitCode, all } = await execa("pulumi", ["schema", "check", join(top, "schema.json")], {
      all: true,
      reject: false,
      env: { PULUMI_SKIP_UPDATE_CHECK: "1" },
    });
    expect(exitCode, all).to.equal(0);
    expect(all).to.not.match(/warning|error/i);
  });

  it("would not be bound with a type that is not there", async () => {
    const broken = structuredClone(schema);
    (broken.resources["edgefleet:index:Network"]?.inputProperties as Record<string, Property>)["mode"] = {
      $ref: "#/types/edgefleet:index:Nothing",
    };
    const folder = mkdtempSync(join(tmpdir(), "edgefleet-schema-"));
    try {
      writeFileSync(join(folder, "schema.json"), JSON.stringify(broken));
      const { exitCode, all } = await execa("pulumi", ["schema", "check", join(folder, "schema.json")], {
        all: true,
        reject: false,
        env: { PULUMI_SKIP_UPDATE_CHECK: "1" },
      });
      expect(exitCode).to.not.equal(0);
      expect(all).to.contain("edgefleet:index:Nothing");
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it("has every resource under its token", () => {
    for (const { type } of resources) expect(schema.resources).to.have.property(`edgefleet:index:${type}`);
  });

  for (const definition of resources) {
    const resource = schema.resources[`edgefleet:index:${definition.type}`];

    it(`has every field of ${definition.type} with its words`, () => {
      for (const [name, field] of visible(definition.inputs)) {
        const property = resource?.inputProperties?.[name];
        expect(property, name).to.not.equal(undefined);
        expect(property?.description, name).to.contain(field.doc);
        expect(property?.secret === true, `${name} secret`).to.equal(field.secret === true);
      }
      for (const [name] of visible(definition.outputs))
        expect(resource?.properties, name).to.have.property(name);
    });

    it(`asks for what ${definition.type} cannot do without, and for nothing else`, () => {
      const needed = visible(definition.inputs)
        .filter(([, f]) => !f.optional && !f.derived && f.default === undefined)
        .map(([name]) => name);
      expect([...(resource?.requiredInputs ?? [])].sort()).to.deep.equal(needed.sort());
    });
  }

  for (const definition of components) {
    it(`has the component ${definition.type} with every field`, () => {
      const component = schema.resources[`edgefleet:index:${definition.type}`];
      expect(component?.isComponent).to.equal(true);
      for (const [name, field] of visible(definition.inputs)) {
        const property = component?.inputProperties?.[name];
        expect(property?.description, name).to.contain(field.doc);
        expect(property?.plain === true, name).to.equal(field.plain === true);
      }
      expect(Object.keys(component?.properties ?? {})).to.deep.equal(Object.keys(definition.outputs));
    });
  }

  for (const { token, doc, inputs, outputs } of functions) {
    it(`has the function ${token}`, () => {
      const found = schema.functions[token];
      expect(found?.description).to.equal(doc);
      expect(Object.keys(found?.inputs.properties ?? {})).to.deep.equal(Object.keys(inputs));
      expect(Object.keys(found?.outputs.properties ?? {})).to.deep.equal(Object.keys(outputs));
    });
  }

  it("has a named type for each choice, with its default", () => {
    const mode = schema.resources["edgefleet:index:Network"]?.inputProperties?.["mode"];
    expect(mode).to.include({ $ref: "#/types/edgefleet:index:NetworkMode", default: "nat" });
    expect(schema.types["edgefleet:index:NetworkMode"]?.enum).to.deep.equal([
      { name: "Nat", value: "nat" },
      { name: "Route", value: "route" },
      { name: "Isolated", value: "isolated" },
      { name: "Bridge", value: "bridge" },
    ]);
  });

  it("takes a resource, its name or a reference to it, and gives the reference", () => {
    const volume = schema.resources["edgefleet:index:Volume"];
    const kinds = volume?.inputProperties?.["pool"]?.oneOf?.map(({ $ref, type }) => $ref ?? type);
    expect(kinds).to.deep.equal([
      "#/resources/edgefleet:index:Pool",
      "string",
      "#/types/edgefleet:index:Reference",
    ]);
    expect(volume?.properties?.["pool"]?.$ref).to.equal("#/types/edgefleet:index:Reference");
  });

  it("says which changes replace", () => {
    const properties = schema.resources["edgefleet:index:Network"]?.inputProperties;
    expect(properties?.["subnet"]?.replaceOnChanges).to.equal(true);
    expect(properties?.["autostart"]?.replaceOnChanges).to.equal(undefined);
  });

  it("has the settings with their types, alike in the configuration and in the provider", () => {
    expect(schema.provider.inputProperties).to.deep.equal(schema.config.variables);
    expect(schema.config.variables["hostMoved"]?.type).to.equal("boolean");
    expect(schema.config.variables["overcommitCpus"]?.type).to.equal("number");
    const accelerators = schema.types["edgefleet:index:HostAccelerator"]?.enum?.map(({ value }) => value);
    expect(accelerators).to.deep.equal(choices.accelerator);
  });
});
