// What is generated and committed is what the definitions say today.
import { assert } from "chai";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execa } from "execa";
import { differingFiles, filesIn } from "../support/folders";
import { repository } from "../support/isolated-host";

describe("what is generated from the definitions", function () {
  this.timeout(60_000);
  let folder: string;

  before(async () => {
    folder = mkdtempSync(join(tmpdir(), "eft-generated-"));
    await execa(process.execPath, [join(repository, "dist/tools/generate.js"), folder]);
  });
  after(() => rmSync(folder, { recursive: true }));

  for (const part of ["sdk/nodejs/resources", "sdk/nodejs/functions", "docs/resources", "docs/components"]) {
    it(`is committed in ${part}`, () => {
      assert.isNotEmpty(filesIn(join(folder, part)));
      assert.deepEqual(differingFiles(join(folder, part), join(repository, part)), []);
    });
  }

  it("is committed in every other file as well", () => {
    for (const path of filesIn(folder)) {
      const committed = readFileSync(join(repository, path), "utf8");
      assert.equal(committed, readFileSync(join(folder, path), "utf8"), path);
    }
  });
});
