// A provider process that dies before or after one of its changing calls to an orchestrator: from then on it says
// nothing more, not even to clean up.
import sinon from "sinon";
import { Http, type Call } from "../../provider/orchestrator/http";

export type When = "before" | "after";

export class Deaths {
  private calls = 0;
  private dead = false;
  private end: { call: number; when: When } | undefined;
  private readonly stub: sinon.SinonStub;

  constructor() {
    const send = Object.getOwnPropertyDescriptor(Http.prototype, "send")?.value as Http["send"];
    const judge = (http: Http, call: Call) => this.judge(call, () => send.call(http, call));
    this.stub = sinon.stub(Http.prototype, "send").callsFake(function (this: Http, call: Call) {
      return judge(this, call);
    });
  }

  private async judge<T>({ method, service }: Call, send: () => Promise<T>): Promise<T> {
    const changes = method !== "GET" && service === "api";
    const last = changes && this.end?.call === ++this.calls;
    if (this.dead || (last && this.end?.when === "before")) throw this.died();
    const answer = await send();
    if (last) throw this.died();
    return answer;
  }

  private died(): Error {
    this.dead = true;
    return new Error("killed");
  }

  /** True when it died on the way; false when there is no such call any more. */
  async at(call: number, when: When, run: () => Promise<unknown>): Promise<boolean> {
    this.calls = 0;
    this.end = { call, when };
    try {
      await run();
    } catch (error) {
      if (!this.dead) throw error;
    }
    const died = this.dead;
    this.dead = false;
    this.end = undefined;
    return died;
  }

  restore(): void {
    this.stub.restore();
  }
}
