// So that a resource which arrives by reference, from a component or another program, is an instance of its class.
import * as pulumi from "@pulumi/pulumi";
import { Provider } from "./provider";
import * as resources from "./resources";
import { typeOf } from "./door";
import { EdgeResource, ResourceOptions } from "./resource";
import { version } from "./version";

type Class = new (name: string, args: undefined, options: ResourceOptions) => EdgeResource;

for (const [packageName, moduleName] of [
  ["edgefleet", "index"],
  ["pulumi-nodejs", "dynamic/edgefleet"],
] as const) {
  pulumi.runtime.registerResourceModule(packageName, moduleName, {
    version,
    construct(name, type, urn) {
      const Made = (resources as unknown as Record<string, Class | undefined>)[typeOf(type) ?? ""];
      // Components have no class to be read back into: the reference is what is known of them.
      return Made ? new Made(name, undefined, { urn }) : new pulumi.DependencyResource(urn);
    },
  });
}

pulumi.runtime.registerResourcePackage("edgefleet", {
  version,
  constructProvider(name, _type, urn) {
    return new Provider(name, {}, { urn });
  },
});
