// What another tool's state declares, in terms of a libvirt host.
import type { XmlNode } from "../../core/xml";
import type { Kind, Remark } from "../import/taken";
import type { Part } from "./part";

export interface Declared {
  kind: Kind;
  /** Its name in the other program, with the index of a list or map and its modules. */
  name: string;
  /** As its host calls it: a name, or `pool/name`. */
  title: string;
  /** uuid, or `pool/name`. */
  id: string;
  /** network, domain: what the state says, in libvirt's form. */
  definition?: XmlNode;
  /** pool, volume: what the state says, as inputs; whether the others start with the host, and run. */
  inputs?: Record<string, unknown>;
  /** volume: its file on the host. */
  path?: string;
}

/** One resource of the other tool. */
export interface Source {
  /** `libvirt_domain` */
  type: string;
  /** `module.site.libvirt_domain.node[0]`, for people. */
  address: string;
  name: string;
  part: Part;
}

export interface Reading {
  declared: Declared[];
  remarks: Remark[];
}

/** What has no counterpart, with the way on. */
export const ways: Record<string, string> = {
  libvirt_cloudinit_disk:
    "Edgefleet makes no cloud-init disks of this kind. The image stays on the host as a volume: import it by `pool/name` with `edgefleet scan`, or write a new one as the content of a Volume",
  libvirt_ignition:
    "Edgefleet makes no Ignition files. The file stays on the host as a volume: import it by `pool/name` with `edgefleet scan`, or write it as the content of a raw Volume",
  libvirt_combustion:
    "Edgefleet makes no Combustion files. The file stays on the host as a volume: import it by `pool/name` with `edgefleet scan`, or write it as the content of a raw Volume",
};
