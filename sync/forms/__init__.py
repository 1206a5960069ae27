"""Forms as versioned data: one definition drives the screen, the checks on phone and server, and the print. Pure."""
