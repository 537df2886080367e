// The pool's document: golden in every variant, each validated by libvirt.
import { pool } from "../../provider/resources/pool";
import { expectGolden, rendered } from "../support/rendered";

const variants: Record<string, Record<string, unknown>> = {
  named: { name: "store", path: "/srv/edge/store" },
  default: {},
  "path-with-everything": { name: "store", path: `/srv/a b/"quoted" & <odd>/ü` },
};

describe("the document of a pool", () => {
  for (const [name, program] of Object.entries(variants)) {
    it(`is as it should be: ${name}`, async () => {
      expectGolden(`pool-${name}`, await rendered(pool, program, "pool-define"));
    });
  }
});
