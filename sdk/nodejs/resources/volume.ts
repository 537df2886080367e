// Generated from the resource definitions by `make generate`.
import * as pulumi from "@pulumi/pulumi";
import { EdgeResource, isOfType, tokenOf, ReferenceArgs, ResourceOptions } from "../resource";
import { Pool } from "./pool";

/**
 * What is written into the volume when it is made: a local file, or what Edgefleet makes, which is always raw.
 */
export interface VolumeContentArgs {
  /**
   * A file on the machine that runs Pulumi: a disk image in the volume's format.
   */
  file?: pulumi.Input<string>;
  /**
   * CA certificates as an EFI signature list: what UEFI firmware trusts when it boots over HTTPS (`fwCfg` name `etc/edk2/https/cacerts`).
   */
  caList?: pulumi.Input<CaListContentArgs>;
  /**
   * A disk that UEFI boots this program from: GPT with an EFI system partition. With a `size` it has room behind, for a system that is installed over it.
   */
  bootDisk?: pulumi.Input<BootDiskContentArgs>;
  /**
   * A disk for cloud-init's NoCloud data source: FAT with the label CIDATA.
   */
  cloudInit?: pulumi.Input<CloudInitContentArgs>;
  /**
   * The SHA-256 of the volume's content in hex, as it is written. Given, it is compared in preview; else it is computed. Other content is another volume.
   * A change replaces the resource.
   */
  sha256?: pulumi.Input<string>;
}

/**
 * What is written into the volume when it is made: a local file, or what Edgefleet makes, which is always raw.
 */
export interface VolumeContent {
  /**
   * A file on the machine that runs Pulumi: a disk image in the volume's format.
   */
  file?: string;
  /**
   * CA certificates as an EFI signature list: what UEFI firmware trusts when it boots over HTTPS (`fwCfg` name `etc/edk2/https/cacerts`).
   */
  caList?: CaListContent;
  /**
   * A disk that UEFI boots this program from: GPT with an EFI system partition. With a `size` it has room behind, for a system that is installed over it.
   */
  bootDisk?: BootDiskContent;
  /**
   * A disk for cloud-init's NoCloud data source: FAT with the label CIDATA.
   */
  cloudInit?: CloudInitContent;
  /**
   * The SHA-256 of the volume's content in hex, as it is written. Given, it is compared in preview; else it is computed. Other content is another volume.
   * A change replaces the resource.
   */
  sha256: string;
}

/**
 * CA certificates as an EFI signature list: what UEFI firmware trusts when it boots over HTTPS (`fwCfg` name `etc/edk2/https/cacerts`).
 */
export interface CaListContentArgs {
  /**
   * The CA certificates, each of which is in the list once. Other certificates are another volume; the same ones in another spelling change nothing.
   */
  certificates: pulumi.Input<pulumi.Input<string>[]>;
  /**
   * Ask this server in every preview, from the machine that runs Pulumi, whether firmware will get along with it: validity and names of its certificate, the way to a CA of the list, key sizes, cipher suites.
   */
  server?: pulumi.Input<CaListServerArgs>;
}

/**
 * CA certificates as an EFI signature list: what UEFI firmware trusts when it boots over HTTPS (`fwCfg` name `etc/edk2/https/cacerts`).
 */
export interface CaListContent {
  /**
   * The CA certificates, each of which is in the list once. Other certificates are another volume; the same ones in another spelling change nothing.
   */
  certificates: string[];
  /**
   * Ask this server in every preview, from the machine that runs Pulumi, whether firmware will get along with it: validity and names of its certificate, the way to a CA of the list, key sizes, cipher suites.
   */
  server?: CaListServer;
}

/**
 * Ask this server in every preview, from the machine that runs Pulumi, whether firmware will get along with it: validity and names of its certificate, the way to a CA of the list, key sizes, cipher suites.
 */
export interface CaListServerArgs {
  /**
   * The HTTPS URL that firmware will fetch.
   */
  url: pulumi.Input<string>;
  /**
   * Release of the OVMF that will fetch it, such as `2022.11`: what only some releases refuse is an error then, else a warning.
   */
  ovmf?: pulumi.Input<string>;
}

