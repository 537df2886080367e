// Which way a resource takes to its handlers: the dynamic door needs no plugin, the native one imports and shows exact diffs.
import * as pulumi from "@pulumi/pulumi";
import { Provider } from "./provider";

export type Door = "dynamic" | "native";

const namespaces: Record<Door, string> = {
  dynamic: "pulumi-nodejs:dynamic/edgefleet",
  native: "edgefleet:index",
};

/** The type token of a resource. */
export function tokenIn(door: Door, type: string): string {
  return `${namespaces[door]}:${type}`;
}

/** `Network`, of the token of either door; nothing for others. */
export function typeOf(token: string | undefined): string | undefined {
  const split = token?.lastIndexOf(":") ?? -1;
  const namespace = token?.slice(0, split);
  return namespace === namespaces.dynamic || namespace === namespaces.native
    ? token?.slice(split + 1)
    : undefined;
}

interface Options {
  host?: pulumi.ProviderResource;
  provider?: pulumi.ProviderResource;
  parent?: pulumi.Resource;
}

/** That of its provider, else of its parent's, else of `edgefleet:door`. */
export function doorOf({ host, provider, parent }: Options): Door {
  const own = host ?? provider;
  if (own) return Provider.isInstance(own) ? "native" : "dynamic";
  if (parent?.getProvider(tokenIn("native", ""))) return "native";
  if (parent?.getProvider(tokenIn("dynamic", ""))) return "dynamic";
  const door = new pulumi.Config("edgefleet").get("door") ?? "dynamic";
  if (door === "native" || door === "dynamic") return door;
  throw new Error(
    `edgefleet:door is ${JSON.stringify(door)}; it can be "dynamic" or "native". Correct it with \`pulumi config set\`.`,
  );
}
