// A network's life on every kind of host: made, changed, drifted, replaced, refused, adopted, killed.
import { hostKinds } from "../support/hosts";
import { killSuite } from "../support/kill-suite";
import { lifecycleSuite } from "../support/lifecycle-suite";
import { ownershipSuite } from "../support/ownership-suite";
import { networkSubject } from "../support/subjects";

for (const kind of hostKinds) {
  lifecycleSuite(kind, networkSubject);
  ownershipSuite(kind, networkSubject);
  killSuite(kind, networkSubject);
}
