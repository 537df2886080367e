#!/usr/bin/env python3
"""What libvirt itself takes: the objects of a host, recorded, made and removed again over its API with 8 connections.

  floor.py record URI FILE     writes every object of the host to FILE
  floor.py create URI FILE     makes and starts them
  floor.py destroy URI FILE    stops and removes them
  floor.py settle URI          waits until the guests are idle
  floor.py empty URI           fails when anything is left on the host
"""
import json
import re
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from threading import local

import libvirt

CONNECTIONS = 8
INACTIVE = libvirt.VIR_NETWORK_XML_INACTIVE
thread = local()


def connection():
    if not hasattr(thread, "connection"):
        thread.connection = libvirt.open(uri)
    return thread.connection


def record():
    c = connection()
    pools = [
        {
            "name": p.name(),
            "xml": p.XMLDesc(libvirt.VIR_STORAGE_XML_INACTIVE),
            "autostart": p.autostart(),
            "volumes": [{"name": v.name(), "xml": v.XMLDesc()} for v in p.listAllVolumes()],
        }
        for p in c.listAllStoragePools()
    ]
    networks = [{"name": n.name(), "xml": n.XMLDesc(INACTIVE), "autostart": n.autostart()} for n in c.listAllNetworks()]
    domains = [
        {"name": d.name(), "xml": d.XMLDesc(libvirt.VIR_DOMAIN_XML_INACTIVE), "active": d.isActive()}
        for d in c.listAllDomains()
    ]
    return {"pools": pools, "networks": networks, "domains": domains}


def nodes(world):
    """One chain per machine: its network, its overlay, itself."""
    networks = {n["name"]: n for n in world["networks"]}
    for domain in world["domains"]:
        network = re.search(r"<source network='([^']+)'", domain["xml"]).group(1)
        disk = re.search(r"<source file='[^']*/([^/']+)'", domain["xml"]).group(1)
        pool, volume = next((p, v) for p in world["pools"] for v in p["volumes"] if v["name"] == disk)
        yield networks[network], pool, volume, domain


def bases(world):
    used = {volume["name"] for _, _, volume, _ in nodes(world)}
    return [(p, v) for p in world["pools"] for v in p["volumes"] if v["name"] not in used]


def make_volume(pool, volume):
    # What was allocated when it was recorded would be allocated in advance.
    xml = re.sub(r"<allocation.*?</allocation>", "<allocation>0</allocation>", volume["xml"])
    connection().storagePoolLookupByName(pool["name"]).createXML(xml)


def make_node(node):
    network, pool, volume, domain = node
    n = connection().networkDefineXML(network["xml"])
    n.create()
    n.setAutostart(network["autostart"])
    make_volume(pool, volume)
    d = connection().defineXML(domain["xml"])
    if domain["active"]:
        d.create()


def remove_node(node):
    network, pool, volume, domain = node
    d = connection().lookupByName(domain["name"])
    if d.isActive():
        d.destroy()
    d.undefine()
    connection().storagePoolLookupByName(pool["name"]).storageVolLookupByName(volume["name"]).delete()
    n = connection().networkLookupByName(network["name"])
    n.destroy()
    n.undefine()


def create(world):
    for pool in world["pools"]:
        p = connection().storagePoolDefineXML(pool["xml"])
        p.build()
        p.create()
        p.setAutostart(pool["autostart"])
    for pool, volume in bases(world):
        make_volume(pool, volume)
    parallel(make_node, world)


def destroy(world):
    parallel(remove_node, world)
    for pool, volume in bases(world):
        connection().storagePoolLookupByName(pool["name"]).storageVolLookupByName(volume["name"]).delete()
    for pool in world["pools"]:
        p = connection().storagePoolLookupByName(pool["name"])
        p.destroy()
        p.undefine()


def parallel(step, world):
    with ThreadPoolExecutor(CONNECTIONS) as executor:
        list(executor.map(step, nodes(world)))


def settle():
    """Until firmware that looks for something to boot no longer disturbs what is measured next."""
    domains = connection().listAllDomains(libvirt.VIR_CONNECT_LIST_DOMAINS_ACTIVE)
    end = time.monotonic() + 120
    before = None
    while time.monotonic() < end:
        used = sum(d.info()[4] for d in domains) / 1e9
        if before is not None and used - before < 0.1 + 0.02 * len(domains):
            return
        before = used
        time.sleep(1)


def empty():
    c = connection()
    left = [o.name() for o in c.listAllDomains() + c.listAllNetworks() + c.listAllStoragePools()]
    if left:
        sys.exit(f"left on the host: {', '.join(left)}")


what, uri = sys.argv[1:3]
if what in ("settle", "empty"):
    {"settle": settle, "empty": empty}[what]()
elif what == "record":
    with open(sys.argv[3], "w") as file:
        json.dump(record(), file)
else:
    with open(sys.argv[3]) as file:
        recorded = json.load(file)
    started = time.monotonic()
    {"create": create, "destroy": destroy}[what](recorded)
    print(time.monotonic() - started)
