// What each verb gives back. Parsers are pure and live beside the verb's builder in <noun>.ts.
import type { DomainStats, DomainState } from "./domain";
import type { HostNode, HostVersion } from "./node";
import type { PoolInfo } from "./pool";

/** A name with its uuid, as the list commands print them. */
export interface Named {
  name: string;
  uuid: string;
}

export interface Lease {
  mac: string;
  protocol: "ipv4" | "ipv6";
  /** Without the prefix length. */
  address: string;
  hostname?: string;
}

export interface Results {
  // the host
  version: HostVersion;
  capabilities: string;
  nodeinfo: HostNode;
  // networks
  "net-list": string[];
  "net-dumpxml": string;
  "net-info": { active: boolean; autostart: boolean; persistent: boolean };
  "net-define": void;
  "net-create": void;
  "net-start": void;
  "net-destroy": void;
  "net-undefine": void;
  "net-autostart": void;
  "net-update": void;
  "net-dhcp-leases": Lease[];
  // pools
  "pool-list": string[];
  "pool-dumpxml": string;
  "pool-info": PoolInfo;
  "pool-define": void;
  "pool-build": void;
  "pool-start": void;
  "pool-destroy": void;
  "pool-delete": void;
  "pool-undefine": void;
  "pool-autostart": void;
  "pool-refresh": void;
  // volumes
  "vol-list": { name: string; path: string }[];
  "vol-dumpxml": string;
  "vol-create": void;
  "vol-delete": void;
  "vol-resize": void;
  "vol-upload": void;
  "vol-download": void;
  // domains
  list: Named[];
  dumpxml: string;
  dominfo: { state: DomainState; autostart: boolean; persistent: boolean };
  domstats: DomainStats[];
  define: void;
  create: void;
  "qemu-monitor-command": string;
  start: void;
  shutdown: void;
  destroy: void;
  undefine: void;
  autostart: void;
  setvcpus: void;
  setmem: void;
  "attach-device": void;
  "detach-device": void;
  "update-device": void;
  blockresize: void;
  "domif-setlink": void;
  desc: void;
  metadata: void;
  domifaddr: Lease[];
  vncdisplay: string;
  ttyconsole: string;
}
