"""Edge nodes on a network of their own, each with its own disk over one common image."""

import pulumi
from pulumi_edgefleet import EdgeFleet, Network, Pool, ReadyArgs, Volume, VolumeContentArgs

config = pulumi.Config()

network = Network("lan")
pool = Pool("store")
image = Volume("image", pool=pool, content=VolumeContentArgs(file=config.require("image")))

fleet = EdgeFleet(
    "edge",
    count=config.require_int("count"),
    network=network,
    pool=pool,
    image=image,
    memory="256MiB",
    ready=ReadyArgs(console="login:", lease=True),
)

pulumi.export("nodes", fleet.nodes)
