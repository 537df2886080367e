// Virtual edge nodes as code, on libvirt, QEMU and KVM.
package edgefleet
