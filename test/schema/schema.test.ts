// schema.json is good to Pulumi's own schema code, and says what the definitions say.
import { expect } from "chai";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execa } from "execa";
import type { Field, Fields } from "../../provider/core/define";
import { resources } from "../../provider/resources";

const top = join(__dirname, "../../..");

interface Property {
  type?: string;
  $ref?: string;
  description?: string;
  secret?: boolean;
  enum?: unknown[];
}

interface Schema {
  name: string;
  version?: string;
  resources: Record<
    string,
    {
      description?: string;
      inputProperties?: Record<string, Property>;
      properties?: Record<string, Property>;
      requiredInputs?: string[];
    }
  >;
  types: Record<string, { properties?: Record<string, Property>; enum?: unknown[] }>;
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
});
