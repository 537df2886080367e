// What the fields about firmware say about each other.
import { isRecord } from "../../core/changes";
import { hasUnknown, isUnknown } from "../../core/values";
import { readCertificates } from "../../firmware/certificates";
import { sameMachine, type DomainInputs } from "./fields";

type Wanted = Partial<DomainInputs>;
type Fail = (property: string, reason: string) => void;

export function verifyFirmware(wanted: Wanted, old: Wanted | undefined, fail: Fail): void {
  const { firmware, machine, nvram, secureBoot } = wanted;
  if (isUnknown(firmware)) return;
  const [generation, was] = [nvram, old?.nvram].map((given) =>
    isRecord(given) ? given["generation"] : undefined,
  );
  if (typeof generation === "number" && typeof was === "number" && generation < was)
    fail(
      "nvram.generation",
      `It can only grow, and was ${was} already. ${was + 1} makes the UEFI variables anew.`,
    );
  if (!secureBoot) return;
  if (firmware !== "uefi") fail("secureBoot", 'Secure Boot is a part of UEFI. Write firmware: "uefi".');
  if (machine !== undefined && !isUnknown(machine) && !sameMachine("q35", machine))
    fail(
      "machine",
      `Secure Boot needs machine type q35, for its system management mode; ${machine} is given.`,
    );
  if (nvram === undefined)
    fail(
      "nvram",
      "The keys of Secure Boot are a part of the UEFI variables; say where to keep them: nvram: {pool}.",
    );
  if (hasUnknown(secureBoot)) return;
  const { db, kek, pk } = secureBoot;
  if (db?.length === 0)
    fail(
      "secureBoot.db",
      "With no certificate at all nothing would boot. Give one, or leave db out for Microsoft's.",
    );
  if (pk !== undefined && readCertificates(pk).length > 1)
    fail("secureBoot.pk", "A machine has one owner: give one certificate. Several can be in kek.");
  if (db === undefined && (kek !== undefined || pk !== undefined))
    fail(
      "secureBoot.db",
      "Keys of your own begin with db: give the certificates whose signatures are accepted.",
    );
}
