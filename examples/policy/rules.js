// Rules without settings: no raw QEMU arguments, VNC on loopback, TLS verified.
const { of, ifKnown } = require("./edgefleet");

exports.noRawQemuArguments = {
  name: "no-raw-qemu-arguments",
  description: "Machines are described by fields, not by arguments for QEMU that nothing checks.",
  validateResource: of("Domain", (props, report) => {
    const args = ifKnown(() => props.qemuArgs);
    if (args && args.length > 0) report("qemuArgs: leave it out, and use the fields that say the same.");
  }),
};

const loopback = /^(127(\.\d{1,3}){3}|::1|localhost)$/;

exports.vncOnLoopback = {
  name: "vnc-on-loopback",
  description: "Screens are reached through the host, by ssh, and not from its network.",
  validateResource: of("Domain", (props, report) => {
    const listen = ifKnown(() => props.vnc && props.vnc.listen);
    if (listen && !loopback.test(listen)) {
      report(`vnc.listen: ${listen} is not the loopback. Leave it out, or choose 127.0.0.1.`);
    }
  }),
};

// As libvirt spells it in URIs: for TLS and ssh, and for the ssh libraries.
const unverified = [/[?&]no_verify=(?!0(&|$))/, /[?&]known_hosts_verify=ignore\b/];

/** The libvirt URI of a Host or a Provider; the default ones have that of the stack's configuration. */
const uriOf = ({ type, props }) =>
  /^pulumi:providers:(pulumi-nodejs|edgefleet)$/.test(type)
    ? ifKnown(() => props["edgefleet:uri"]) || ifKnown(() => props.uri)
    : undefined;

exports.tlsVerified = {
  name: "tls-verified",
  description: "Connections to hosts verify who answers.",
  validateResource: (args, report) => {
    const uri = uriOf(args);
    if (uri && unverified.some((pattern) => pattern.test(uri))) {
      report(
        `edgefleet:uri: ${uri} does not verify the host. Take the parameter out, and give the host a certificate or key that is known here.`,
      );
    }
  },
};
