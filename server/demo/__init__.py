"""Demo data: invented cells, people and meetings of Tam Đường, made from a seed. No real person, nothing secret."""
