// The document that a program becomes, as it goes to libvirt, and what libvirt's own driver for tests makes of it.
import { expect } from "chai";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Definition } from "../../provider/core/define";
import type { State } from "../../provider/core/state";
import { parseXml, type XmlNode } from "../../provider/core/xml";
import type { Command, Verb } from "../../provider/host/command";
import type { Host, RunOptions } from "../../provider/host/host";
import type { Results } from "../../provider/host/results";
import { Engine } from "./engine";
import { testDriver } from "./hosts";

/** Runs a program on libvirt's test driver and gives back the first document of that verb. libvirt has validated it. */
export async function rendered(
  definition: Definition,
  program: State,
  verb: Verb,
  prepare?: (host: Host) => Promise<unknown>,
): Promise<string> {
  const host = await testDriver.open();
  try {
    await prepare?.(host);
    const documents: string[] = [];
    const engine = new Engine(definition, recording(host, verb, documents));
    await engine.up(program);
    await engine.destroy();
    return documents[0] as string;
  } finally {
    await host.close();
  }
}

function recording(host: Host, verb: Verb, documents: string[]): Host {
  const record = (command: Command): void => {
    if (command.verb === verb)
      documents.push(...Object.values(command.documents ?? {}).map(({ text }) => text));
  };
  return new Proxy(host, {
    get(target, name) {
      if (name !== "run" && name !== "find") return Reflect.get(target, name, target) as unknown;
      return <V extends Verb>(command: Command<V>, options?: RunOptions): Promise<Results[V] | undefined> => {
        record(command);
        return target[name](command, options);
      };
    },
  });
}

/** Names of elements and attributes, without any value. */
export function structure(node: XmlNode): string {
  return `<${[node.name, ...Object.keys(node.attributes)].join(" ")}>${node.children.map(structure).join("")}</${node.name}>`;
}

const golden = join(__dirname, "../../../test/templates/golden");

/** Compares with test/templates/golden/NAME.xml; EDGEFLEET_GOLDEN=write writes it instead. */
export function expectGolden(name: string, xml: string): void {
  const printed = `${parseXml(xml).print()}\n`;
  const file = join(golden, `${name}.xml`);
  if (process.env["EDGEFLEET_GOLDEN"] === "write") {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, printed);
  }
  expect(
    existsSync(file),
    `${name}.xml is missing; run the test with EDGEFLEET_GOLDEN=write and read it`,
  ).to.equal(true);
  expect(printed).to.equal(readFileSync(file, "utf8"));
}
