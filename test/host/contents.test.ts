// Contents of volumes and growing logs on a real libvirt, straight and through an agent.
import { expect } from "chai";
import { createHash, randomBytes } from "node:crypto";
import { appendFileSync, mkdtempSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { HostError, type Host } from "../../provider/host/host";
import * as pools from "../../provider/host/pool";
import { VirshHost } from "../../provider/host/session";
import * as volumes from "../../provider/host/volume";
import { AgentHost } from "../support/agent-host";
import { sharedHost } from "../support/isolated-host";

const sha256 = (bytes: Buffer): string => createHash("sha256").update(bytes).digest("hex");

for (const kind of ["virsh", "an agent"] as const) {
  describe(`contents through ${kind}`, function () {
    this.timeout(30_000);
    let host: Host;
    let folder: string;
    let pool: string;

    before(async () => {
      const virsh = new VirshHost((await sharedHost()).uri);
      host = kind === "virsh" ? virsh : new AgentHost(virsh);
    });
    after(() => host.close());

    beforeEach(async () => {
      folder = mkdtempSync(join(tmpdir(), "contents-"));
      pool = basename(folder);
      await host.run(
        pools.poolDefine(
          `<pool type="dir"><name>${pool}</name><target><path>${folder}</path></target></pool>`,
        ),
      );
      await host.run(pools.poolStart(pool));
    });

    afterEach(async () => {
      // A pool is busy for as long as a refresh that nobody waits for any more goes on.
      for (let left = 50; left > 0; left--) {
        const stopped = host.find(pools.poolDestroy(pool)).then(
          () => true,
          (error: HostError) => error.code === "inactive",
        );
        if (await stopped) break;
        await pause(100);
      }
      await host.find(pools.poolUndefine(pool));
      rmSync(folder, { recursive: true, force: true });
    });

    const create = (name: string, bytes: number): Promise<void> =>
      host.run(
        volumes.volCreate(
          pool,
          `<volume><name>${name}</name><capacity unit="bytes">${bytes}</capacity></volume>`,
        ),
      );

    it("come back as they were written", async () => {
      const bytes = randomBytes(300_000);
      await create("v.raw", bytes.length);
      await host.put(pool, "v.raw", { bytes });
      expect(sha256(await host.get(pool, "v.raw"))).to.equal(sha256(bytes));
      expect((await host.get(pool, "v.raw", 1000, 50)).equals(bytes.subarray(1000, 1050))).to.equal(true);
      expect(await host.get(pool, "v.raw", bytes.length + 5)).to.have.length(0);
    });

    it("may come from a file, and go behind what is there", async () => {
      const file = join(folder, "source");
      writeFileSync(file, "world");
      await create("v.raw", 4096);
      await host.put(pool, "v.raw", { bytes: Buffer.from("hello ") });
      await host.put(pool, "v.raw", { path: file }, 6);
      expect((await host.get(pool, "v.raw", 0, 11)).toString()).to.equal("hello world");
    });

    it("of what is not there is not found", async () => {
      const error = await host.get(pool, "nothing").catch((caught: HostError) => caught);
      expect(error).to.be.instanceOf(HostError).and.include({ code: "not-found" });
    });

    it("lie under names in any script", async () => {
      for (const name of ["vé ☃ x.raw", "名前.raw"]) writeFileSync(join(folder, name), "x");
      await host.run(pools.poolRefresh(pool));
      const names = (await host.run(volumes.volList(pool))).map((found) => found.name);
      expect(names).to.have.members(["vé ☃ x.raw", "名前.raw"]);
      expect((await host.get(pool, "vé ☃ x.raw")).toString()).to.equal("x");
    });

    it("cannot be made twice", async () => {
      await create("v.raw", 4096);
      expect(await create("v.raw", 4096).catch((error: HostError) => error.code)).to.equal("exists");
    });

    describe("that grow", () => {
      const halt = (): AbortController => new AbortController();

      /** Reads on until the text is there; what was read. */
      async function until(log: AsyncIterator<Buffer>, text: string): Promise<string> {
        let seen = "";
        while (!seen.includes(text)) {
          const { value, done } = await log.next();
          if (done) throw new Error(`ended behind ${JSON.stringify(seen)}`);
          seen += value.toString();
        }
        return seen;
      }

      const follow = (offset: number, { signal }: AbortController): AsyncIterator<Buffer> =>
        host.follow(pool, "log", offset, signal)[Symbol.asyncIterator]();

      it("are read as they grow, also when they come to be only later", async () => {
        const end = halt();
        const log = follow(0, end);
        const first = until(log, "one\n");
        writeFileSync(join(folder, "log"), "one\n");
        expect(await first).to.equal("one\n");
        const next = until(log, "three\n");
        appendFileSync(join(folder, "log"), "two\n");
        appendFileSync(join(folder, "log"), "three\n");
        expect(await next).to.equal("two\nthree\n");
        end.abort();
        expect((await log.next()).done).to.equal(true);
      });

      it("are read from where one wants", async () => {
        writeFileSync(join(folder, "log"), "0123456789");
        const end = halt();
        expect(await until(follow(4, end), "9")).to.equal("456789");
        end.abort();
      });

      it("are read in pieces, however big they are", async () => {
        const bytes = randomBytes(2_500_000);
        writeFileSync(join(folder, "log"), bytes);
        const end = halt();
        const chunks: Buffer[] = [];
        for await (const chunk of host.follow(pool, "log", 0, end.signal)) {
          expect(chunk.length).to.be.at.most(1024 * 1024);
          chunks.push(chunk);
          if (Buffer.concat(chunks).length >= bytes.length) break;
        }
        end.abort();
        expect(sha256(Buffer.concat(chunks))).to.equal(sha256(bytes));
      });

      it("are read from the start when they were emptied", async () => {
        writeFileSync(join(folder, "log"), "a long first run\n");
        const end = halt();
        const log = follow(0, end);
        await until(log, "run\n");
        writeFileSync(join(folder, "log"), "again\n");
        expect(await until(log, "again\n")).to.equal("again\n");
        end.abort();
      });

      it("are read from the start when another file took their place, be it longer", async () => {
        writeFileSync(join(folder, "log"), "first\n");
        const end = halt();
        const log = follow(0, end);
        await until(log, "first\n");
        renameSync(join(folder, "log"), join(folder, "log.0"));
        writeFileSync(join(folder, "log"), "second, and longer than the first\n");
        expect(await until(log, "the first\n")).to.equal("second, and longer than the first\n");
        end.abort();
      });

      it("are read from the start when they are shorter than where one wants to begin", async () => {
        writeFileSync(join(folder, "log"), "short\n");
        const end = halt();
        expect(await until(follow(1000, end), "short\n")).to.equal("short\n");
        end.abort();
      });

      it("are not waited for any more once that is not wanted", async () => {
        const end = halt();
        const next = follow(0, end).next();
        end.abort();
        expect((await next).done).to.equal(true);
        const over = halt();
        over.abort();
        expect((await follow(0, over).next()).done).to.equal(true);
      });

      it("end with an error when the pool does not run", async () => {
        await host.run(pools.poolDestroy(pool));
        const error = await follow(0, halt())
          .next()
          .catch((caught: HostError) => caught);
        expect(error).to.include({ code: "inactive" });
      });
    });
  });
}
