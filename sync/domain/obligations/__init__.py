"""Who owes which paper when, and how it stands: dated records made from dated rules. Pure; the twin of pwa/obligations/."""
