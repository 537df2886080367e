// Every component that programs in all languages can use. A new one is one line here.
import type { ComponentDefinition } from "./component";
import { edgeFleet } from "./edge-fleet";
import { edgeNode } from "./edge-node";
import { httpsBoot } from "./https-boot";
import { virtualEdgeNodes } from "./virtual-edge-nodes";

export type { ComponentDefinition } from "./component";

export const components: readonly ComponentDefinition[] = [edgeNode, edgeFleet, httpsBoot, virtualEdgeNodes];