/**
 * Ask this server in every preview, from the machine that runs Pulumi, whether firmware will get along with it: validity and names of its certificate, the way to a CA of the list, key sizes, cipher suites.
 */
export interface CaListServer {
  /**
   * The HTTPS URL that firmware will fetch.
   */
  url: string;
  /**
   * Release of the OVMF that will fetch it, such as `2022.11`: what only some releases refuse is an error then, else a warning.
   */
  ovmf?: string;
}

/**
 * A disk that UEFI boots this program from: GPT with an EFI system partition. With a `size` it has room behind, for a system that is installed over it.
 */
export interface BootDiskContentArgs {
  /**
   * An EFI program on the machine that runs Pulumi, such as iPXE's `ipxe.efi`; it becomes `EFI/BOOT/BOOTX64.EFI`.
   */
  file: pulumi.Input<string>;
}

/**
 * A disk that UEFI boots this program from: GPT with an EFI system partition. With a `size` it has room behind, for a system that is installed over it.
 */
export interface BootDiskContent {
  /**
   * An EFI program on the machine that runs Pulumi, such as iPXE's `ipxe.efi`; it becomes `EFI/BOOT/BOOTX64.EFI`.
   */
  file: string;
}

/**
 * A disk for cloud-init's NoCloud data source: FAT with the label CIDATA.
 */
export interface CloudInitContentArgs {
  /**
   * cloud-init's user data: a `#cloud-config`, a script, or a MIME document.
   * A change replaces the resource.
   */
  userData: pulumi.Input<string>;
  /**
   * cloud-init's meta data, YAML or JSON. Default: an `instance-id` that stays the same for this volume's name in the program, and `hostname` if given. cloud-init does again what it does once per instance when the `instance-id` changes, and not when user data changes.
   * A change replaces the resource.
   */
  metaData?: pulumi.Input<string>;
  /**
   * The guest's host name, for the default meta data.
   * A change replaces the resource.
   */
  hostname?: pulumi.Input<string>;
  /**
   * cloud-init's network configuration, version 1 or 2. Default: DHCP on the first network card.
   * A change replaces the resource.
   */
  networkConfig?: pulumi.Input<string>;
  /**
   * cloud-init's vendor data; user data wins over it.
   * A change replaces the resource.
   */
  vendorData?: pulumi.Input<string>;
}

/**
 * A disk for cloud-init's NoCloud data source: FAT with the label CIDATA.
 */
export interface CloudInitContent {
  /**
   * cloud-init's user data: a `#cloud-config`, a script, or a MIME document.
   * A change replaces the resource.
   */
  userData: string;
  /**
   * cloud-init's meta data, YAML or JSON. Default: an `instance-id` that stays the same for this volume's name in the program, and `hostname` if given. cloud-init does again what it does once per instance when the `instance-id` changes, and not when user data changes.
   * A change replaces the resource.
   */
  metaData?: string;
  /**
   * The guest's host name, for the default meta data.
   * A change replaces the resource.
   */
  hostname?: string;
  /**
   * cloud-init's network configuration, version 1 or 2. Default: DHCP on the first network card.
   * A change replaces the resource.
   */
  networkConfig?: string;
  /**
   * cloud-init's vendor data; user data wins over it.
   * A change replaces the resource.
   */
  vendorData?: string;
}

