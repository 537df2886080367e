// What the engine starts: `pulumi-resource-edgefleet ENGINE-ADDRESS`. The first line on stdout is the port.
import { Plugin, serve } from "./server";

async function main(): Promise<void> {
  const served = new Plugin(process.argv.slice(2).find((argument) => !argument.startsWith("-")));
  // A component's code may fail outside of every promise that somebody waits for.
  const uncaught = (error: unknown) => {
    console.error((error as Error).stack ?? String(error));
    served.calls.fail(error);
  };
  process.on("uncaughtException", uncaught);
  process.on("unhandledRejection", uncaught);
  const { port } = await serve(served);
  // As a text: a number would be coloured.
  console.log(String(port));
}

void main();
