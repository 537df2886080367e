// Pulumi's gRPC messages, from the @pulumi/pulumi that runs us.
import type * as Grpc from "@grpc/grpc-js";
import type * as Any from "google-protobuf/google/protobuf/any_pb";
import type * as Empty from "google-protobuf/google/protobuf/empty_pb";
import type * as Struct from "google-protobuf/google/protobuf/struct_pb";
import type * as Plugin from "@pulumi/pulumi/proto/plugin_pb";
import type * as Provider from "@pulumi/pulumi/proto/provider_pb";
import type * as Service from "@pulumi/pulumi/proto/provider_grpc_pb";
import type * as Status from "@pulumi/pulumi/proto/status_pb";
import { pulumi } from "../pulumi";

export const grpc = pulumi("@grpc/grpc-js") as typeof Grpc;
export const { Any: AnyMessage } = pulumi("google-protobuf/google/protobuf/any_pb") as typeof Any;
export const { Empty: EmptyMessage } = pulumi("google-protobuf/google/protobuf/empty_pb") as typeof Empty;
export const { Struct: StructMessage } = pulumi("google-protobuf/google/protobuf/struct_pb") as typeof Struct;
export const plugin = pulumi("@pulumi/pulumi/proto/plugin_pb") as typeof Plugin;
export const provider = pulumi("@pulumi/pulumi/proto/provider_pb") as typeof Provider;
export const service = pulumi("@pulumi/pulumi/proto/provider_grpc_pb") as typeof Service;
export const { Status: StatusMessage } = pulumi("@pulumi/pulumi/proto/status_pb") as typeof Status;

export type StructMessage = Struct.Struct;
export type * as Messages from "@pulumi/pulumi/proto/provider_pb";
