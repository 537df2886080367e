// A libvirt host that must not be asked anything.
import type { Host } from "../../provider/host/host";

const refuse = (): never => {
  throw new Error("a libvirt host was asked");
};

export const noLibvirt: Host = {
  uri: "none:///",
  run: async () => refuse(),
  find: async () => refuse(),
  put: async () => refuse(),
  get: async () => refuse(),
  follow: () => refuse(),
  type: async () => refuse(),
  close: async () => undefined,
};
