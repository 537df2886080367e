// In the place of pulumi-edgefleet/handlers: for every kind of resource the handlers that do nothing.
const { handler } = require("edgefleet-bench-nothing");

module.exports = new Proxy({}, { get: () => handler });
