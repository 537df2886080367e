// One parser per verb: what virsh printed, as the value that results.ts promises.
import type { Verb } from "./command";
import { domainParsers } from "./domain-parsers";
import { networkParsers } from "./network";
import { nodeParsers } from "./node";
import { poolParsers } from "./pool";
import type { Results } from "./results";
import { volumeParsers } from "./volume";

export const parsers: { [V in Verb]: (stdout: string) => Results[V] } = {
  ...nodeParsers,
  ...networkParsers,
  ...poolParsers,
  ...volumeParsers,
  ...domainParsers,
};
