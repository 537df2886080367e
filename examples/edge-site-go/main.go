// Edge nodes on a network of their own, each with its own disk over one common image.
package main

import (
	"edgefleet/sdk/go/edgefleet"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi/config"
)

func main() {
	pulumi.Run(func(ctx *pulumi.Context) error {
		network, err := edgefleet.NewNetwork(ctx, "lan", nil)
		if err != nil {
			return err
		}
		pool, err := edgefleet.NewPool(ctx, "store", nil)
		if err != nil {
			return err
		}
		image, err := edgefleet.NewVolume(ctx, "image", &edgefleet.VolumeArgs{
			Pool:    pool,
			Content: edgefleet.VolumeContentArgs{File: pulumi.String(config.Require(ctx, "image"))},
		})
		if err != nil {
			return err
		}
		fleet, err := edgefleet.NewEdgeFleet(ctx, "edge", &edgefleet.EdgeFleetArgs{
			Count:   pulumi.IntRef(config.RequireInt(ctx, "count")),
			Network: network,
			Pool:    pool,
			Image:   image,
			Memory:  pulumi.String("256MiB"),
			Ready:   edgefleet.ReadyArgs{Console: pulumi.String("login:"), Lease: pulumi.Bool(true)},
		})
		if err != nil {
			return err
		}
		ctx.Export("nodes", fleet.Nodes)
		return nil
	})
}
