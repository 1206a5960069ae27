"""What Sổ Họp costs: bytes, round trips, documents a second. Numbers, not tests: `make bench` prints and keeps them."""
