// The engine's client, gRPC and the messages come from the @pulumi/pulumi that runs us, also where it hides them.
import { createRequire } from "node:module";

export const pulumi = createRequire(require.resolve("@pulumi/pulumi/package.json"));
