// The volume's document: golden in every variant, each accepted by libvirt.
import { poolDefine, poolBuild, poolStart } from "../../provider/host/pool";
import { volCreate } from "../../provider/host/volume";
import type { Host } from "../../provider/host/host";
import { volume } from "../../provider/resources/volume";
import { expectGolden, rendered } from "../support/rendered";

const disk = { name: "disk", pool: "images" };

const variants: Record<string, Record<string, unknown>> = {
  qcow2: { size: "20GiB" },
  raw: { size: "1MiB", format: "raw" },
  "default-name": { name: undefined, size: "1GB" },
  overlay: { backing: "images/base.raw" },
  "overlay-larger": { backing: "images/base.raw", size: "8MiB" },
};

async function images(host: Host): Promise<void> {
  await host.run(
    poolDefine('<pool type="dir"><name>images</name><target><path>/srv/images</path></target></pool>'),
  );
  await host.run(poolBuild("images"));
  await host.run(poolStart("images"));
  await host.run(
    volCreate(
      "images",
      '<volume><name>base.raw</name><capacity unit="MiB">4</capacity><target><format type="raw"/></target></volume>',
    ),
  );
}

describe("the document of a volume", () => {
  for (const [name, program] of Object.entries(variants)) {
    it(`is as it should be: ${name}`, async () => {
      expectGolden(`volume-${name}`, await rendered(volume, { ...disk, ...program }, "vol-create", images));
    });
  }
});
