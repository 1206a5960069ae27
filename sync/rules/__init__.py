"""Deadlines and public holidays as versioned data, beside the forms. What they mean is sync/domain/obligations. Only reads."""
