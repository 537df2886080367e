// getVolume: a disk image in a pool, whoever made it.
import { str } from "../core/define";
import { Lifecycle } from "../core/lifecycle";
import { volume } from "../resources/volume";
import { inputs, outputs } from "../resources/volume/fields";
import { defineLookup, notThere } from "./function";

export const getVolume = defineLookup({
  name: "getVolume",
  doc: "Looks up a volume of the host by pool and name, whoever made it. Nothing is changed.",
  inputs: {
    pool: str({ doc: "Name of the pool it is in." }),
    name: str({ doc: "Its file name in the pool." }),
  },
  outputs: {
    pool: str({ doc: "Name of the pool it is in." }),
    name: str({ doc: "Its file name in the pool." }),
    format: inputs.format,
    ...outputs,
  },
  async look(operation, context, { pool, name }) {
    const found = await new Lifecycle(volume).read(operation, `${pool}/${name}`, {});
    if (!found)
      throw notThere(`volume "${pool}/${name}"`, context, "Compare with `virsh vol-list`, or create it");
    return { ...found.state, pool, name };
  },
});
