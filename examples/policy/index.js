// A policy pack for edge nodes: each rule is a file, or a few lines, of its own to take over or to leave out.
const { PolicyPack } = require("@pulumi/policy");
const { boundedSizes } = require("./sizes");
const { noRawQemuArguments, tlsVerified, vncOnLoopback } = require("./rules");

new PolicyPack("edgefleet", {
  enforcementLevel: "mandatory",
  policies: [noRawQemuArguments, vncOnLoopback, tlsVerified, boundedSizes],
});