/** Arguments of Volume. */
export interface VolumeArgs {
  /**
   * File name in the pool. Default: the logical name, the incarnation and the format's ending, so that an old and a new volume never meet. A name of your own is refused when such a file exists that is not in this stack's state.
   * A change replaces the resource.
   */
  name?: pulumi.Input<string>;
  /**
   * The pool it lives in.
   * Preview says what a change does to the running machine.
   */
  pool: pulumi.Input<Pool | string | ReferenceArgs>;
  /**
   * Format of the file; content that Edgefleet makes is always `raw`.
   * One of `qcow2`, `raw`.
   * Default: `qcow2`.
   * A change replaces the resource.
   */
  format?: pulumi.Input<"qcow2" | "raw">;
  /**
   * Virtual size, such as `20GiB`. Default: that of the backing volume or the content. It can grow in place, also under a running machine; the guest's file system is grown by the guest.
   * Preview says what a change does to the running machine.
   */
  size?: pulumi.Input<string>;
  /**
   * A volume that this one is an overlay of: only differences are stored. It must not change any more.
   * A change replaces the resource.
   */
  backing?: pulumi.Input<Volume | string | ReferenceArgs>;
  /**
   * What is written into the volume when it is made: a local file, or what Edgefleet makes, which is always raw.
   * A change replaces the resource.
   */
  content?: pulumi.Input<VolumeContentArgs>;
  /**
   * Allows a change that replaces the volume, and with it all data that a guest wrote. Without it such a change is refused in preview. CA lists, cloud-init disks and boot disks without a `size` hold no such data and do not need it.
   * Default: `false`.
   * A change is applied at once.
   */
  replaceData?: pulumi.Input<boolean>;
  /**
   * Take over an object of this name that exists already and was not made by Edgefleet. It keeps its id, its place and its data; all else becomes what the program says, defaults included. From then on it is managed, and removed by `pulumi destroy`, like any other.
   * A change is applied at once.
   */
  adopt?: pulumi.Input<boolean>;
}

/**
 * A disk image in a pool: empty, an overlay of another volume, with the content of a local file, or with content that is made: a CA list, a boot disk, a cloud-init disk.
 */
export class Volume extends EdgeResource {
  /** @internal */
  static readonly __pulumiType: string = tokenOf("Volume");

  /** Reads an existing volume that is managed by another stack; nothing is changed. */
  static get(name: string, id: pulumi.Input<pulumi.ID>, options?: ResourceOptions): Volume {
    return new Volume(name, undefined as unknown as VolumeArgs, { ...options, id });
  }

  /** True for an instance of this class, also of another copy of this package. */
  static override isInstance(value: unknown): value is Volume {
    return isOfType(value, "Volume");
  }

  /**
   * File name in the pool. Default: the logical name, the incarnation and the format's ending, so that an old and a new volume never meet. A name of your own is refused when such a file exists that is not in this stack's state.
   * A change replaces the resource.
   */
  declare readonly name: pulumi.Output<string>;
  /**
   * The pool it lives in.
   * Preview says what a change does to the running machine.
   */
  declare readonly pool: pulumi.Output<{ name: string; incarnation?: string }>;
  /**
   * Format of the file; content that Edgefleet makes is always `raw`.
   * One of `qcow2`, `raw`.
   * Default: `qcow2`.
   * A change replaces the resource.
   */
  declare readonly format: pulumi.Output<"qcow2" | "raw">;
  /**
   * Virtual size, such as `20GiB`. Default: that of the backing volume or the content. It can grow in place, also under a running machine; the guest's file system is grown by the guest.
   * Preview says what a change does to the running machine.
   */
  declare readonly size: pulumi.Output<string | undefined>;
  /**
   * A volume that this one is an overlay of: only differences are stored. It must not change any more.
   * A change replaces the resource.
   */
  declare readonly backing: pulumi.Output<{ name: string; incarnation?: string; pool: string } | undefined>;
  /**
   * What is written into the volume when it is made: a local file, or what Edgefleet makes, which is always raw.
   * A change replaces the resource.
   */
  declare readonly content: pulumi.Output<VolumeContent | undefined>;
  /**
   * Allows a change that replaces the volume, and with it all data that a guest wrote. Without it such a change is refused in preview. CA lists, cloud-init disks and boot disks without a `size` hold no such data and do not need it.
   * Default: `false`.
   * A change is applied at once.
   */
  declare readonly replaceData: pulumi.Output<boolean>;
  /**
   * The file on the host.
   * A change is applied at once.
   */
  declare readonly path: pulumi.Output<string>;
  /**
   * The virtual size that the volume has.
   * A change is applied at once.
   */
  declare readonly capacity: pulumi.Output<string>;

  constructor(name: string, args: VolumeArgs, options?: ResourceOptions) {
    super(
      "Volume",
      "volume",
      name,
      { ...args },
      {
        outputs: ["name", "pool", "format", "size", "backing", "content", "replaceData", "path", "capacity"],
        required: ["pool"],
        secrets: ["content.cloudInit.userData", "content.cloudInit.vendorData"],
      },
      options,
    );
  }
}
