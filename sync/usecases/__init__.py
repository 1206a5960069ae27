"""What the product does, one file each. Sees the world only through `sync.ports`."""
