// Which resources are Edgefleet's, whichever door made them.

const doors = ["pulumi-nodejs:dynamic/edgefleet:", "edgefleet:index:"];

/** `Domain` of the type token of a Domain; nothing for what others made. */
exports.typeOf = (token) => {
  const door = doors.find((prefix) => token.startsWith(prefix));
  return door && token.slice(door.length);
};

/** A check of resources of one Edgefleet type. */
exports.of = (type, check) => (args, report) => {
  if (exports.typeOf(args.type) === type) check(args.props, report, args);
};

/**
 * Reads a value that the preview may not know yet. Such a value is no violation: the rule is asked again while
 * `pulumi up` runs, when it is known.
 */
exports.ifKnown = (read) => {
  try {
    return read();
  } catch (error) {
    if (error.constructor.name === "UnknownValueError") return undefined;
    throw error;
  }
};
