"use strict";
// Mocha takes one reporter: this one is two, words for the reader and JSON for tools/test.
const { reporters } = require("mocha");

module.exports = function (runner, options) {
  new reporters.Spec(runner, options);
  new reporters.JSON(runner, options);
};
