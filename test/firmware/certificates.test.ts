// What is wrong with certificates, found before firmware stumbles over it: with real servers on loopback.
import { expect } from "chai";
import { X509Certificate } from "node:crypto";
import type { AddressInfo } from "node:net";
import { createServer, type Server, type TlsOptions } from "node:tls";
import {
  caProblems,
  readCertificates,
  uniqueCertificates,
  type Problem,
} from "../../provider/firmware/certificates";
import { probe } from "../../provider/firmware/server";
import { certificate, derOf, type Made } from "../support/certificates";

const day = 86_400_000;
const texts = (problems: Problem[]): string[] => problems.map(({ severity, text }) => `${severity}: ${text}`);

describe("certificates for HTTPS boot", function () {
  this.timeout(60_000);
  let ca: Made;
  let other: Made;
  let middle: Made;
  let server: Server | undefined;

  before(async () => {
    [ca, other] = await Promise.all([
      certificate("Site CA", { ca: true }),
      certificate("Other CA", { ca: true }),
    ]);
    middle = await certificate("Middle CA", { by: ca, ca: true });
  });

  afterEach(() => {
    server?.close();
    server = undefined;
  });

  const read = (...made: Made[]): X509Certificate[] => uniqueCertificates(made.map(({ pem }) => pem));

  /** Serves on loopback; gives back the URL. */
  async function serve(made: Made, options: TlsOptions = {}, host = "localhost"): Promise<string> {
    server = createServer({ cert: made.pem, key: made.key, ...options });
    server.on("tlsClientError", () => undefined);
    await new Promise<void>((listening) => server?.listen(0, "127.0.0.1", listening));
    return `https://${host}:${(server.address() as AddressInfo).port}/signed_ipxe.efi`;
  }

  describe("as texts", () => {
    it("are read from PEM, from bundles with words between, and from DER in base64, each once", () => {
      const bundle = `${ca.pem}\n# the other one\n${other.pem}${ca.pem}`;
      const der = derOf(middle.pem).toString("base64");
      expect(uniqueCertificates([bundle, der]).map(({ subject }) => subject)).to.deep.equal([
        "CN=Site CA",
        "CN=Other CA",
        "CN=Middle CA",
      ]);
    });

    it("are refused when they are none", () => {
      expect(() => readCertificates("hello")).to.throw("neither PEM certificates nor DER");
      expect(() => readCertificates(ca.key)).to.throw("neither PEM certificates nor DER");
      expect(() => readCertificates(ca.pem.replace(/[A-Za-z0-9]{30}/, ""))).to.throw("no certificate");
    });

    it("are judged as CAs, now and later", async () => {
      const [site] = read(ca) as [X509Certificate];
      const now = Date.now();
      expect(caProblems(site, new Date(now))).to.deep.equal([]);
      expect(texts(caProblems(site, new Date(now + 20 * day)))[0]).to.match(
        /^warning: "Site CA" expires on .*, in \d+ days/,
      );
      expect(texts(caProblems(site, new Date(now + 31 * day)))[0]).to.match(
        /^error: "Site CA" expired on \d{4}-.*Renew/,
      );
      expect(texts(caProblems(site, new Date(now - 2 * day)))[0]).to.match(
        /^error: "Site CA" is not valid before .*clock/,
      );
      const [leaf] = read(await certificate("leaf", { by: ca })) as [X509Certificate];
      expect(texts(caProblems(leaf, new Date()))[0]).to.match(/^error: "leaf" is not a CA certificate/);
    });
  });

  describe("of a server", () => {
    it("are fine when they are", async () => {
      const leaf = await certificate("leaf", { by: ca, names: "DNS:localhost,IP:127.0.0.1" });
      for (const host of ["localhost", "127.0.0.1"]) {
        expect(await probe(await serve(leaf, {}, host), read(ca), "2022.11"), host).to.deep.equal([]);
        server?.close();
      }
    });

    it("lead over those in between, when the server sends them", async () => {
      const leaf = await certificate("leaf", { by: middle, names: "DNS:localhost" });
      const whole = await serve({ ...leaf, pem: leaf.pem + middle.pem });
      expect(await probe(whole, read(ca), "2022.11")).to.deep.equal([]);
      server?.close();
      expect(texts(await probe(await serve(leaf), read(ca), "2022.11"))).to.have.lengthOf(1);
      expect(
        texts(
          await probe(
            `https://localhost:${(server?.address() as AddressInfo).port}/`,
            read(ca, middle),
            "2022.11",
          ),
        ),
      ).to.deep.equal([]);
    });

    it("are all told what is wrong with them, at once", async () => {
      const leaf = await certificate("leaf", {
        by: other,
        names: "DNS:boot.example,IP:10.0.0.1",
        bits: 2048,
        days: 1,
      });
      const problems = texts(await probe(await serve(leaf), read(ca), "2026.02"));
      expect(problems).to.have.lengthOf(4);
      expect(problems[0]).to.match(/^warning: "leaf" expires on/);
      expect(problems[1]).to.match(
        /^error: "leaf" is not for the host name localhost: .*DNS:boot\.example.*DNS:localhost/,
      );
      expect(problems[2]).to.match(
        /^error: "leaf" does not lead to a CA of the list \("Site CA"\): "leaf" was signed by "Other CA"/,
      );
      expect(problems[3]).to.match(
        /^error: "leaf" has an RSA key of 2048 bits.*EE certificate key too weak.*RSA-3072/,
      );
    });

    it("with a small key are an error for the OVMF that refuses them, and a warning when it is not known which", async () => {
      const url = await serve(await certificate("leaf", { by: ca, names: "DNS:localhost", bits: 2048 }));
      const severity = async (firmware?: string) =>
        (await probe(url, read(ca), firmware)).map((p) => p.severity);
      expect(await severity("2022.11")).to.deep.equal([]);
      expect(await severity("2025.08")).to.deep.equal([]);
      expect(await severity("2025.11")).to.deep.equal(["error"]);
      expect(await severity("2026.05")).to.deep.equal(["error"]);
      expect(await severity("2026.08")).to.deep.equal([]);
      expect(await severity(undefined)).to.deep.equal(["warning"]);
    });

    it("for an address need that address", async () => {
      const url = await serve(await certificate("leaf", { by: ca, names: "DNS:localhost" }), {}, "127.0.0.1");
      expect(texts(await probe(url, read(ca), "2022.11"))[0]).to.match(
        /not for the IP address 127\.0\.0\.1.*IP:127\.0\.0\.1/,
      );
    });

    it("are of no use to an old OVMF when the server wants elliptic curves", async () => {
      const leaf = await certificate("leaf", { by: ca, names: "DNS:localhost" });
      const url = await serve(leaf, { ciphers: "ECDHE-RSA-AES256-GCM-SHA384:ECDHE-RSA-AES128-GCM-SHA256" });
      expect(texts(await probe(url, read(ca), "2022.11"))[0]).to.match(
        /^error: .* only cipher suites with elliptic curves.*DHE-RSA-AES256-GCM-SHA384/,
      );
      expect(texts(await probe(url, read(ca), undefined))[0]).to.match(/^warning: /);
      expect(await probe(url, read(ca), "2024.02")).to.deep.equal([]);
    });

    it("cannot be seen when nobody answers, or no TLS", async () => {
      const url = await serve(ca);
      server?.close();
      expect(texts(await probe(url, read(ca), undefined))[0]).to.match(
        /^error: localhost:\d+ did not answer as a TLS server: .*ECONNREFUSED/,
      );
    });
  });
});
