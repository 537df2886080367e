// Templates are strict and escaped: what is missing is an error, and no value adds structure.
import { expect } from "chai";
import { secretMark, revealSecrets } from "../../provider/host/command";
import { render } from "../../provider/core/template";
import { parseXml } from "../../provider/core/xml";

describe("template", () => {
  it("escapes everything that a value could break out with", () => {
    const xml = render("devices/dhcp-host", { mac: `"><x a='1'/>`, ip: "&", name: "<n>" });
    const node = parseXml(xml);
    expect(node.attributes).to.deep.equal({ mac: `"><x a='1'/>`, ip: "&", name: "<n>" });
    expect(node.children).to.deep.equal([]);
  });

  it("refuses a view that lacks what the template asks for", () => {
    expect(() => render("devices/dhcp-range", { start: "10.0.0.2" })).to.throw(/"end" not defined/);
    expect(() => render("pool", { name: "a", uuid: "u" })).to.throw(/"path" not defined/);
  });

  it("refuses a template that is not there", () => {
    expect(() => render("no-such-thing", {})).to.throw(/no-such-thing/);
  });

  it("fills a secret in only on its way to the host, escaped", () => {
    const document = `<graphics passwd="${secretMark("graphics.password")}"/>`;
    expect(document).to.not.contain("hush");
    const node = parseXml(revealSecrets(document, { "graphics.password": `hush"<&` }));
    expect(node.attributes).to.deep.equal({ passwd: `hush"<&` });
    expect(() => revealSecrets(document, {})).to.throw("secret graphics.password was not given");
  });
});
