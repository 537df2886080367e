// What `adopt: true` takes over under the uuid that it has: what nobody has marked, or an adoption of our own that was
// cut short. Without this the latter would look like an older incarnation, which is taken away.
import type { Mark } from "./mark";
import { incarnationOfUuid, parseIncarnation, sameLineage } from "./identity";

interface Wanted {
  uuid?: string;
  incarnation?: string;
}

/** Gives it the uuid of what is there, if that is to be taken over. */
export function adopt(wanted: Wanted, there: { uuid: string; mark?: Mark }): boolean {
  if (!isAdoptable(wanted, there)) return false;
  wanted.uuid = there.uuid;
  if (there.mark) wanted.incarnation = there.mark.incarnation;
  return true;
}

function isAdoptable(wanted: Wanted, { uuid, mark }: { uuid: string; mark?: Mark }): boolean {
  if (incarnationOfUuid(uuid)) return false;
  if (!mark) return true;
  const { incarnation = "" } = wanted;
  // A smaller number is that of the state, which is being replaced.
  return sameLineage(mark.incarnation, incarnation) && number(mark.incarnation) >= number(incarnation);
}

const number = (incarnation: string): number => parseIncarnation(incarnation)?.n ?? 0;
