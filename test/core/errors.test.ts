// Errors say what, where, why and what next, and print no stack.
import { expect } from "chai";
import { EdgeError, PartialError } from "../../provider/core/errors";

describe("errors", () => {
  it("makes sentences of what, why and next", () => {
    expect(
      new EdgeError('network "a" was not created on test:///', "it is taken", "Choose another").message,
    ).to.equal('network "a" was not created on test:///: it is taken. Choose another.');
    expect(new EdgeError("a", "b!").message).to.equal("a: b!");
    expect(new EdgeError("a", " b. ", "c?").message).to.equal("a: b. c?");
  });

  it("prints no stack, as Pulumi's dynamic provider would print it", () => {
    for (const error of [new EdgeError("a", "b"), new PartialError("id", {}, ["r"])]) {
      expect(error.stack).to.equal("");
    }
  });

  it("keeps what a resource that is not ready already has", () => {
    const error = new PartialError("id", { a: 1 }, ["one", "two"]);
    expect(error).to.include({ id: "id", message: "one; two" });
    expect(error.properties).to.deep.equal({ a: 1 });
  });
});
