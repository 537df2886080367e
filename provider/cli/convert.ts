// placeholder
import type { CliCommand } from "./command";
export const convert: CliCommand = { summary: "x", usage: "", takes: [], options: {}, run: async () => 0 };
